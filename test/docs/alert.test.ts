import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Alert } from '../../lambdas/domain/alert.ts';
import { pathOf } from '../../lambdas/domain/alert-fields.ts';

const page = readFileSync('docs/alert.md', 'utf8');
const named = new Set([...page.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name));

/** The paths of all fields below a path; a program's parent has the same as the program. */
function fieldsBelow(path: string): string[] {
  const { field } = pathOf(path);
  if (field.kind !== 'group' || field.names.includes('<name>') || path.endsWith('.parent')) return [path];
  return field.names.flatMap((name) => fieldsBelow(`${path}.${name}`));
}

it('the page of the alert names every field', () => {
  const all = Object.keys(Alert.shape).flatMap(fieldsBelow);
  expect(all.length).toBeGreaterThan(90);
  const words = new Set([...named].flatMap((name) => name.split('.')));
  const isNamed = (path: string) => path.split('.').every((name) => words.has(name));
  expect(all.filter((path) => !isNamed(path))).toEqual([]);
});

it('and no path that an alert does not have', () => {
  const paths = [...named].filter((name) => name.includes('.') && !name.endsWith('.yaml'));
  expect(paths.filter((path) => pathOf(path).field.kind === 'none')).toEqual([]);
});
