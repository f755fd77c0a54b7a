import { type Fields, isFields, spelling } from '../../../../domain/values/json-fields.ts';
import { type Around, inside, shared } from '../../envelope.ts';

/** One record of a payload with what it came wrapped in. */
export interface Item {
  readonly value: unknown;
  readonly around: Around;
}

/** Lists that hold alerts whatever stands beside them. */
const alertLists = new Set(['alerts', 'findings', 'detections', 'incidents', 'threats', 'violations']);

/** Lists that hold alerts when nothing beside them says that the whole is one. */
const otherLists = new Set([
  'events',
  'items',
  'records',
  'results',
  'data',
  'entries',
  'value',
  'values',
  'messages',
  'issues',
  'vulnerabilities',
  'logs',
  'hits',
  'notifications',
]);

const says = /^(?:title|severity|alertname|alertid|rule|rulename|ruleid|priority|headline)$/;
const isAlert = (fields: Fields): boolean => Object.keys(fields).some((key) => says.test(spelling(key)));

const MAX_DEPTH = 4;

function listIn(fields: Fields): readonly [key: string, items: readonly unknown[]] | undefined {
  const whole = isAlert(fields);
  for (const [key, items] of Object.entries(fields)) {
    const name = spelling(key);
    const isList = Array.isArray(items) && items.length > 0 && items.every(isFields);
    if (isList && (alertLists.has(name) || (otherLists.has(name) && !whole))) return [key, items];
  }
  return undefined;
}

/** Wrappings with nothing but a list in them: `{ data: { alerts: [] } }`. */
function wrapIn(fields: Fields): readonly [key: string, inner: Fields] | undefined {
  if (isAlert(fields)) return undefined;
  for (const [key, inner] of Object.entries(fields))
    if (isFields(inner) && listIn(inner) !== undefined) return [key, inner];
  return undefined;
}

const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

/** The records of a payload: the items of its list, or the payload itself. */
export function itemsOf(value: unknown, around: Around, depth = 0): Item[] {
  if (Array.isArray(value)) return itemsIn(value, around, depth);
  if (!isFields(value) || depth > MAX_DEPTH) return [{ value, around }];
  const [key, items] = listIn(value) ?? [];
  if (key !== undefined && items !== undefined) {
    const rest = without(value, key);
    return itemsIn(
      items,
      inside(around, rest, (inner) => ({ ...rest, [key]: [inner] })),
      depth,
    );
  }
  const [name, inner] = wrapIn(value) ?? [];
  if (name === undefined || inner === undefined) return [{ value, around }];
  const rest = without(value, name);
  return itemsOf(
    inner,
    inside(around, rest, (it) => ({ ...rest, [name]: it })),
    depth + 1,
  );
}

function itemsIn(list: readonly unknown[], around: Around, depth: number): Item[] {
  const aroundOf = shared(around, list.length);
  return list.flatMap((item, i) => itemsOf(item, aroundOf(i), depth + 1));
}
