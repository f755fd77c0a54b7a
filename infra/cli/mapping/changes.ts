import { setOwn } from '../../../lambdas/domain/values/json-fields.ts';
import { toTime } from '../../../lambdas/domain/values/time.ts';

const DAY_MS = 86_400_000;

/** Another character of the same kind, so that an address, a digest and a number stay one. */
function otherCharacter(character: string): string {
  if (character >= '1' && character <= '9') return String(Number(character) - 1);
  if (character === '0') return '1';
  if (/^[a-eA-E]$/.test(character)) return String.fromCharCode(character.charCodeAt(0) + 1);
  return /^[A-Z]$/.test(character) ? (character === 'F' ? 'A' : 'Q') : character === 'f' ? 'a' : 'q';
}

const isLetterOrDigit = /^[A-Za-z0-9]$/;

/** The positions in a text at which it is changed: the last, one in the middle, the first of its letters and digits. */
function positionsIn(text: string): readonly number[] {
  const head = text.slice(0, 2_000).split('');
  const all = Array.from(head, (_, i) => i).filter((i) => isLetterOrDigit.test(head[i] ?? ''));
  const [first, middle, last] = [all[0], all[Math.floor(all.length / 2)], all.at(-1)];
  return [...new Set([last, middle, first])].filter((position) => position !== undefined);
}

function otherTexts(text: string): string[] {
  if (/\D/.test(text) && toTime(text) !== undefined)
    return [new Date(Date.parse(toTime(text) ?? '') + DAY_MS).toISOString()];
  const made = positionsIn(text).map((i) => text.slice(0, i) + otherCharacter(text[i] ?? '') + text.slice(i + 1));
  return made.length === 0 ? [`${text}q`] : made;
}

/** Other values of the same kind, which another report could carry. */
export function otherValues(value: unknown): readonly unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1];
  if (Array.isArray(value)) return otherValues(value[0]).map((other) => [other, ...value.slice(1)]);
  return otherTexts(String(value));
}

/** A copy of a record in which one field has another value. */
export function withValue(record: unknown, keys: readonly string[], value: unknown): unknown {
  const [key, ...inner] = keys;
  if (key === undefined) return value;
  if (typeof record !== 'object' || record === null) return record;
  const changed = withValue(Reflect.get(record, key), inner, value);
  if (Array.isArray(record)) return record.map((item: unknown, i) => (String(i) === key ? changed : item));
  const copy: Record<string, unknown> = {};
  for (const [name, before] of Object.entries(record)) setOwn(copy, name, name === key ? changed : before);
  return copy;
}
