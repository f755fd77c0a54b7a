import jsonata from 'jsonata';
import { bindNodes, nodeFunctions, nodesIn } from './bounded-ast.ts';
import { boundedFunctions } from './functions.ts';
import { beginMeter, endMeter, LIST_MAX } from './meter.ts';
import { RegexEngine } from './regex-within.ts';
import { afterNode } from './weight.ts';

/** Depth of the nodes that are evaluated at one time. */
const DEPTH_MAX = 500;
/** Expressions that stay compiled; a configuration has fewer. */
const COMPILED_MAX = 1_000;

interface Compiled {
  readonly expression: jsonata.Expression;
  /** It has the operator that changes a copy of what it is given. */
  readonly changesValues: boolean;
}

const limits = { stack: DEPTH_MAX, sequence: LIST_MAX, RegexEngine };
const AFTER_NODE = Symbol.for('jsonata.__evaluate_exit');
const compiled = new Map<string, Compiled>();

async function compile(text: string): Promise<Compiled> {
  const expression = jsonata(text, limits);
  const ast = expression.ast();
  const changesValues = nodesIn(ast).some(({ type }) => type === 'transform');
  bindNodes(ast);
  for (const [name, native] of [...(await boundedFunctions()), ...nodeFunctions]) expression.assign(name, native);
  // What is no function is refused when the configuration is checked; nothing else reaches it.
  expression.assign('eval', undefined);
  // JSONata's types know names of text only; by this symbol it finds a function to call after each node.
  Reflect.apply(expression.assign, expression, [AFTER_NODE, afterNode]);
  return { expression, changesValues };
}

async function compiledOf(text: string): Promise<Compiled> {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const made = await compile(text);
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(text, made);
  return made;
}

async function evaluate(text: string, input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { expression, changesValues } = await compiledOf(text);
  beginMeter(changesValues);
  try {
    const value: unknown = await expression.evaluate(input, bindings);
    return value;
  } finally {
    endMeter();
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs an expression within the bounds of `meter.ts`, after those that were begun before: at one time there is one, whose
 * time no other takes. Throws what JSONata throws, or `BoundPassed`.
 */
export function run(text: string, input: unknown, bindings: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const mine = last.then(() => evaluate(text, input, bindings));
  last = mine.catch(() => undefined);
  return mine;
}
