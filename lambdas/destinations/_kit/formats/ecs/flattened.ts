import { trimOf, truncate } from '../../../../domain/values/text.ts';
import { shown } from './values.ts';

// Names that senders invent: an index that made a field of each would soon take no more.

const NAME_MAX = 128;

/** One level of names: OpenSearch before 2.12 takes a dot for another level. */
const nameOf = (text: string): string =>
  trimOf(truncate(text, NAME_MAX).replace(/[^A-Za-z0-9_]+/g, '_'), '_').toLowerCase();

function freeName(names: ReadonlyMap<string, string>, name: string): string {
  let free = name;
  for (let n = 2; names.has(free); n += 1) free = `${name}_${n}`;
  return free;
}

/** At most so many texts by name, each name once. */
export function flattened(values: Readonly<Record<string, string>>, max: number): Record<string, string> | undefined {
  const kept = new Map<string, string>();
  for (const [key, value] of Object.entries(values)) {
    if (kept.size >= max) break;
    const name = nameOf(key);
    const text = shown(value);
    if (name !== '' && text !== '') kept.set(freeName(kept, name), text);
  }
  return kept.size === 0 ? undefined : Object.fromEntries(kept);
}
