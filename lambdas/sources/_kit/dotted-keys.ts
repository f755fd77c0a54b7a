import { type Fields, isFields } from '../../domain/values/json-fields.ts';

type Nodes = Record<string, unknown>;

const MAX_DEPTH = 32;

/** Puts a value where its dotted key says; a key in whose way something else stands stays as it is. */
function put(root: Nodes, key: string, value: unknown): void {
  const segments = key.split('.');
  const last = segments.pop() ?? '';
  let node: Nodes = root;
  for (const segment of segments) {
    const next = Object.hasOwn(node, segment) ? node[segment] : Object.create(null);
    if (!isFields(next)) break;
    node[segment] = next;
    node = next;
  }
  const isFree = segments.every((segment) => segment !== '') && last !== '' && !Object.hasOwn(node, last);
  if (isFree && node === nodeAt(root, segments)) node[last] = value;
  else root[key] = value;
}

const nodeAt = (root: Nodes, segments: readonly string[]): unknown =>
  segments.reduce<unknown>((node, segment) => (isFields(node) ? node[segment] : undefined), root);

/**
 * An object whose dotted keys (`kibana.alert.uuid`, `detections.severity`) stand as objects inside one another, so that
 * both spellings of a format read alike. Lists keep their items as they are.
 */
export function undotted(fields: Fields, depth = 0): Fields {
  const root: Nodes = Object.create(null);
  const inner = (value: unknown) => (isFields(value) && depth < MAX_DEPTH ? undotted(value, depth + 1) : value);
  const keys = Object.keys(fields).sort((one, other) => Number(one.includes('.')) - Number(other.includes('.')));
  for (const key of keys) {
    if (key.includes('.')) put(root, key, inner(fields[key]));
    else root[key] = inner(fields[key]);
  }
  return root;
}
