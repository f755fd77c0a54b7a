import { type CharTest, type Node, PatternMistake, type PlaceTest } from './syntax.ts';

/** One state of the automaton that an expression is. */
export type State =
  | { readonly kind: 'character'; readonly fits: CharTest; readonly next: number }
  | { readonly kind: 'place'; readonly fits: PlaceTest; readonly next: number }
  | { readonly kind: 'split'; readonly nexts: readonly number[] }
  | { readonly kind: 'end' };

export interface Program {
  readonly states: readonly State[];
  readonly start: number;
}

/** Each character of a text costs at most as many steps. */
const STATES_MAX = 1_000;

function put(states: State[], state: State): number {
  if (states.length >= STATES_MAX)
    throw new PatternMistake(`stands for more than ${STATES_MAX} states; use smaller numbers of times in { }`);
  return states.push(state) - 1;
}

/** A loop: its first state is known only when its body is made, so it is put first and replaced. */
function loop(node: Node, then: number, states: State[]): number {
  const at = put(states, { kind: 'end' });
  const body = add(node, at, states);
  states[at] = { kind: 'split', nexts: [body, then] };
  return at;
}

function repeat({ node, min, max }: Extract<Node, { kind: 'repeat' }>, then: number, states: State[]): number {
  let at = max === Number.POSITIVE_INFINITY ? loop(node, then, states) : then;
  for (let n = min; n < max && max !== Number.POSITIVE_INFINITY; n += 1)
    at = put(states, { kind: 'split', nexts: [add(node, at, states), then] });
  for (let n = 0; n < min; n += 1) at = add(node, at, states);
  return at;
}

/** Adds the states of a node before the state `then`; answers the first of them. */
function add(node: Node, then: number, states: State[]): number {
  if (node.kind === 'character' || node.kind === 'place') return put(states, { ...node, next: then } as State);
  if (node.kind === 'repeat') return repeat(node, then, states);
  if (node.kind === 'sequence') return node.nodes.reduceRight((after, each) => add(each, after, states), then);
  return put(states, { kind: 'split', nexts: node.nodes.map((each) => add(each, then, states)) });
}

/** The automaton of an expression. Throws `PatternMistake` when it is too large. */
export function programOf(node: Node): Program {
  const states: State[] = [];
  const end = put(states, { kind: 'end' });
  return { start: add(node, end, states), states };
}
