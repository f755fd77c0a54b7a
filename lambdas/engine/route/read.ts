import type { Detection } from '../../domain/detection.ts';
import { type Silent, silentSource } from '../../domain/heartbeat.ts';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { defined, type Fields } from '../../domain/values/json-fields.ts';
import { isBroken } from '../../sources/_kit/body/broken.ts';
import { decodeText, type Payload, parsePayload, parseText } from '../../sources/_kit/body/payload.ts';
import { unwrap } from '../../sources/_kit/body/unwrap.ts';
import type { Reader, Reading, Received, Source } from '../../sources/_kit/define-source.ts';
import type { Origin } from '../../sources/_kit/normalize.ts';
import { unreadable } from '../../sources/_kit/unreadable.ts';
import { marked, type ReadAlert, toReadAnyway, toReadDeferred } from './read-alert.ts';
import { readPayload } from './reading.ts';

export type Read =
  | {
      readonly kind: 'alerts';
      readonly alerts: readonly ReadAlert[];
      readonly repaired: boolean;
      /** Paths of fields that the source does not list; absent when it lists all. */
      readonly unknownFields?: readonly string[];
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'ignored'; readonly reason: string };

type Alerts = Extract<Read, { kind: 'alerts' }>;

/** A parsed webhook whose detections are not normalized yet: for thousands of them, that is most of the work. */
export type Recognised =
  | Exclude<Read, Alerts>
  | (Omit<Alerts, 'alerts'> & {
      readonly detections: readonly Detection[];
      readonly normalize: (detection: Detection) => Later<ReadAlert>;
    });

type Detections = Extract<Recognised, { kind: 'alerts' }>;

interface Inbound {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceId: string;
  readonly receivedAt: string;
  /** A test message becomes the alert that it would be if it were none. */
  readonly deliversTests?: boolean;
  /** Absent to parse without cooperative yields. */
  readonly pause?: Pause;
}

function recognised(
  detections: readonly Detection[],
  source: Pick<Reader, 'vendor' | 'product'> | undefined,
  { sourceId, receivedAt, pause }: Pick<Inbound, 'sourceId' | 'receivedAt' | 'pause'>,
  repaired: boolean,
): Detections {
  const { vendor = 'Unknown', product = 'Unknown' } = source ?? {};
  const origin: Origin = { source: sourceId, vendor, product, receivedAt };
  const normalize = (detection: Detection): Later<ReadAlert> => {
    const found = repaired ? marked(detection) : detection;
    return pause === undefined ? toReadAnyway(found, origin) : toReadDeferred(found, origin, pause);
  };
  return { kind: 'alerts', repaired, detections, normalize };
}

/** Delivers a test message, with the detections that its source found in it, where the configuration asks for that. */
const asWanted = (reading: Reading, { deliversTests }: Inbound): Reading =>
  reading.kind === 'ignored' && deliversTests === true && reading.detections !== undefined
    ? { kind: 'alerts', detections: reading.detections }
    : reading;

type Body = Exclude<Payload, { kind: 'empty' }>;

const valueIn = (payload: Body): unknown => (payload.kind === 'json' ? payload.value : payload.text);

interface Within {
  readonly payload: Payload;
  readonly envelope?: Fields;
}

const PROSE_MAX = 8_192;

/**
 * Whether a body is plain text that a source may recognise, such as a line of text or a test word. A body that begins
 * like JSON or XML, is long, or has control characters is not, and no source may take it for a test.
 */
const isProse = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they distinguish bytes from text
  text.length <= PROSE_MAX && !isBroken(text) && !/[\u0000-\u0008\ufffd]/.test(text);

/** Parses a payload by its source; what the source cannot parse becomes a parse-failure alert with the text. */
function readBody(source: Reader, { payload, envelope }: Within, text: () => string, inbound: Inbound): Later<Reading> {
  if (payload.kind === 'empty') return payload;
  if (payload.kind === 'text' && !isProse(payload.text))
    return { kind: 'alerts', detections: [unreadable(payload.reason, text())] };
  const repaired = payload.kind === 'json' && payload.repaired;
  const { headers, receivedAt, pause } = inbound;
  const received: Received = { headers, receivedAt, repaired, ...defined({ envelope, pause }) };
  return after(readPayload(source, valueIn(payload), received), (found): Reading => {
    const reading = asWanted(found, inbound);
    if (reading.kind !== 'unreadable') return reading;
    // The reason why the body is no JSON helps more than the reason of the source.
    const { reason } = payload.kind === 'text' ? payload : reading;
    return { kind: 'alerts', detections: [unreadable(reason, text())] };
  });
}

