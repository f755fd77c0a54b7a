import type { Alert } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { redact } from '../../domain/redact/redact.ts';
import type { Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { errorName } from '../../domain/values/error-text.ts';
import { truncate, truncateTo } from '../../domain/values/text.ts';
import { evidenceAsItCame, finish, type Origin } from '../../sources/_kit/normalize.ts';
import { redactAhead } from '../../sources/_kit/redact-ahead.ts';
import type { RedactedTexts } from '../../sources/_kit/redaction.ts';
import { unreadable } from '../../sources/_kit/unreadable.ts';

/** An alert with the vendor's record as JSON text, which is made only when a destination needs it. */
export interface ReadAlert {
  readonly alert: Alert;
  readonly raw: () => string;
  /** The evidence without redaction, as JSON text. */
  readonly evidence: () => string;
}

const RAW_MAX = 65_536;
/** As a text in the JSON of a message, whose limit is 1 MiB in all. */
const RAW_MAX_BYTES = 131_072;

const bytesInJson = (text: string): number => Buffer.byteLength(JSON.stringify(text));

const textOf = ({ record }: Detection): string => (typeof record === 'string' ? record : JSON.stringify(record)) ?? '';

const rawOf = (detection: Detection): string =>
  // The rest is truncated, so it need not be redacted.
  truncateTo(truncate(redact(textOf(detection).slice(0, 4 * RAW_MAX)), RAW_MAX), RAW_MAX_BYTES, bytesInJson);

/** Marks a detection whose JSON was repaired, so that a person knows that the sender wrote something else. */
export const marked = (detection: Detection): Detection => ({
  ...detection,
  labels: { ...detection.labels, parse: 'repaired' },
});

const toRead = (detection: Detection, origin: Origin, before?: RedactedTexts): ReadAlert => ({
  alert: finish(detection, origin, before),
  raw: () => rawOf(detection),
  evidence: () => JSON.stringify(evidenceAsItCame(detection)),
});

/** When normalizing throws, which is a bug of ours, the detection becomes a parse-failure alert with its text. */
export function toReadAnyway(detection: Detection, origin: Origin, before?: RedactedTexts): ReadAlert {
  try {
    return toRead(detection, origin, before);
  } catch (error) {
    const reason = `making an alert of it failed (${errorName(error)})`;
    return toRead(unreadable(reason, textOf(detection)), origin);
  }
}

/** As `toReadAnyway`; long texts are redacted in turns before. */
export const toReadDeferred = (detection: Detection, origin: Origin, pause: Pause): Later<ReadAlert> =>
  after(redactAhead(detection, pause), (before) => toReadAnyway(detection, origin, before));
