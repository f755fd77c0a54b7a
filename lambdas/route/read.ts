import type { Alert, Detection } from '../core/alert.ts';
import { finish, type Origin } from '../core/finish.ts';
import { decodeText, parsePayload } from '../core/payload.ts';
import { scrub } from '../core/scrub.ts';
import type { Reading, Source } from '../core/source.ts';
import { truncate } from '../core/text.ts';
import { unreadable } from '../core/unreadable.ts';

/** An alert with the vendor's own record as JSON text. */
export interface ReadAlert {
  readonly alert: Alert;
  readonly raw: string;
}

export type Read =
  | { readonly kind: 'alerts'; readonly alerts: readonly ReadAlert[]; readonly repaired: boolean }
  | { readonly kind: 'empty' }
  | { readonly kind: 'ignored'; readonly reason: string };

interface Inbound {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceId: string;
  readonly receivedAt: string;
}

const RAW_MAX = 65_536;

const rawOf = (detection: Detection): string => {
  const text = typeof detection.record === 'string' ? detection.record : JSON.stringify(detection.record);
  return truncate(scrub(text ?? ''), RAW_MAX);
};

function toRead(
  detections: readonly Detection[],
  source: Source | undefined,
  inbound: Inbound,
  repaired: boolean,
): Read {
  const { vendor = 'Unknown', product = 'Unknown' } = source ?? {};
  const origin: Origin = { source: inbound.sourceId, vendor, product, receivedAt: inbound.receivedAt };
  return {
    kind: 'alerts',
    repaired,
    alerts: detections.map((detection) => ({ alert: finish(detection, origin), raw: rawOf(detection) })),
  };
}

/** A source's own file must not fail on any payload; if one does, that is our bug and not the alert's end. */
function tryRead(source: Source, value: unknown, inbound: Inbound, repaired: boolean): Reading {
  try {
    return source.read(value, { headers: inbound.headers, receivedAt: inbound.receivedAt, repaired });
  } catch (error) {
    return { kind: 'unreadable', reason: `reading it failed (${error instanceof Error ? error.name : 'error'})` };
  }
}

/**
 * Turns the bytes of a webhook into alerts. Every outcome is one of: alerts, nothing in it, recognised and no alert,
 * or one alert of kind `unreadable` that carries the text. Nothing else, and never an exception for what was sent.
 */
export function read(source: Source | undefined, inbound: Inbound): Read {
  const contentType = inbound.headers['content-type'] ?? '';
  const payload = parsePayload(inbound.bytes, contentType);
  if (payload.kind === 'empty') return { kind: 'empty' };
  const text = () => decodeText(inbound.bytes, contentType);
  if (payload.kind === 'text') return toRead([unreadable(payload.reason, payload.text)], source, inbound, false);
  if (source === undefined)
    return toRead([unreadable('its source is no longer configured', text())], source, inbound, false);
  const reading = tryRead(source, payload.value, inbound, payload.repaired);
  switch (reading.kind) {
    case 'alerts':
      return toRead(reading.detections, source, inbound, payload.repaired);
    case 'unreadable':
      return toRead([unreadable(reading.reason, text())], source, inbound, payload.repaired);
    default:
      return reading;
  }
}
