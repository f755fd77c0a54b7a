import { factsOf, spelling } from '../../domain/values/json-fields.ts';

/** A field of any depth, by its place. */
interface Named {
  readonly path: string;
  readonly text: string;
  /** 1 at the top; what stands in the wrapping comes after all that is inside. */
  readonly depth: number;
}

/**
 * Finds fields by their own name (`severity`) or with their parent's (`rule.name`), in any spelling and at any depth,
 * the least deep first. `^name` stands for one at the top or in a single wrapping.
 */
export interface NamedFields {
  text(...names: readonly string[]): string | undefined;
  /** The first that a reading makes something of. */
  first<T>(read: (text: string) => T | undefined, ...names: readonly string[]): T | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it leaves the facts. */
  take(...names: readonly string[]): string | undefined;
  readonly taken: Map<string, string>;
}

const SHALLOW = 2;
const IN_WRAPPING = 100;

/** Positions in lists are no names. */
const segmentsOf = (path: string): string[] => path.split('.').filter((segment) => !/^\d+$/.test(segment));

const namesOf = (path: string): string[] => {
  const [last = '', parent] = segmentsOf(path).reverse().map(spelling);
  return parent === undefined ? [last] : [last, `${parent}.${last}`];
};

/** A place in a list is deeper than one beside it: it is one of many. */
const depthOf = (path: string): number => segmentsOf(path).length + (/(?:^|\.)\d+(?:\.|$)/.test(path) ? SHALLOW : 0);

const namedIn = (facts: Readonly<Record<string, string>>, below: number): Named[] =>
  Object.entries(facts).map(([path, text]) => ({ path, text, depth: below + depthOf(path) }));

const rankOf = ({ depth }: Named): number => {
  if (depth >= IN_WRAPPING) return 2;
  return depth <= SHALLOW ? 0 : 1;
};

/** Wrappings of an alert: what stands in one is as good as at the top. `host` and `user` are none. */
const wrappings = new Set([
  'alert',
  'annotations',
  'attributes',
  'body',
  'commonlabels',
  'data',
  'detail',
  'detection',
  'event',
  'finding',
  'incident',
  'issue',
  'labels',
  'notification',
  'payload',
  'record',
  'result',
  'threat',
  'violation',
]);

function isNearTop({ path, depth }: Named): boolean {
  if (depth % IN_WRAPPING <= 1) return true;
  const [parent = '', ...rest] = segmentsOf(path);
  return depth % IN_WRAPPING === 2 && rest.length === 1 && wrappings.has(spelling(parent));
}

const byDepth = (a: Named, b: Named): number => a.depth - b.depth || (a.path < b.path ? -1 : 1);

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const found = new Map<string, Named[]>();
  for (const field of [...namedIn(factsOf(record), 0), ...namedIn(wrapping, IN_WRAPPING)].sort(byDepth))
    for (const name of namesOf(field.path)) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [field]);
      else known.push(field);
    }
  const taken = new Map<string, string>();
  const candidates = (name: string): readonly Named[] => {
    const isShallow = name.startsWith('^');
    const all = found.get(spelling(isShallow ? name.slice(1) : name)) ?? [];
    return isShallow ? all.filter(isNearTop) : all;
  };
  // A title in the third attachment is less of a title than the text at the top.
  const ranked = (names: readonly string[]): readonly Named[] =>
    names.flatMap(candidates).sort((a, b) => rankOf(a) - rankOf(b));
  return {
    taken,
    text: (...names) => ranked(names)[0]?.text,
    first(read, ...names) {
      for (const { text } of ranked(names)) {
        const value = read(text);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    take(...names) {
      const [field] = ranked(names);
      if (field !== undefined && field.depth < IN_WRAPPING) taken.set(field.path, field.text);
      return field?.text;
    },
  };
}
