import type { Detection } from '../../../domain/detection.ts';
import { inTurns } from '../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../domain/values/deferred.ts';
import {
  defined,
  type Fields,
  factsOf,
  isFields,
  jsonOf,
  saysNothing,
  textOf,
} from '../../../domain/values/json-fields.ts';
import { isBroken } from '../body/broken.ts';
import { jsonIn } from '../body/payload.ts';
import type { Reading, Received } from '../define-source.ts';
import { decoded } from '../encoded-envelope.ts';
import { type Around, bare, inside } from '../envelope.ts';
import { dig } from '../field-reader.ts';
import { isProbe } from '../test-payload.ts';
import { isTrial } from '../test-words.ts';
import { unreadable } from '../unreadable.ts';
import { genericDetection, type Known } from './generic/generic.ts';
import { alertsIn, type Item, itemsOf } from './generic/list.ts';
import { proseDetection } from './generic/prose-alert.ts';
import { type Piece, piecesOf } from './known-formats.ts';
import { lineRecords } from './lines/lines.ts';

export const isBlank = (value: unknown): boolean => saysNothing(value, 1);

/** What a payload came with, for what is read by its looks alone. */
export interface Surroundings {
  readonly around?: Around;
  readonly known?: Known;
  /** Of a message that is text. */
  readonly subject?: string | undefined;
}

const isEvent = (value: unknown): boolean => isFields(value) && typeof value['detail-type'] === 'string';

/** An event of AWS of which nothing is known but its name and its sender. */
const eventKnown = (value: unknown): Known => {
  if (!isEvent(value)) return {};
  const event = dig(value);
  const product = event.text('source')?.replace(/^aws\./, '');
  const name = event.text('detail-type');
  // Macie's findings say themselves of what type they are: `Policy:IAMUser/S3BucketPublic`.
  const own = event.text('detail.type') ?? '';
  const type = /finding$/i.test(name ?? '') && /^\w+:\w+/.test(own) ? own : name;
  // The name of an event of AWS Config is the same for all of its rules:
  // https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
  const rule = event.text('detail.configRuleARN');
  return defined({
    vendor: 'AWS',
    product,
    type: rule ?? type,
    class: rule === undefined ? undefined : ('compliance' as const),
  });
};

const parsed = (value: unknown): unknown => jsonIn(value) ?? value;

/** The objects in the texts of an object. */
function innerRecords(fields: Fields): { readonly key: string; readonly inner: Fields }[] {
  const found: { key: string; inner: Fields }[] = [];
  for (const key of Object.keys(fields)) {
    const inner = jsonIn(fields[key]);
    if (isFields(inner) && Object.keys(inner).length > 0) found.push({ key, inner });
  }
  return found;
}

/** The record in a text of a record: shippers put the sender's own line into a field. */
function opened(item: Item): Item {
  const { value, around } = item;
  const lines = typeof value === 'string' ? lineRecords(value) : undefined;
  if (lines !== undefined) return { value: lines, around: inside(around, {}, () => value) };
  if (!isFields(value)) return { value: parsed(value), around };
  const [only, ...others] = innerRecords(value);
  if (only === undefined || others.length > 0) return { value, around };
  const { [only.key]: _, ...rest } = value;
  return { value: only.inner, around: inside(around, rest, (it) => ({ ...rest, [only.key]: jsonOf(it) })) };
}

const NOT_JSON = 'neither JSON nor plain text';

type Other = Extract<Piece, { kind: 'unknown' }>;

const brokenText = (text: string, { facts }: Around): Detection => ({ ...unreadable(NOT_JSON, text), facts });

/** One record by the names of its fields, or a text by its first line. */
function toPiece({ value, around }: Item, received: Received, known: Known, subject: string | undefined): Piece {
  const text = textOf(value);
  if (text !== undefined && isBroken(text)) return { kind: 'detection', read: () => brokenText(text, around) };
  const read = () =>
    text === undefined
      ? genericDetection(value, around, received, known)
      : proseDetection(text, subject, around, received, known);
  return { kind: isTrial(value) && isTrial(subject ?? '') ? 'test' : 'detection', read };
}

/** What is of no known format; of several records in one webhook each keeps an identity of its own. */
function guess(
  { value, around }: Other,
  received: Received,
  { known: given, subject }: Surroundings,
): Later<readonly Piece[]> {
  const known: Known = { ...eventKnown(value), ...given };
  const { value: whole, around: outside } = opened({ value, around });
  const found = itemsOf(whole, outside).filter((item) => !isBlank(item.value));
  const items = found.length > 0 || isBlank(whole) ? found : [{ value: whole, around: outside }];
  const knownOf = (i: number): Known =>
    known.identity === undefined || items.length === 1 ? known : { ...known, identity: [...known.identity, String(i)] };
  return inTurns(items, (item, i) => toPiece(item, received, knownOf(i), subject), received.pause);
}

