import { expressionMistake, mappingDialect } from '../../../lambdas/domain/expression/check.ts';
import { isFields, listText, textOf } from '../../../lambdas/domain/values/json-fields.ts';
import { visible } from '../../../lambdas/domain/values/text.ts';

/** A scalar of a record, or a list of plain words, with the keys that lead to it. */
export interface Field {
  readonly keys: readonly string[];
  readonly value: unknown;
  readonly text: string;
  /** In JSONata; an item of a list is chosen by its key where it has one, else by its position. */
  readonly path: string;
  /** The same, with all items of the lists on the way. */
  readonly all: string;
}

const DEPTH_MAX = 12;
const FIELDS_MAX = 400;
const ITEMS_MAX = 10; // of a list within a record

const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

const step = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) && !reserved.has(key) ? key : `\`${key}\``);

/** Whether JSONata and a terminal take a path as it stands. */
const isWritable = (keys: readonly string[], path: string): boolean =>
  keys.every((key) => key !== '' && !key.includes('`')) &&
  visible(path) === path &&
  !/[\t\n]/.test(path) &&
  expressionMistake(path, mappingDialect) === undefined;

/** Names of keys as a path of JSONata; nothing for names that it cannot write. */
export function pathOf(keys: readonly string[]): string | undefined {
  const path = keys.map(step).join('.');
  return keys.length > 0 && isWritable(keys, path) ? path : undefined;
}

/** What tells an item of `[{ key: "host", value: "web-1" }]` from the others. */
function chooserOf(item: unknown, others: readonly unknown[], position: number): string {
  if (!isFields(item)) return `[${position}]`;
  const name = ['key', 'name'].find((each) => typeof item[each] === 'string' && 'value' in item);
  if (name === undefined) return `[${position}]`;
  const isAlone = others.filter((other) => isFields(other) && other[name] === item[name]).length === 1;
  return isAlone ? `[${name}=${JSON.stringify(item[name])}]` : `[${position}]`;
}

interface Way {
  readonly keys: readonly string[];
  readonly path: string;
  readonly all: string;
}

function walk(value: unknown, way: Way, found: Field[]): void {
  if (found.length >= FIELDS_MAX || way.keys.length > DEPTH_MAX) return;
  const text = textOf(value) ?? listText(value);
  if (text !== undefined) {
    found.push({ ...way, value, text });
    return;
  }
  if (Array.isArray(value)) {
    for (const [i, item] of value.slice(0, ITEMS_MAX).entries()) {
      const path = way.path + chooserOf(item, value, i);
      walk(item, { keys: [...way.keys, String(i)], path, all: way.all }, found);
    }
  } else if (isFields(value)) {
    for (const [key, inner] of Object.entries(value)) walk(inner, below(way, key), found);
  }
}

const joined = (before: string, key: string): string => (before === '' ? step(key) : `${before}.${step(key)}`);

const below = ({ keys, path, all }: Way, key: string): Way => ({
  keys: [...keys, key],
  path: joined(path, key),
  all: joined(all, key),
});

/** The fields of a record that an expression can name, in their order. */
export function fieldsOf(record: unknown): readonly Field[] {
  const found: Field[] = [];
  walk(record, { keys: [], path: '', all: '' }, found);
  return found.filter(({ keys, path }) => keys.length > 0 && isWritable(keys, path));
}
