import type { Detection } from '../../core/alert.ts';
import { isBroken } from '../../core/body/broken.ts';
import { decodeText, type Payload, parsePayload, parseText } from '../../core/body/payload.ts';
import { unwrap } from '../../core/body/unwrap.ts';
import type { Origin } from '../../core/finish.ts';
import type { Pause } from '../../core/in-turns.ts';
import { after, type Later } from '../../core/later.ts';
import { defined, type Fields } from '../../core/reading/record.ts';
import { unreadable } from '../../core/reading/unreadable.ts';
import { type Silent, silentSource } from '../../core/silent-source.ts';
import type { Reader, Reading, Received, Source } from '../../core/source.ts';
import { marked, type ReadAlert, toReadAnyway } from './read-alert.ts';
import { readPayload } from './reading.ts';

export type Read =
  | {
      readonly kind: 'alerts';
      readonly alerts: readonly ReadAlert[];
      readonly repaired: boolean;
      /** Paths of fields that are not known of the sender; absent when all are. */
      readonly unknownFields?: readonly string[];
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'ignored'; readonly reason: string };

type Alerts = Extract<Read, { kind: 'alerts' }>;

/** What a webhook is, before its detections are made alerts one by one: of thousands, that is most of the work. */
export type Recognised =
  | Exclude<Read, Alerts>
  | (Omit<Alerts, 'alerts'> & {
      readonly detections: readonly Detection[];
      readonly normalize: (detection: Detection) => ReadAlert;
    });

type Detections = Extract<Recognised, { kind: 'alerts' }>;

interface Inbound {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceId: string;
  readonly receivedAt: string;
  /** What its source recognises as a test becomes the alert that it would be if it were none. */
  readonly deliversTests?: boolean;
  /** Absent when all of it is to be read at once. */
  readonly pause?: Pause;
}

function recognised(
  detections: readonly Detection[],
  source: Pick<Reader, 'vendor' | 'product'> | undefined,
  inbound: Pick<Inbound, 'sourceId' | 'receivedAt'>,
  repaired: boolean,
): Detections {
  const { vendor = 'Unknown', product = 'Unknown' } = source ?? {};
  const origin: Origin = { source: inbound.sourceId, vendor, product, receivedAt: inbound.receivedAt };
  const normalize = (detection: Detection) => toReadAnyway(repaired ? marked(detection) : detection, origin);
  return { kind: 'alerts', repaired, detections, normalize };
}

/** Tests are recognised by their source, which also says what they would be; some installations want to see them. */
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
 * Some senders write a line of text, or a word to try the hook: their source knows. What began as JSON or XML, is long,
 * or is no text at all was never meant to be prose, and no source may take it for a test.
 */
const isProse = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells bytes from text
  text.length <= PROSE_MAX && !isBroken(text) && !/[\u0000-\u0008\ufffd]/.test(text);

/** What the payload's source makes of it; the text stands for what it cannot read. */
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
    // A source says of a text only that it does not know it; why it is a text says more.
    const { reason } = payload.kind === 'text' ? payload : reading;
    return { kind: 'alerts', detections: [unreadable(reason, text())] };
  });
}

/** Out of its envelope, when it came in one. */
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

const driftOf = ({ unknownFields = [] }: Extract<Reading, { kind: 'alerts' }>): Pick<Alerts, 'unknownFields'> =>
  unknownFields.length === 0 ? {} : { unknownFields };

/** Lines of a body that could not be read, beside those that could. */
const unreadIn = (payload: Body): readonly Detection[] =>
  payload.kind === 'json' ? (payload.unread ?? []).map(({ reason, text }) => unreadable(reason, text)) : [];

/**
 * What the bytes of a webhook are. Every outcome is one of: alerts, nothing in it, recognised and no alert, or one alert
 * of kind `unreadable` that carries the text. Nothing else, and never an exception for what was sent.
 */
export function recognise(source: Reader | undefined, inbound: Inbound): Later<Recognised> {
  const contentType = inbound.headers['content-type'] ?? '';
  const payload = parsePayload(inbound.bytes, contentType, inbound.pause);
  return after(payload, (parsed) => {
    if (parsed.kind !== 'empty') return recogniseBody(source, parsed, inbound);
    return isEventInHeaders(inbound) ? recogniseBody(source, noData, inbound) : parsed;
  });
}

/** An event of CloudEvents may have no data: then its headers say all of it. */
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
      return { ...recognised([...reading.detections, ...unread], source, inbound, repaired), ...driftOf(reading) };
    if (unread.length > 0) return recognised(unread, source, inbound, repaired);
    if (reading.kind !== 'unreadable') return reading;
    return recognised([unreadable(reading.reason, text())], source, inbound, false);
  });
}

/** Turns the bytes of a webhook into alerts, all at once. */
export function read(source: Source | undefined, inbound: Inbound): Read;
export function read(source: Reader | undefined, inbound: Inbound): Later<Read>;
export function read(source: Reader | undefined, inbound: Inbound): Later<Read> {
  return after(recognise(source, inbound), (found): Read => {
    if (found.kind !== 'alerts') return found;
    const { detections, normalize, ...rest } = found;
    return { ...rest, alerts: detections.map(normalize) };
  });
}

/** Word that a source is silent, or heard again, as the alert that it is. */
export const readSilent = (
  sourceId: string,
  silent: Silent,
  source: Reader | undefined,
  receivedAt: string,
): Recognised => recognised([silentSource(sourceId, silent)], source, { sourceId, receivedAt }, false);
