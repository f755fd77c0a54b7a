import type { PathNode } from './paths.ts';
import { remembered } from './remembered.ts';

/**
 * The paths of the texts of a payload, in order. The records of a sender have the same few shapes, so that what follows
 * from the paths alone is made once for each shape (`ofShape`).
 */
export interface Shape {
  /** No two are the same. */
  readonly paths: readonly string[];
  /** What was made of them. */
  readonly notes: unknown[];
}

/** Paths of all shapes that are kept; strangers choose them too, so there are bounds. */
const PATHS_MAX = 40_000;
/** So many shapes, however few paths they have. */
const SHAPES_MAX = 2_048;

const kept = new Map<number, { readonly nodes: readonly PathNode[]; readonly shape: Shape }>();
let paths = 0;

/** A free name for each path: two different fields may flatten to the same one. Where the last search ended the next begins. */
function distinct(nodes: readonly PathNode[]): string[] {
  const names = new Set<string>();
  const next = new Map<string, number>();
  for (const { path } of nodes) {
    let name = path;
    if (names.has(path)) {
      let n = next.get(path) ?? 2;
      for (; names.has(name); n += 1) name = `${path} (${n})`;
      next.set(path, n);
    }
    names.add(name);
  }
  return [...names];
}

const PRIME = 31;

/** A number for the nodes; 0 when one of them is not kept. */
function numberOf(nodes: readonly PathNode[]): number {
  let number = nodes.length;
  for (const { id } of nodes) {
    if (id === 0) return 0;
    number = (Math.imul(number, PRIME) + id) | 0;
  }
  return number;
}

function areSame(some: readonly PathNode[], others: readonly PathNode[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i += 1) if (some[i] !== others[i]) return false;
  return true;
}

/** The shape of a payload whose texts stand at these places. */
export function shapeOf(nodes: readonly PathNode[]): Shape {
  const number = numberOf(nodes);
  const known = kept.get(number);
  if (known !== undefined && areSame(known.nodes, nodes)) return known.shape;
  const shape: Shape = { paths: distinct(nodes), notes: [] };
  if (number === 0) return shape;
  keep(number, nodes, shape);
  return shape;
}

/** When there are too many, all are made anew. */
function keep(number: number, nodes: readonly PathNode[], shape: Shape): void {
  if (kept.size >= SHAPES_MAX || paths + nodes.length > PATHS_MAX) {
    kept.clear();
    paths = 0;
  }
  paths += nodes.length;
  kept.set(number, { nodes, shape });
}

/** A function of the paths of a shape that keeps its results with the shape. */
export interface OfShape<T> {
  (shape: Shape): T;
  /** Results that are kept are no longer right. */
  forget(): void;
}

let slots = 0;

/** What follows from the paths of a shape alone. */
export function ofShape<T extends object>(work: (paths: readonly string[]) => T): OfShape<T> {
  let slot = slots++;
  const recall = (shape: Shape): T => {
    const known = shape.notes[slot] as T | undefined;
    if (known !== undefined) return known;
    const made = work(shape.paths);
    shape.notes[slot] = made;
    return made;
  };
  const forget = (): void => {
    slot = slots++;
  };
  return Object.assign(recall, { forget });
}

/** A text by its place in the paths of a shape. */
export interface Noted<T> {
  readonly at: number;
  readonly note: T;
}

/** The paths of which something is to be noted, in order, each with what. A new shape has few new paths. */
export function notesOf<T>(note: (path: string) => T | undefined): OfShape<readonly Noted<T>[]> {
  const noteOf = remembered(note, { most: 10_000, longest: 200 });
  return ofShape((paths) =>
    paths.flatMap((path, at) => {
      const made = noteOf(path);
      return made === undefined ? [] : [{ at, note: made }];
    }),
  );
}