/** Parses a payload, without its envelope when it has one. */
function readWrapped(source: Reader, payload: Body, text: () => string, inbound: Inbound): Later<Reading> {
  const inner = unwrap(valueIn(payload));
  switch (inner.kind) {
    case 'ignored':
      return inner;
    case 'told':
      return { kind: 'alerts', detections: [inner.detection] };
    case 'text': {
      const { envelope } = inner;
      return after(parseText(inner.text, '', inbound.pause), (parsed) =>
        readBody(source, { payload: parsed, envelope }, () => inner.text, inbound),
      );
    }
    case 'payload':
      return readBody(source, { payload }, text, inbound);
  }
}

const schemaChangeOf = ({ unknownFields = [] }: Extract<Reading, { kind: 'alerts' }>): Pick<Alerts, 'unknownFields'> =>
  unknownFields.length === 0 ? {} : { unknownFields };

/** The lines of a body that could not be parsed, beside those that could. */
const unreadIn = (payload: Body): readonly Detection[] =>
  payload.kind === 'json' ? (payload.unread ?? []).map(({ reason, text }) => unreadable(reason, text)) : [];

/**
 * Parses the bytes of a webhook. The result is one of: alerts, empty, recognised as no alert, or one parse-failure alert
 * (`kind: unreadable`) with the text. It never throws for any content.
 */
export function recognise(source: Reader | undefined, inbound: Inbound): Later<Recognised> {
  const contentType = inbound.headers['content-type'] ?? '';
  const payload = parsePayload(inbound.bytes, contentType, inbound.pause);
  return after(payload, (parsed) => {
    if (parsed.kind !== 'empty') return recogniseBody(source, parsed, inbound);
    return isEventInHeaders(inbound) ? recogniseBody(source, noData, inbound) : parsed;
  });
}

/** Whether it is a CloudEvents event without data, which has all its content in headers. */
const isEventInHeaders = ({ headers }: Inbound): boolean =>
  headers['ce-specversion'] !== undefined && headers['ce-type'] !== undefined;
const noData: Body = { kind: 'json', value: {}, repaired: false };

function recogniseBody(source: Reader | undefined, payload: Body, inbound: Inbound): Later<Recognised> {
  const text = () => decodeText(inbound.bytes, inbound.headers['content-type'] ?? '');
  if (source === undefined)
    return recognised([unreadable('its source is no longer configured', text())], source, inbound, false);
  const repaired = payload.kind === 'json' && payload.repaired;
  const unread = unreadIn(payload);
  const later = after(inbound.pause?.(), () => readWrapped(source, payload, text, inbound));
  return after(later, (reading): Recognised => {
    if (reading.kind === 'alerts')
      return {
        ...recognised([...reading.detections, ...unread], source, inbound, repaired),
        ...schemaChangeOf(reading),
      };
    if (unread.length > 0) return recognised(unread, source, inbound, repaired);
    if (reading.kind !== 'unreadable') return reading;
    return recognised([unreadable(reading.reason, text())], source, inbound, false);
  });
}

/** Parses and normalizes the bytes of a webhook, without cooperative yields. */
export function read(source: Source | undefined, inbound: Inbound): Read;
export function read(source: Reader | undefined, inbound: Inbound): Later<Read>;
export function read(source: Reader | undefined, inbound: Inbound): Later<Read> {
  return after(recognise(source, inbound), (found): Later<Read> => {
    if (found.kind !== 'alerts') return found;
    const { kind, repaired, detections, normalize, unknownFields } = found;
    const schemaChange = unknownFields === undefined ? {} : { unknownFields };
    return after(inTurns(detections, normalize), (alerts): Read => ({ kind, repaired, ...schemaChange, alerts }));
  });
}

/** The alert that a source is silent, or sends again. */
export const readSilent = (
  sourceId: string,
  silent: Silent,
  source: Reader | undefined,
  receivedAt: string,
): Recognised => recognised([silentSource(sourceId, silent)], source, { sourceId, receivedAt }, false);
