import type { Detection } from '../../domain/detection.ts';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { type Fields, isFields, jsonOf, saysNothing, spelling } from '../../domain/values/json-fields.ts';
import { jsonIn } from './body/payload.ts';
import type { Reading, Received } from './define-source.ts';
import { unreadableItem } from './items.ts';
import { isProbe } from './test-payload.ts';

/** How the records of one sender are found, and what becomes of them. */
export interface Sender {
  /** As people call it: `no Wiz alert in it`. */
  readonly name: string;
  /** Keys under which records stand when what is around them is none. */
  readonly lists: readonly string[];
  isRecord(fields: Fields): boolean;
  /** `around` is what stood beside the list that the record is of. */
  read(fields: Fields, around: Fields): Later<readonly Detection[]>;
  /** Why something is recognised and no alert, in one word. */
  ignored?(fields: Fields): string | undefined;
}

type Piece =
  | { readonly kind: 'record'; readonly fields: Fields; readonly around: Fields }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'odd'; readonly item: unknown };

const MAX_DEPTH = 12;

/** A list or object, also as JSON text, also as the objects of a list that a template joined with commas. */
export function containerIn(value: unknown): object | undefined {
  if (typeof value === 'object' && value !== null) return value;
  const inner = jsonIn(value) ?? (typeof value === 'string' && /^\s*\{/.test(value) ? jsonIn(`[${value}]`) : undefined);
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}

const oddIn = (value: unknown, around: Fields): Piece[] => {
  if (saysNothing(value)) return [];
  return [{ kind: 'odd', item: saysNothing(around) ? value : { ...around, item: value } }];
};

/** Finds the records of one payload. */
interface Search {
  readonly sender: Sender;
  readonly pause: Pause | undefined;
}

function piecesOfObject(fields: Fields, around: Fields, search: Search, depth: number): Later<readonly Piece[]> {
  const { sender, pause } = search;
  const reason = sender.ignored?.(fields);
  if (reason !== undefined) return [{ kind: 'ignored', reason }];
  if (sender.isRecord(fields)) return [{ kind: 'record', fields, around }];
  const keys = Object.keys(fields).filter(
    (key) => sender.lists.includes(spelling(key)) && containerIn(fields[key]) !== undefined,
  );
  const rest = Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
  const beside = { ...around, ...rest };
  const found = inTurns(keys, (key) => piecesOf(fields[key], beside, search, depth + 1), pause);
  return after(found, (pieces) => {
    const inner = pieces.flat();
    return inner.some(({ kind }) => kind !== 'odd') ? inner : oddIn(fields, around);
  });
}

function piecesOf(value: unknown, around: Fields, search: Search, depth: number): Later<readonly Piece[]> {
  const container = depth > MAX_DEPTH ? undefined : containerIn(value);
  if (container === undefined) return oddIn(value, around);
  if (Array.isArray(container)) return piecesIn(container, around, search, depth);
  return isFields(container) ? piecesOfObject(container, around, search, depth) : [];
}

/** More than this for each alert again and again would outgrow the payload itself: then the first alert alone has it. */
const REPEATED_MAX = 1_048_576;

function piecesIn(list: readonly unknown[], around: Fields, search: Search, depth: number): Later<readonly Piece[]> {
  const isRepeatable = list.length * jsonOf(around).length <= REPEATED_MAX;
  const each = (item: unknown, i: number) => piecesOf(item, isRepeatable || i === 0 ? around : {}, search, depth + 1);
  return after(inTurns(list, each, search.pause), (pieces) => pieces.flat());
}

function detectionsOf(piece: Piece, sender: Sender): Later<readonly Detection[]> {
  if (piece.kind === 'odd') return [unreadableItem(`no ${sender.name} alert in it`, piece.item)];
  return piece.kind === 'ignored' ? [] : sender.read(piece.fields, piece.around);
}

/** What a payload without records is: a test that somebody typed, something else of this sender, or neither. */
function withoutRecords(payload: unknown, pieces: readonly Piece[], sender: Sender): Later<Reading> {
  const [odd, ignored] = [pieces.some(({ kind }) => kind === 'odd'), pieces.find((piece) => piece.kind === 'ignored')];
  if (!odd) return ignored === undefined ? { kind: 'empty' } : { kind: 'ignored', reason: ignored.reason };
  if (!isProbe(payload)) return { kind: 'unreadable', reason: `no ${sender.name} alert in it` };
  const asAlert = isFields(payload) ? sender.read(payload, {}) : [unreadableItem('a test', payload)];
  return after(asAlert, (detections) => ({ kind: 'ignored', reason: 'test', detections }));
}

/**
 * The records of a payload: one, a list of them, or under the keys of envelopes, also as JSON text. What cannot be read
 * beside records becomes an unreadable alert of its own.
 */
export function readRecords(payload: unknown, { pause }: Received, sender: Sender): Later<Reading> {
  return after(piecesOf(payload, {}, { sender, pause }, 0), (pieces): Later<Reading> => {
    if (pieces.every(({ kind }) => kind !== 'record')) return withoutRecords(payload, pieces, sender);
    const read = inTurns(pieces, (piece) => detectionsOf(piece, sender), pause);
    return after(read, (found) => ({ kind: 'alerts', detections: found.flat() }));
  });
}
