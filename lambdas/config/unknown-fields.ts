import { pathOf } from '../domain/alert-fields.ts';
import { syntaxTreeOf } from '../domain/expression/parsed.ts';
import { isFields } from '../domain/values/json-fields.ts';
import { nearest } from '../domain/values/nearest.ts';

/** Fields that an expression reads of an alert and that no alert has: it gives nothing there, whatever comes. */

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => isFields(value) && typeof value['type'] === 'string';
const nodesOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** `$` and `$$`, which are the alert where nothing else is being looked at. */
const isInput = ({ type, value }: Node): boolean => type === 'variable' && (value === '' || value === '$');

/** The names at the beginning of a path, up to what is more than a name. */
function namesOf(steps: readonly Node[]): readonly string[] {
  const [first, ...rest] = steps;
  const own = first !== undefined && isInput(first) ? rest : steps;
  const end = own.findIndex(({ type, value }) => type !== 'name' || typeof value !== 'string');
  return (end < 0 ? own : own.slice(0, end)).map(({ value }) => String(value));
}

/** The names and values of an object, in pairs. */
const valuesIn = (pairs: unknown): readonly Node[] => (Array.isArray(pairs) ? pairs.flatMap(nodesOf) : []);

/** The paths that are read of the alert itself: within a filter or a function, names belong to something else. */
function pathsIn(node: Node): readonly (readonly string[])[] {
  switch (node['type']) {
    case 'path': {
      const steps = nodesOf(node['steps']);
      const [first] = steps;
      const inner = first === undefined || first['type'] === 'name' || isInput(first) ? [] : pathsIn(first);
      return [namesOf(steps), ...inner];
    }
    case 'binary':
      return [node['lhs'], node['rhs']].filter(isNode).flatMap(pathsIn);
    case 'apply':
      return isNode(node['lhs']) ? pathsIn(node['lhs']) : [];
    case 'condition':
      return [node['condition'], node['then'], node['else']].filter(isNode).flatMap(pathsIn);
    case 'bind':
      return isNode(node['rhs']) ? pathsIn(node['rhs']) : [];
    case 'function':
      return nodesOf(node['arguments']).flatMap(pathsIn);
    case 'block':
      return nodesOf(node['expressions']).flatMap(pathsIn);
    case 'unary':
      return [...nodesOf([node['expression']]), ...nodesOf(node['expressions']), ...valuesIn(node['lhs'])].flatMap(
        pathsIn,
      );
    default:
      return [];
  }
}

function mistakeOf(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const { field } = pathOf(names.join('.'));
  if (field.kind !== 'none' || field.names.length === 0) return undefined;
  const { within, name } = field;
  const near = nearest(name, field.names);
  const hint = near === undefined ? ';' : `: did you mean "${[...within, near].join('.')}"?`;
  const where = within.length === 0 ? 'an alert' : within.join('.');
  return `"${[...within, name].join('.')}" is no field of ${where}${hint} allowed: ${field.names.join(', ')}`;
}

/** The first field that does not exist, with those that do; nothing for an expression that does not compile. */
export function unknownFieldIn(expression: string): string | undefined {
  try {
    const ast = syntaxTreeOf(expression);
    const mistakes = isNode(ast) ? pathsIn(ast).map(mistakeOf) : [];
    return mistakes.find((mistake) => mistake !== undefined);
  } catch {
    return undefined;
  }
}
