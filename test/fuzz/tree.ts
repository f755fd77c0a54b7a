/** JSON as it is written: names may stand twice, and any text may stand where a value should. */
export type Tree = string | number | boolean | null | Raw | List | Fields;

export interface Raw {
  readonly kind: 'raw';
  readonly text: string;
}

export interface List {
  readonly kind: 'list';
  readonly items: Tree[];
}

export interface Fields {
  readonly kind: 'fields';
  pairs: [name: string, value: Tree][];
}

export type Branch = List | Fields;

export const raw = (text: string): Raw => ({ kind: 'raw', text });
export const listOf = (...items: Tree[]): List => ({ kind: 'list', items });
export const fieldsOf = (...pairs: [string, Tree][]): Fields => ({ kind: 'fields', pairs });

const isBranch = (tree: Tree | undefined): tree is Branch =>
  typeof tree === 'object' && tree !== null && tree.kind !== 'raw';

export function toTree(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(toTree) };
  if (typeof value === 'object' && value !== null)
    return { kind: 'fields', pairs: Object.entries(value).map(([name, inner]) => [name, toTree(inner)]) };
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

export function write(tree: Tree): string {
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree);
  if (tree.kind === 'raw') return tree.text;
  if (tree.kind === 'list') return `[${tree.items.map(write).join(',')}]`;
  return `{${tree.pairs.map(([name, value]) => `${JSON.stringify(name)}:${write(value)}`).join(',')}}`;
}

/** How long a tree is when it is written. What stands in it many times is measured once. */
export function lengthOf(tree: Tree, known = new Map<Branch, number>()): number {
  if (!isBranch(tree)) return write(tree).length;
  const before = known.get(tree);
  if (before !== undefined) return before;
  const length =
    tree.kind === 'list'
      ? tree.items.reduce<number>((sum, item) => sum + lengthOf(item, known) + 1, 2)
      : tree.pairs.reduce((sum, [name, value]) => sum + name.length + lengthOf(value, known) + 4, 2);
  known.set(tree, length);
  return length;
}

/** A place in a tree that something stands at. */
export interface Place {
  readonly branch: Branch;
  readonly at: number;
}

export const valueAt = ({ branch, at }: Place): Tree =>
  (branch.kind === 'list' ? branch.items[at] : branch.pairs[at]?.[1]) ?? null;

export function putAt({ branch, at }: Place, value: Tree): void {
  if (branch.kind === 'list') branch.items[at] = value;
  else branch.pairs[at] = [branch.pairs[at]?.[0] ?? '', value];
}

const sizeOf = (branch: Branch): number => (branch.kind === 'list' ? branch.items : branch.pairs).length;

export function placesIn(root: Tree): Place[] {
  const places: Place[] = [];
  const open: Branch[] = isBranch(root) ? [root] : [];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    for (let at = 0; at < sizeOf(branch); at += 1) {
      const place = { branch, at };
      const value = valueAt(place);
      places.push(place);
      if (isBranch(value)) open.push(value);
    }
  }
  return places;
}
