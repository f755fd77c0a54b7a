import type { Alert } from './alert.ts';
import { hashOf } from './fingerprint.ts';
import { truncate } from './text.ts';

/** Objects and lists looked at; a payload of 5,000 records has the shape of its first ones. */
const VISITED_MAX = 20_000;
const LISTED_MAX = 5;
const REPORTED_MAX = 40;

/** What is known of a sender, as a tree: `*` stands for names of the user's own, `[]` for the elements of a list. */
interface Known {
  readonly names: Map<string, Known>;
}

const treeOf = (fields: readonly string[]): Known => {
  const root: Known = { names: new Map() };
  for (const field of fields) {
    let at = root;
    for (const name of segmentsOf(field)) {
      const next: Known = at.names.get(name) ?? { names: new Map() };
      at.names.set(name, next);
      at = next;
    }
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
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The names of a sender's format differ in case now and then, which is no drift. */
const find = ({ names }: Known, name: string): Known | undefined =>
  names.get(name) ?? [...names].find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1] ?? names.get('*');

/** A part of a payload beside what is known of it, and its path. */
interface Place {
  readonly value: unknown;
  readonly known: Known;
  readonly path: string;
}

/** What is in a place: further places to look at, and names that are not known. */
function look({ value, known, path }: Place): { readonly places: Place[]; readonly unknown: string[] } {
  const places: Place[] = [];
  const unknown: string[] = [];
  for (const [name, field] of inner(value)) {
    const found = find(known, name);
    // Elements of a list of the whole are payloads themselves; that is how senders batch.
    if (found === undefined && name === '[]' && path === '') places.push({ value: field, known, path });
    else if (found === undefined) unknown.push(join(path, truncate(name, 80)));
    // A field of which nothing more is said may hold anything.
    else if (found.names.size > 0) places.push({ value: field, known: found, path: join(path, name) });
  }
  return { places, unknown };
}

/**
 * Knows a sender's format by the paths of its fields, and says which fields of a payload are new. At most 40, sorted;
 * nothing of their values.
 */
export function driftDetector(fields: readonly string[]): (payload: unknown) => string[] {
  const known = treeOf(fields);
  return (payload) => {
    const found = new Set<string>();
    const pending: Place[] = [{ value: payload, known, path: '' }];
    for (let visited = 0; visited < VISITED_MAX; visited += 1) {
      const place = pending.pop();
      if (place === undefined) break;
      const { places, unknown } = look(place);
      pending.push(...places.slice(0, VISITED_MAX));
      for (const path of unknown.slice(0, VISITED_MAX)) found.add(path);
    }
    return [...found].sort().slice(0, REPORTED_MAX);
  };
}

/** Told once for each new shape of a source: an alert of Tocsin's own that names the fields, and no value. */
export function driftAlert(source: string, type: string, fields: readonly string[], now: string): Alert {
  const identity = hashOf(['drift', source, ...fields]);
  const count = fields.length === REPORTED_MAX ? `${REPORTED_MAX} or more` : String(fields.length);
  return {
    id: `tocsin:${identity}`,
    fingerprint: identity,
    source: 'tocsin',
    vendor: 'Tocsin',
    product: 'Intake',
    kind: 'system',
    type: 'drift',
    title: `${source} sends ${count} ${fields.length === 1 ? 'field' : 'fields'} that Tocsin does not know of ${type}`,
    description:
      'The sender may have changed its format. Its alerts are delivered all the same, and the new fields are among ' +
      `their facts; look whether severity, time and title are still right.\n\n${fields.join('\n')}`,
    severity: 'info',
    severitySource: 'derived',
    state: 'open',
    action: 'unknown',
    occurredAt: now,
    receivedAt: now,
    actor: {},
    target: { kind: 'source', resource: source },
    attack: [],
    evidence: [],
    labels: {},
    facts: {},
  };
}
