import type { Detection } from './alert.ts';
import { unreadableItem } from './items.ts';
import { jsonIn } from './payload.ts';
import { isProbe } from './probe.ts';
import { type Fields, isFields, jsonOf, saysNothing, spelling } from './record.ts';
import type { Reading } from './source.ts';

/** How the records of one sender are found, and what becomes of them. */
export interface Sender {
  /** As people call it: `no Wiz alert in it`. */
  readonly name: string;
  /** Keys under which records stand when what is around them is none. */
  readonly lists: readonly string[];
  isRecord(fields: Fields): boolean;
  /** `around` is what stood beside the list that the record is of. */
  read(fields: Fields, around: Fields): readonly Detection[];
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

function piecesOfObject(fields: Fields, around: Fields, sender: Sender, depth: number): Piece[] {
  const reason = sender.ignored?.(fields);
  if (reason !== undefined) return [{ kind: 'ignored', reason }];
  if (sender.isRecord(fields)) return [{ kind: 'record', fields, around }];
  const keys = Object.keys(fields).filter(
    (key) => sender.lists.includes(spelling(key)) && containerIn(fields[key]) !== undefined,
  );
  const rest = Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
  const inner = keys.flatMap((key) => piecesOf(fields[key], { ...around, ...rest }, sender, depth + 1));
  return inner.some(({ kind }) => kind !== 'odd') ? inner : oddIn(fields, around);
}

function piecesOf(value: unknown, around: Fields, sender: Sender, depth: number): Piece[] {
  const container = depth > MAX_DEPTH ? undefined : containerIn(value);
  if (container === undefined) return oddIn(value, around);
  if (Array.isArray(container)) return piecesIn(container, around, sender, depth);
  return isFields(container) ? piecesOfObject(container, around, sender, depth) : [];
}

/** More than this for each alert again and again would outgrow the payload itself: then the first alert alone has it. */
const REPEATED_MAX = 1_048_576;

function piecesIn(list: readonly unknown[], around: Fields, sender: Sender, depth: number): Piece[] {
  const isRepeatable = list.length * jsonOf(around).length <= REPEATED_MAX;
  return list.flatMap((item, i) => piecesOf(item, isRepeatable || i === 0 ? around : {}, sender, depth + 1));
}

const detectionsOf = (pieces: readonly Piece[], sender: Sender): Detection[] =>
  pieces.flatMap((piece) => {
    if (piece.kind === 'odd') return [unreadableItem(`no ${sender.name} alert in it`, piece.item)];
    return piece.kind === 'ignored' ? [] : sender.read(piece.fields, piece.around);
  });

/**
 * The records of a payload: one, a list of them, or under the keys of envelopes, also as JSON text. What cannot be read
 * beside records becomes an unreadable alert of its own.
 */
export function readRecords(payload: unknown, sender: Sender): Reading {
  const pieces = piecesOf(payload, {}, sender, 0);
  if (pieces.some(({ kind }) => kind === 'record')) return { kind: 'alerts', detections: detectionsOf(pieces, sender) };
  const [odd, ignored] = [pieces.some(({ kind }) => kind === 'odd'), pieces.find((piece) => piece.kind === 'ignored')];
  if (!odd) return ignored === undefined ? { kind: 'empty' } : { kind: 'ignored', reason: ignored.reason };
  if (!isProbe(payload)) return { kind: 'unreadable', reason: `no ${sender.name} alert in it` };
  const detections = isFields(payload) ? sender.read(payload, {}) : [unreadableItem('a test', payload)];
  return { kind: 'ignored', reason: 'test', detections };
}
