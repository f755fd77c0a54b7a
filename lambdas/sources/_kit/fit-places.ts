import { CopyOnChange } from '../../domain/values/copy-on-change.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import { FIELD_MAX, type Overflow, sizeOf, WIDEST, within } from './bounds.ts';

/** Elements of a list within a place: vulnerabilities of one report. */
const LISTED_MAX = 64;
/** Of the long texts in the places of an alert; hundreds of short ones take less than as much again. */
const PLACES_TOTAL_MAX = 49_152;
/** Characters of a text that needs no measure. */
const SHORT = 128;

/** What the long texts of an alert's places may still take together, bytes; the short ones always fit. */
interface Room {
  left: number;
}

function fitText(what: string, text: string, overflow: Overflow, room: Room): string {
  if (text.length <= SHORT) return within(what, text, FIELD_MAX, overflow);
  const kept = within(what, text, Math.min(FIELD_MAX, Math.max(room.left, SHORT)), overflow);
  room.left -= sizeOf(kept);
  return kept;
}

function fitList(what: string, list: readonly unknown[], overflow: Overflow, room: Room): unknown[] {
  if (list.length > LISTED_MAX) overflow.evidence.push({ kind: what, content: JSON.stringify(list.slice(LISTED_MAX)) });
  return list.slice(0, LISTED_MAX).map((inner, i) => fitAll(`${what}.${i}`, inner, overflow, room));
}

/** A short text without credentials, which needs no measure; nothing where what was removed made it long. */
function fitShort(text: string, overflow: Overflow): string | undefined {
  if (text.length > SHORT) return undefined;
  const clean = overflow.redact(text);
  return clean.length * WIDEST <= FIELD_MAX ? clean : undefined;
}

function fitField(what: string, key: string, inner: unknown, overflow: Overflow, room: Room): unknown {
  if (typeof inner === 'number') return inner;
  const short = typeof inner === 'string' ? fitShort(inner, overflow) : undefined;
  return short ?? fitAll(what === '' ? key : `${what}.${key}`, inner, overflow, room);
}

/** The same object where all of its texts fit as they are. What is absent at the top stays so. */
function fitFields(what: string, fields: Fields, overflow: Overflow, room: Room): object {
  const kept = new CopyOnChange(fields);
  for (const key of Object.keys(fields)) {
    const inner = fields[key];
    if (inner !== undefined) kept.set(key, key, fitField(what, key, inner, overflow, room));
    else if (what !== '') kept.leaveOut(key);
  }
  return kept.fields;
}

/** Texts within their bounds, also within lists and objects of a place; numbers stay. */
export function fitAll<T>(what: string, value: T, overflow: Overflow, room: Room = { left: PLACES_TOTAL_MAX }): T {
  if (typeof value === 'string') return fitText(what, value, overflow, room) as T;
  if (Array.isArray(value)) return fitList(what, value, overflow, room) as T;
  return isFields(value) ? (fitFields(what, value, overflow, room) as T) : value;
}
