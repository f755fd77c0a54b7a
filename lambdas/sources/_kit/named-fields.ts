import { factEntries, spelling } from '../../domain/values/json-fields.ts';

/** A field of any depth, by its place. */
interface Named {
  readonly path: string;
  readonly text: string;
  /** 1 at the top; what stands in the wrapping comes after all that is inside. */
  readonly depth: number;
  readonly rank: 0 | 1 | 2;
  readonly isNearTop: boolean;
  /** Its own name, and with its parent's. */
  readonly names: readonly string[];
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

const inList = /(?:^|\.)\d+(?:\.|$)/;
const isPosition = (segment: string): boolean => /^\d+$/.test(segment);

/** The names on a path; positions in lists are none. */
const segmentsOf = (path: string): readonly string[] => {
  if (!path.includes('.')) return [path];
  const segments = path.split('.');
  return segments.some(isPosition) ? segments.filter((segment) => !isPosition(segment)) : segments;
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

const isNearTop = (depth: number, [parent = '']: readonly string[], names: number): boolean =>
  depth <= 1 || (depth === SHALLOW && names === 2 && wrappings.has(spelling(parent)));

/** 0: at the top or in one wrapping; 1: deeper; 2: in what the record came wrapped in. */
const rankOf = (depth: number, isWrapping: boolean): Named['rank'] => {
  if (isWrapping) return 2;
  return depth <= SHALLOW ? 0 : 1;
};

function namedAt(path: string, text: string, isWrapping: boolean): Named {
  const segments = segmentsOf(path);
  const names = segments.length;
  // A place in a list is deeper than one beside it: it is one of many.
  const depth = names + (inList.test(path) ? SHALLOW : 0);
  const last = spelling(segments[names - 1] ?? '');
  const parent = segments[names - 2];
  return {
    path,
    text,
    depth: depth + (isWrapping ? IN_WRAPPING : 0),
    rank: rankOf(depth, isWrapping),
    isNearTop: isNearTop(depth, segments, names),
    names: parent === undefined ? [last] : [last, `${spelling(parent)}.${last}`],
  };
}

const byDepth = (a: Named, b: Named): number => a.depth - b.depth || (a.path < b.path ? -1 : 1);

function fieldsOf(record: unknown, wrapping: Readonly<Record<string, string>>): Named[] {
  const fields: Named[] = [];
  for (const [path, text] of factEntries(record)) if (path !== '') fields.push(namedAt(path, text, false));
  for (const [path, text] of Object.entries(wrapping)) fields.push(namedAt(path, text, true));
  return fields.sort(byDepth);
}

function byName(fields: readonly Named[]): ReadonlyMap<string, readonly Named[]> {
  const found = new Map<string, Named[]>();
  for (const field of fields)
    for (const name of field.names) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [field]);
      else known.push(field);
    }
  return found;
}

const none: readonly Named[] = [];
const ranks = [0, 1, 2] as const;

function firstOf<T>(fields: readonly Named[], rank: number, read: (text: string) => T | undefined): T | undefined {
  for (const field of fields) {
    const value = field.rank === rank ? read(field.text) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const found = byName(fieldsOf(record, wrapping));
  const taken = new Map<string, string>();
  const candidates = (name: string): readonly Named[] => {
    if (!name.startsWith('^')) return found.get(spelling(name)) ?? none;
    const all = found.get(spelling(name.slice(1)));
    return all === undefined ? none : all.filter((field) => field.isNearTop);
  };
  // A title in the third attachment is less of a title than the text at the top.
  const best = (names: readonly string[]): Named | undefined => {
    let chosen: Named | undefined;
    for (const name of names) {
      const [field] = candidates(name);
      if (field?.rank === 0) return field;
      if (field !== undefined && (chosen === undefined || field.rank < chosen.rank)) chosen = field;
    }
    return chosen;
  };
  return {
    taken,
    text: (...names) => best(names)?.text,
    first(read, ...names) {
      const all = names.flatMap(candidates);
      for (const rank of ranks) {
        const value = firstOf(all, rank, read);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    take(...names) {
      const field = best(names);
      if (field !== undefined && field.depth < IN_WRAPPING) taken.set(field.path, field.text);
      return field?.text;
    },
  };
}
