import type { Alert } from '../../../lambdas/domain/alert.ts';
import { type Field, pathOf } from './record-fields.ts';

type Part = readonly [name: string, field: Field];

const isPosition = (key: string): boolean => /^\d+$/.test(key);

/** The keys up to the first list on the way to a field; none when there is no list. */
const listOf = ({ keys }: Field): readonly string[] => keys.slice(0, Math.max(0, keys.findIndex(isPosition)));

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\u0000') === b.join('\u0000');

const objectOf = (parts: readonly (readonly [string, string | undefined])[]): string =>
  `{ ${parts.flatMap(([name, path]) => (path === undefined ? [] : [`"${name}": ${path}`])).join(', ')} }`;

/** Fields of the first weakness, those nearest to the field of its id first. */
function partsOf(alert: Alert, fields: readonly Field[]): readonly Part[] {
  const [first] = alert.vulnerabilities ?? [];
  const id = fields.find(({ text }) => text === first?.cve);
  if (first === undefined || id === undefined) return [];
  const others = Object.entries(first).flatMap(([name, value]): Part[] => {
    const found = fields.filter(({ text }) => name !== 'cve' && text === String(value));
    const field = found.find((each) => same(listOf(each), listOf(id))) ?? found[0];
    return field === undefined ? [] : [[name, field]];
  });
  return [['cve', id], ...others];
}

/** An expression for the weaknesses of an alert: a list of objects, one object, or the id alone. */
export function weaknesses(alert: Alert, fields: readonly Field[]): string | undefined {
  const parts = partsOf(alert, fields);
  const [, id] = parts[0] ?? [];
  if (id === undefined) return undefined;
  const list = listOf(id);
  const path = pathOf(list);
  if (path === undefined)
    return parts.length === 1 ? id.path : objectOf(parts.map(([name, field]) => [name, field.path]));
  const inside = parts.filter(([, field]) => same(listOf(field), list));
  const inner = inside.map(([name, { keys }]) => [name, pathOf(keys.slice(list.length + 1))] as const);
  return inner.every(([, each]) => each === undefined) ? id.all : `${path}.${objectOf(inner)}`;
}
