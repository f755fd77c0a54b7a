import type { ExprNode } from 'jsonata';
import { isFields } from '../values/json-fields.ts';
import { children } from './list-functions.ts';
import { countMember } from './meter.ts';
import { bounded, type Implementation, type Native } from './native.ts';

/**
 * Nodes of an expression that JSONata evaluates without a look at the time between, made calls of functions that look.
 * Their names hold a blank, which no expression can write.
 */

type Node = Record<string, unknown>;

const CHILDREN = 'the children';
const MEMBER = 'a member';

const call = (name: string, given: readonly unknown[]): Node => ({
  type: 'function',
  value: '(',
  procedure: { type: 'variable', value: name },
  arguments: given,
});

/**
 * Of records that a path joins (`@`, `#`), JSONata makes a group by copying all that it has for each: what that takes is
 * counted at the key of each.
 */
const member: Implementation = (key) => {
  countMember();
  return key;
};

const isTuple = ({ steps }: Node): boolean =>
  Array.isArray(steps) && steps.some((step) => isFields(step) && step['tuple'] === true);

function bindGroup(node: Node): void {
  const { group } = node;
  if (!isTuple(node) || !isFields(group) || !Array.isArray(group['lhs'])) return;
  for (const pair of group['lhs']) if (Array.isArray(pair)) pair[0] = call(MEMBER, [pair[0]]);
}

function bindNode(node: Node): void {
  bindGroup(node);
  if (node['type'] === 'wildcard') Object.assign(node, call(CHILDREN, [{ type: 'variable', value: '' }]));
}

/** All nodes of an expression, those within first. */
export function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isFields(value) ? [...Object.values(value).flatMap(nodesIn), value] : [];
}

/** Puts the calls into an expression. */
export function bindNodes(ast: ExprNode): void {
  for (const node of nodesIn(ast)) bindNode(node);
}

const native = (implementation: Implementation): Native =>
  bounded({ _jsonata_function: true, implementation }, implementation, 1);

/** The functions that are called so. */
export const nodeFunctions: ReadonlyMap<string, Native> = new Map([
  [CHILDREN, native(children)],
  [MEMBER, native(member)],
]);
