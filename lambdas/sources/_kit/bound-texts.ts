import { isPlainName, redactName, redactNamed, valuePath } from '../../domain/redact/redact.ts';
import { CopyOnChange } from '../../domain/values/copy-on-change.ts';
import { truncate } from '../../domain/values/text.ts';
import { headOf, LEAST, LOOKED_TOTAL_MAX, type Overflow, sizeOf, WIDEST } from './bounds.ts';

type Entry = readonly [name: string, text: string];

type Texts = Readonly<Record<string, string>>;

interface Max {
  readonly each: number;
  readonly total: number;
}

type Clean = (name: string, text: string) => string;

/** The names that stand beside a value. */
const NAMES = ['name', 'key', 'Name', 'Key', 'header', 'field', 'parameter'];

/** What names a text: of `env.0.value` it is what `env.0.name` says, where senders list names and values so. */
function nameOf(path: string, texts: Texts): string {
  const [, list = '', last = ''] = valuePath.exec(path) ?? [];
  if (last === '') return path;
  // The private part of a key of JOSE.
  if (last === 'd') return texts[`${list}kty`] === undefined ? path : 'private_key';
  const named = NAMES.find((name) => texts[list + name] !== undefined);
  return named === undefined ? path : (texts[list + named] as string);
}

/**
 * All of them without credentials, where they are so few and short that nothing has to be measured; the same object where
 * no credential stands in it.
 */
function redactedIfSmall(texts: Texts, { each, total }: Max, clean: Clean, overflow: Overflow): Texts | undefined {
  const kept = new CopyOnChange(texts);
  let left = total / WIDEST;
  for (const key of Object.keys(texts)) {
    const raw = texts[key] as string;
    if (raw.length * WIDEST > each) return undefined;
    const isPlain = isPlainName(key);
    const name = isPlain ? key : redactName(key, overflow.removed);
    const value = isPlain ? overflow.redact(raw) : clean(name, raw);
    const length = name.length + Math.max(raw.length, value.length);
    left -= length;
    if (left < 0 || length * WIDEST > each) return undefined;
    kept.set(key, name, value);
  }
  return kept.fields;
}

/** Texts by name that stay whole; those that would make the row too large move into the evidence. */
export function boundTexts(what: string, texts: Texts, max: Max, overflow: Overflow): Texts {
  const clean: Clean = (name, text) => redactNamed(nameOf(name, texts), text, overflow.removed, overflow.redact);
  const small = redactedIfSmall(texts, max, clean, overflow);
  if (small !== undefined) return small;
  const entries = Object.entries(texts).map(([name, text]): Entry => [redactName(name, overflow.removed), text]);
  let left = max.total;
  let looked = 0;
  const kept = entries.flatMap(([name, raw]): Entry[] => {
    // Beyond that there is no room in the evidence either.
    const head = looked > LOOKED_TOTAL_MAX ? raw.slice(0, LEAST) : headOf(raw);
    looked += head.length;
    const value = clean(name, head);
    const isWhole = raw.length === head.length;
    const size = isWhole && value.length <= max.each ? sizeOf(name) + sizeOf(value) : Number.POSITIVE_INFINITY;
    if (size <= max.each && size <= left) {
      left -= size;
      return [[name, value]];
    }
    overflow.keep(value);
    overflow.evidence.push({
      kind: truncate(`${what} ${name}`, 200),
      content: value,
      ...(isWhole ? {} : { truncated: true }),
    });
    return [];
  });
  return Object.fromEntries(kept);
}
