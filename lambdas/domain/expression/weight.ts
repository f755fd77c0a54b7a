import { types } from 'node:util';
import {
  BoundPassed,
  checkTime,
  countNode,
  keepWeight,
  knownWeight,
  LIST_MAX,
  spend,
  TEXT_MAX,
  WEIGHT_MAX,
} from './meter.ts';

/** Units of a text. */
export const textUnits = (text: string): number => 1 + (text.length >> 3);

/** How JSONata represents functions. */
export const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value));

/** A sum that ends as soon as it is too large: a value that holds itself many times over is never walked as a whole. */
function sum(list: readonly unknown[]): number {
  let total = 1;
  for (let i = 0; i < list.length; i += 1) {
    total += weightOf(list[i]);
    if (total > WEIGHT_MAX) throw new BoundPassed('too_large');
  }
  return total;
}

function weighed(value: object): number {
  const parts = Array.isArray(value) ? value : Object.values(value);
  if (parts.length > LIST_MAX) throw new BoundPassed('D2015');
  spend(parts.length);
  const weight = sum(parts);
  keepWeight(value, weight);
  return weight;
}

/**
 * How large a value is when it is written out, counted as a tree, whatever of it is shared. Throws when it is too large.
 * A part of the payload weighs one: what is read of it is counted as it is read.
 */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return textUnits(value);
  if (typeof value !== 'object' || value === null) return 1;
  const known = knownWeight(value);
  if (known !== undefined) return known;
  return types.isProxy(value) || isFunction(value) ? 1 : weighed(value);
}

/** Kinds of nodes of which a value is made; the others hand on what there was. */
const makers = new Set(['unary', 'function', 'apply', 'binary', 'descendant']);

interface Node {
  readonly type: string;
  readonly group?: unknown;
}

/** One text of the payload, however long: JSONata takes it out of its list after this. */
const isOneText = (list: readonly unknown[]): boolean => list.length === 1 && typeof list[0] === 'string';

const isMade = ({ type, group }: Node, result: unknown): boolean =>
  makers.has(type) || group !== undefined || (type === 'path' && Array.isArray(result) && !isOneText(result));

/** What JSONata calls after each node, with its result: no value that an expression makes passes the bounds. */
export function afterNode(node: Node, _: unknown, __: unknown, result: unknown): void {
  if (node.type === 'binary') checkTime();
  else countNode();
  if (typeof result === 'string') {
    if (result.length > TEXT_MAX && makers.has(node.type)) throw new BoundPassed('too_large');
  } else if (typeof result === 'object' && isMade(node, result)) weightOf(result);
}