function withoutDetections(pieces: readonly Piece[]): Reading {
  const ignored = pieces.find((piece) => piece.kind === 'ignored');
  return ignored === undefined ? { kind: 'empty' } : { kind: 'ignored', reason: ignored.reason };
}

/** What the pieces of one payload come to: tests count as such only when there is nothing else. */
function readingOf(pieces: readonly Piece[], { pause }: Received): Later<Reading> {
  const detections = pieces.filter((piece) => piece.kind === 'detection');
  const tests = pieces.filter((piece) => piece.kind === 'test');
  if (detections.length + tests.length === 0) return withoutDetections(pieces);
  const inOrder = [...detections, ...tests];
  return after(
    inTurns(inOrder, ({ read }) => read(), pause),
    (found): Reading =>
      detections.length > 0
        ? { kind: 'alerts', detections: found }
        : { kind: 'ignored', reason: 'test', detections: found },
  );
}

/** Of several pieces in one webhook each keeps an identity of its own. */
function numbered({ known, ...rest }: Surroundings, i: number, count: number): Surroundings {
  if (known?.identity === undefined || count === 1) return { ...rest, ...defined({ known }) };
  return { ...rest, known: { ...known, identity: [...known.identity, `piece ${i}`] } };
}

/** The pieces of a payload; of a list in no known format only those that are alerts. */
function piecesAnywhere({ value, around }: Item, received: Received): Later<readonly Piece[]> {
  return after(piecesOf(value, around, received), (pieces) => {
    const isStrange = Array.isArray(value) && pieces.every(({ kind }) => kind === 'unknown');
    const found = isStrange ? alertsIn(value, around) : undefined;
    return found === undefined || found.alerts === value ? pieces : piecesOf(found.alerts, found.around, received);
  });
}

/** Any payload from anybody: what shows a known format by that, everything else by the names of its fields. */
export function readAnything(payload: unknown, received: Received, surroundings: Surroundings = {}): Later<Reading> {
  if (isBlank(payload)) return { kind: 'empty' };
  if (typeof payload === 'string' && jsonIn(payload) === undefined && isBroken(payload))
    return { kind: 'unreadable', reason: NOT_JSON };
  const opened = decoded({ value: parsed(payload), around: surroundings.around ?? bare });
  return after(piecesAnywhere(opened, received), (pieces) => {
    const known = (piece: Piece, i: number) =>
      piece.kind === 'unknown' ? guess(piece, received, numbered(surroundings, i, pieces.length)) : [piece];
    return after(inTurns(pieces, known, received.pause), (all) => readingOf(all.flat(), received));
  });
}

/** With its fields as facts: the text of it is JSON and not what stood in them. */
const unreadableValue = (reason: string, value: unknown): Detection => ({
  ...unreadable(reason, textOf(value) ?? jsonOf(value)),
  facts: factsOf(value),
  record: value,
});

const asTests = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.map((piece) => (piece.kind === 'detection' ? { ...piece, kind: 'test' } : piece));

/**
 * A payload in formats that are known by their looks. Events of AWS that are not among them are read by their fields,
 * what a person typed to try the hook is a test, and the rest is not what this source sends.
 */
export function readKnown(payload: unknown, received: Received, what: string): Later<Reading> {
  if (isBlank(payload)) return { kind: 'empty' };
  return after(piecesOf(parsed(payload), bare, received), (pieces) => {
    const said = pieces.filter((piece) => piece.kind !== 'unknown' || !isBlank(piece.value));
    const isOurs = said.some(({ kind }) => kind !== 'unknown');
    const reason = `no ${what} in it`;
    const isStrange = (piece: Piece): boolean =>
      piece.kind === 'unknown' && !isEvent(piece.value) && (isOurs || !isProbe(piece.value));
    if (said.length > 0 && said.every(isStrange)) return { kind: 'unreadable', reason };
    const known = (piece: Piece): Later<readonly Piece[]> => {
      if (piece.kind !== 'unknown') return [piece];
      if (isStrange(piece)) return [{ kind: 'detection', read: () => unreadableValue(reason, piece.value) }];
      const guessed = guess(piece, received, {});
      return isEvent(piece.value) ? guessed : after(guessed, asTests);
    };
    return after(inTurns(said, known, received.pause), (all) => readingOf(all.flat(), received));
  });
}
