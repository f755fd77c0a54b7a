import { isFields } from '../values/json-fields.ts';
import { nearest } from '../values/nearest.ts';
import { nodesIn } from './bounded-ast.ts';
import { functionNames } from './functions.ts';
import { renameOldPaths } from './old-paths.ts';
import { syntaxTreeOf } from './parsed.ts';
import { syntaxMistake } from './syntax-mistake.ts';

/** What an expression in one place of the configuration may call and know. */
export interface Dialect {
  /** Names that it knows beside its input. */
  readonly bindings: readonly string[];
  /** Functions of JSONata that it must not call, with the reason. */
  readonly refused: Readonly<Record<string, string>>;
  /** Its input is an alert, whose version 1 had other names. */
  readonly readsAlert: boolean;
}

const ofSender = { eval: 'would run what a sender wrote' };

/** What gives another result each time, and what to take in its place. */
const unstable = (time: string) => {
  const another = 'gives another alert each time the same webhook is read';
  return { now: `${another}: use ${time}`, millis: `${another}: use ${time}`, random: another, shuffle: another };
};

/** What an expression of a mapping knows beside the record. */
export const bindingNames = ['payload', 'headers', 'receivedAt', 'envelope'] as const;

export const mappingDialect: Dialect = {
  bindings: bindingNames,
  refused: { ...ofSender, ...unstable('$receivedAt') },
  readsAlert: false,
};
/** `where` of a route, and what chooses a setting of a destination; its input is the alert. */
export const routeDialect: Dialect = {
  bindings: [],
  refused: { ...ofSender, ...unstable('receivedAt') },
  readsAlert: true,
};
/** The body of a webhook; its input is the alert. */
export const templateDialect: Dialect = { bindings: [], refused: ofSender, readsAlert: true };

type Node = Readonly<Record<string, unknown>>;

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

/** Where a node or an error stands in the expression. */
export const at = (node: Node): string =>
  typeof node['position'] === 'number' ? ` (at character ${node['position']})` : '';

function unknown(name: string, known: readonly string[], { bindings }: Dialect): string {
  const guess = nearest(name, known);
  const hint = guess === undefined ? ';' : `: did you mean "$${guess}"?`;
  const bound = bindings.map((each) => `, $${each}`).join('');
  return `unknown function or variable "$${name}"${hint} allowed: the functions of JSONata (https://docs.jsonata.org)${bound}`;
}

const clocks = ['now', 'millis'];

function nameMistake(nodes: readonly Node[], dialect: Dialect): string | undefined {
  const { refused, bindings } = dialect;
  const allowed = [...functionNames, ...clocks, ...bindings].filter((name) => !Object.hasOwn(refused, name));
  const known = new Set<string>([...allowed, ...ownNames(nodes), '', '$']);
  for (const node of nodes) {
    const [name] = nameIn(node);
    if (name === undefined || known.has(name)) continue;
    const reason = Object.hasOwn(refused, name) ? refused[name] : undefined;
    if (reason !== undefined) return `calls $${name}, which ${reason}${at(node)}`;
    return `${unknown(name, [...known], dialect)}${at(node)}`;
  }
  return undefined;
}

/** What is wrong with an expression, and where; nothing when it can be run. */
export function expressionMistake(expression: string, dialect: Dialect): string | undefined {
  try {
    const mistake = nameMistake(nodesIn(syntaxTreeOf(expression)), dialect);
    return mistake ?? (dialect.readsAlert ? renameOldPaths(expression).mistake : undefined);
  } catch (error) {
    const place = isFields(error) ? at(error) : '';
    return `is not a JSONata expression${place}: ${syntaxMistake(expression, error)}`;
  }
}
