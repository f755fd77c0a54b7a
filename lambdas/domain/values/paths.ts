/** A path in a payload, and the paths below it by key. */
export interface PathNode {
  readonly path: string;
  /** Of a path that is kept its own number, else 0. */
  readonly id: number;
  below: Map<string, PathNode> | undefined;
}

/** Paths that are kept; strangers choose them too, so there are bounds. */
const KEPT_MAX = 20_000;
const LENGTH_MAX = 256;

const ROOT_ID = 1;

let root: PathNode = { path: '', id: ROOT_ID, below: undefined };
let kept = 0;
/** Numbers are not used again: what was noted of an older path is not true of a newer one. */
let ids = ROOT_ID;

/** The dotted path of a key below a path. */
export function pathTo(path: string, key: string): string {
  const name = key === '' ? '(no name)' : key;
  return path === '' ? name : `${path}.${name}`;
}

/** The empty path. When there are too many paths below it, all are made anew. */
export function rootPath(): PathNode {
  if (kept >= KEPT_MAX) {
    root = { path: '', id: ROOT_ID, below: undefined };
    kept = 0;
  }
  return root;
}

/**
 * The path of a key below another one. The records of a sender have the same paths: each is made once, so that looking
 * it up elsewhere does not read its text again.
 */
export function pathBelow(node: PathNode, key: string): PathNode {
  const known = node.below?.get(key);
  if (known !== undefined) return known;
  const path = pathTo(node.path, key);
  if (kept >= KEPT_MAX || path.length > LENGTH_MAX || node.id === 0) return { path, id: 0, below: undefined };
  ids += 1;
  const made: PathNode = { path, id: ids, below: undefined };
  kept += 1;
  node.below ??= new Map();
  node.below.set(key, made);
  return made;
}
