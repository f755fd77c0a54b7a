import { type Place, type Watched, watch } from '../../../domain/expression/watched.ts';
import { factsOf, isFields, pathTo } from '../../../domain/values/json-fields.ts';

/** One of what `each` chose. */
export interface Chosen {
  /** What its expressions are run over. */
  readonly input: unknown;
  readonly original: unknown;
  /** Its facts by path, with the name that tells whether an expression used them. */
  readonly facts: readonly Fact[];
  /** What stands around it in the payload. */
  readonly around: readonly Fact[];
}

export interface Fact {
  readonly name: string;
  readonly text: string;
  isUsed(): boolean;
}

const plain = (value: unknown): unknown => {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
};

const factList = (value: unknown, prefix: string, used: ReadonlySet<string>): Fact[] =>
  Object.entries(factsOf(isFields(value) ? value : { value })).map(([name, text]) => ({
    name,
    text,
    isUsed: () => used.has(prefix === '' ? name : `${prefix}.${name}`),
  }));

/** What stands beside a place and above it, save the other items of a list. */
function beside(payload: unknown, keys: readonly string[], used: ReadonlySet<string>): Fact[] {
  const found: Fact[] = [];
  let node = payload;
  let path = '';
  for (const key of keys) {
    if (typeof node !== 'object' || node === null) break;
    const others = Array.isArray(node) ? [] : Object.entries(node).filter(([name]) => name !== key);
    const here = path;
    const names = Object.fromEntries(others.map(([name, value]) => [pathTo(here, name), value]));
    found.push(...factList(names, '', used));
    node = Reflect.get(node, key);
    path = pathTo(path, key);
  }
  return found;
}

const unread = (payload: unknown, used: ReadonlySet<string>): Fact[] =>
  factList(payload, '', used).filter(({ isUsed }) => !isUsed());

/** More than this again and again would outgrow the payload itself: then the first alert alone has it. */
const REPEATED_MAX = 1_048_576;

const sizeOf = (facts: readonly Fact[]): number =>
  facts.reduce((sum, { name, text }) => sum + name.length + text.length, 0);

/** What stands around each place, which is the same for the items of a list. */
function arounds(payload: unknown, { used }: Watched, count: number): (place?: Place) => readonly Fact[] {
  const known = new Map<string | undefined, readonly Fact[]>();
  return (place) => {
    const before = known.get(place?.home);
    if (before !== undefined) return sizeOf(before) * count > REPEATED_MAX ? [] : before;
    const found = place === undefined ? unread(payload, used) : beside(payload, place.keys, used);
    known.set(place?.home, found);
    return found;
  };
}

/** What `each` gave, one by one, with all that the payload says of it. */
export function chosenFrom(payload: unknown, watched: Watched, items: readonly unknown[]): Chosen[] {
  const around = arounds(payload, watched, items.length);
  return items.map((item) => {
    const place = watched.placeOf(item);
    if (place !== undefined) {
      const { original, keys } = place;
      const facts = factList(original, keys.reduce(pathTo, ''), watched.used);
      return { input: item, original, facts, around: around(place) };
    }
    const made = plain(item);
    const own = watch(made);
    return { input: own.value, original: made, facts: factList(made, '', own.used), around: around() };
  });
}
