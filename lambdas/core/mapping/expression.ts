import jsonata from 'jsonata';
import { nearest } from '../config/mistakes.ts';
import { isFields } from '../reading/record.ts';
import { oneLine, truncate } from '../text.ts';
import { regexEngine } from './regex-within.ts';

/**
 * Expressions that an operator writes in JSONata (https://docs.jsonata.org) and that are run over what attackers wrote:
 * each within its time, depth and size, all of one webhook within a time together.
 */

const EXPRESSION_MS = 500;
const WEBHOOK_MS = 10_000;
const DEPTH_MAX = 500;
const SEQUENCE_MAX = 100_000;
const REASON_MAX = 200;

/** Functions that JSONata knows and a mapping must not call, with the reason. */
const refused: Readonly<Record<string, string>> = {
  eval: 'would run what a sender wrote',
  now: 'gives another alert each time the same webhook is read: use $receivedAt',
  millis: 'gives another alert each time the same webhook is read: use $receivedAt',
  random: 'gives another alert each time the same webhook is read',
  shuffle: 'gives another alert each time the same webhook is read',
  pad: 'can fill the memory',
};

const functions = (
  'abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl decodeUrlComponent ' +
  'distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber fromMillis ' +
  'join keys length lookup lowercase map match max merge min not number parseInteger power reduce replace reverse round ' +
  'sift single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase zip'
).split(' ');

/** What an expression knows beside the payload. */
export const bindingNames = ['payload', 'headers', 'receivedAt', 'envelope'] as const;
export type Bindings = Readonly<Record<(typeof bindingNames)[number], unknown>>;

type Node = Readonly<Record<string, unknown>>;

const nodesIn = (value: unknown): Node[] => {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  return isFields(value) ? [value, ...Object.values(value).flatMap(nodesIn)] : [];
};

const nameIn = (node: unknown): string[] =>
  isFields(node) && node['type'] === 'variable' && typeof node['value'] === 'string' ? [node['value']] : [];

/** Names that the expression itself gives: `$x := …`, `function($x)`, `@$x`, `#$i`. */
function ownNames(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    if (node['type'] === 'bind') return nameIn(node['lhs']);
    if (node['type'] === 'lambda' && Array.isArray(node['arguments'])) return node['arguments'].flatMap(nameIn);
    const { focus, index } = node;
    return [focus, isFields(index) ? index['value'] : index].filter((name) => typeof name === 'string');
  });
}

const at = (node: Node): string => (typeof node['position'] === 'number' ? ` (at character ${node['position']})` : '');

function unknown(name: string, known: readonly string[]): string {
  const guess = nearest(name, known);
  const hint = guess === undefined ? ';' : `: did you mean "$${guess}"?`;
  const bound = bindingNames.map((each) => `$${each}`).join(', ');
  return `unknown function or variable "$${name}"${hint} allowed: the functions of JSONata (https://docs.jsonata.org), ${bound}`;
}

function nameMistake(nodes: readonly Node[]): string | undefined {
  const own = new Set(ownNames(nodes));
  const known = new Set<string>([...functions, ...bindingNames, ...own, '', '$']);
  for (const node of nodes) {
    const [name] = nameIn(node);
    if (name === undefined || known.has(name)) continue;
    const reason = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (reason !== undefined) return `calls $${name}, which ${reason}${at(node)}`;
    return `${unknown(name, [...known])}${at(node)}`;
  }
  return undefined;
}

/** What is wrong with an expression, and where; nothing when it can be run. */
export function expressionMistake(expression: string): string | undefined {
  try {
    return nameMistake(nodesIn(jsonata(expression).ast()));
  } catch (error) {
    if (!isFields(error)) return `is not a JSONata expression: ${String(error)}`;
    return `is not a JSONata expression: ${String(error['message'])}${at(error)}`;
  }
}

/** What an expression gave, or why it gave nothing. */
export type Evaluated = { readonly value: unknown } | { readonly failed: string };
export type Evaluate = (expression: string, input: unknown) => Promise<Evaluated>;

const words: Readonly<Record<string, string>> = {
  D1011: 'it went too deep',
  D1012: `it took more than ${EXPRESSION_MS} ms`,
  D2014: 'its list grew too long',
  D2015: 'its list grew too long',
  ERR_SCRIPT_EXECUTION_TIMEOUT: 'a match took too long',
};

function reasonOf(error: unknown): string {
  if (!isFields(error)) return 'error';
  const code = typeof error['code'] === 'string' ? error['code'] : '';
  if (Object.hasOwn(words, code)) return words[code] ?? code;
  return truncate(oneLine(`${String(error['message'])}${at(error)}`), REASON_MAX);
}

const sorted = (_: string, value: unknown): unknown =>
  isFields(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;

/** JSONata's own compares each with each, which a long list makes endless. */
function distinct(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return [...new Map(list.map((item) => [JSON.stringify(item, sorted), item] as const)).values()];
}

/** How JSONata hands out a function that nobody called. */
const isFunction = (result: unknown): boolean =>
  typeof result === 'function' || (isFields(result) && ('_jsonata_function' in result || '_jsonata_lambda' in result));

/** Runs the expressions of one webhook; never throws. Each is compiled once. */
export function evaluator(bindings: Bindings, totalMs: number = WEBHOOK_MS): Evaluate {
  const end = Date.now() + totalMs;
  const limits = { timeout: EXPRESSION_MS, stack: DEPTH_MAX, sequence: SEQUENCE_MAX, RegexEngine: regexEngine(end) };
  const compiled = new Map<string, jsonata.Expression>();
  const compile = (expression: string): jsonata.Expression => {
    const known = compiled.get(expression);
    if (known !== undefined) return known;
    const made = jsonata(expression, limits);
    made.registerFunction('distinct', distinct, '<x:x>');
    compiled.set(expression, made);
    return made;
  };
  return async (expression, input) => {
    if (Date.now() > end) return { failed: `the expressions of this webhook took more than ${totalMs} ms` };
    try {
      const value: unknown = await compile(expression).evaluate(input, bindings);
      return isFunction(value) ? { failed: 'it gave a function that nobody called' } : { value };
    } catch (error) {
      return { failed: reasonOf(error) };
    }
  };
}
