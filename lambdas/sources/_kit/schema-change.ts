import type { Alert } from '../../domain/alert.ts';
import { systemAlert } from '../../domain/system-alert.ts';
import { truncate } from '../../domain/values/text.ts';

/** Objects and lists looked at; a payload of 5,000 records has the shape of its first ones. */
const VISITED_MAX = 20_000;
const LISTED_MAX = 5;
/** Names looked at of one object. */
const NAMES_MAX = 2_000;
const REPORTED_MAX = 40;

/** What is known of a sender, as a tree: `*` stands for names of the user's own, `[]` for the elements of a list. */
interface Known {
  readonly names: Map<string, Known>;
  /** The same by their names in lower case: they differ in that now and then, which is no drift. */
  readonly spellings: Map<string, Known>;
  /** The types that a value may have here; nothing said: any. */
  types: readonly string[];
  /** Whether it was listed itself, and not only what is in it. */
  isListed: boolean;
}

const nothing = (): Known => ({ names: new Map(), spellings: new Map(), types: [], isListed: false });

/** `list[].c:string|number` → list[].c, and the types. */
function partsOf(field: string): { readonly path: string; readonly types: readonly string[] } {
  const [, path = field, types = ''] = /^(.*?)(?::([a-z|]+))?$/.exec(field) ?? [];
  return { path, types: types === '' ? [] : types.split('|') };
}

const treeOf = (fields: readonly string[]): Known => {
  const root = nothing();
  for (const { path, types } of fields.map(partsOf)) {
    let at = root;
    for (const name of segmentsOf(path)) {
      const next = at.names.get(name) ?? nothing();
      at.names.set(name, next);
      at.spellings.set(name.toLowerCase(), next);
      at = next;
    }
    at.isListed = true;
    at.types = types;
  }
  return root;
};

/** `list[].c` → list, [], c. */
const segmentsOf = (field: string): string[] =>
  field.split('.').flatMap((part) => {
    const lists = part.match(/\[\]/g)?.length ?? 0;
    const name = part.replaceAll('[]', '');
    return [...(name === '' ? [] : [name]), ...Array.from({ length: lists }, () => '[]')];
  });

const join = (path: string, name: string): string => (name === '[]' || path === '' ? path + name : `${path}.${name}`);

/** The elements of a list or the fields of an object, named as in a path. */
function inner(value: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.slice(0, LISTED_MAX).map((each) => ['[]', each] as const);
  return typeof value === 'object' && value !== null ? Object.entries(value).slice(0, NAMES_MAX) : [];
}

const find = ({ names, spellings }: Known, name: string): Known | undefined =>
  names.get(name) ?? spellings.get(name.toLowerCase()) ?? names.get('*');

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

/** The types that a value may have; nothing where any may come. */
function typesOf({ types, isListed, names }: Known): readonly string[] {
  if (types.length > 0 || isListed) return types;
  const isObject = [...names.keys()].some((name) => name !== '[]');
  return [...(names.has('[]') ? ['list'] : []), ...(isObject ? ['object'] : [])];
}

/** What a value should be, when it is something else; what says nothing is no change. */
function expected(known: Known, value: unknown): string | undefined {
  const types = typesOf(known);
  const isSaying = value !== null && value !== undefined && value !== '';
  return isSaying && types.length > 0 && !types.includes(typeOf(value)) ? types.join(' or ') : undefined;
}

/** A part of a payload beside what is known of it, and its path. */
interface Place {
  readonly value: unknown;
  readonly known: Known;
  readonly path: string;
}

/** A further place to look at, what is not known so, or neither. */
function lookAt(name: string, field: unknown, { known, path }: Place): Place | string | undefined {
  const found = find(known, name);
  // Elements of a list of the whole are payloads themselves; that is how senders batch.
  if (found === undefined && name === '[]' && path === '') return { value: field, known, path };
  const at = join(path, name === '' ? '(no name)' : truncate(name, 80));
  if (found === undefined) return at;
  const wanted = expected(found, field);
  if (wanted !== undefined) return `${at} (${typeOf(field)}, was ${wanted})`;
  // A field of which nothing more is said may hold anything.
  return found.names.size > 0 ? { value: field, known: found, path: at } : undefined;
}

/** What is in a place: further places to look at, and what is not known so. */
function look(place: Place): { readonly places: readonly Place[]; readonly unknown: readonly string[] } {
  const found = inner(place.value).map(([name, field]) => lookAt(name, field, place));
  return {
    places: found.filter((each) => typeof each === 'object'),
    unknown: found.filter((each) => typeof each === 'string'),
  };
}

/** What has fewer than half of its names from a format was not written in it: a template, another product. */
function isForeign(payload: unknown, known: Known): boolean {
  const first = inner(payload);
  if (Array.isArray(payload)) return first.every(([, each]) => isForeign(each, known));
  const own = first.filter(([name]) => find(known, name) !== undefined);
  return 2 * own.length < first.length;
}

/**
 * Knows a sender's format by the paths of its fields, and says which fields of a payload are new or of another type than
 * before. At most 40, sorted; nothing of their values.
 */
export function schemaChangeDetector(fields: readonly string[]): (payload: unknown) => string[] {
  const known = treeOf(fields);
  return (payload) => {
    if (isForeign(payload, known)) return [];
    const found = new Set<string>();
    const pending: Place[] = [{ value: payload, known, path: '' }];
    for (let visited = 0; visited < VISITED_MAX; visited += 1) {
      const place = pending.pop();
      if (place === undefined) break;
      const { places, unknown } = look(place);
      pending.push(...places);
      for (const path of unknown) found.add(path);
    }
    return [...found].sort().slice(0, REPORTED_MAX);
  };
}

/** Told once for each new shape of a source: an alert of Tocsin's own that names the fields, and no value. */
export function schemaChangeAlert(source: string, type: string, fields: readonly string[], now: string): Alert {
  const count = fields.length === REPORTED_MAX ? `${REPORTED_MAX} or more` : String(fields.length);
  return systemAlert({
    identity: ['drift', source, ...fields],
    product: 'Intake',
    type: 'drift',
    title: `${source} sends ${count} ${fields.length === 1 ? 'field' : 'fields'} that Tocsin does not know of ${type}`,
    description:
      'The sender may have changed its format. Its alerts are delivered all the same, and new fields are among ' +
      `their facts; look whether severity, time and title are still right.\n\n${fields.join('\n')}`,
    severity: 'info',
    target: { kind: 'source' },
    now,
  });
}
