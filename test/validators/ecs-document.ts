import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parse } from 'yaml';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';

/** The fields of the Elastic Common Schema, in the form that its repository generates, where there is a copy of it. */
const file = new URL('../../../shared/schemas/ecs-9.5.0-dev.flat.yml', import.meta.url);
export const hasSchema = existsSync(file);

interface Field {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly ignore_above?: number;
  readonly allowed_values?: readonly { readonly name: string; readonly expected_event_types?: readonly string[] }[];
}
export const fields: Readonly<Record<string, Field>> = hasSchema ? parse(readFileSync(file, 'utf8')) : {};

/** Leaves by their dotted name. What is Tocsin's own stands in an object of its name, which ECS leaves to it. */
function flatten(value: Readonly<Record<string, unknown>>, path = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const name = path === '' ? key : `${path}.${key}`;
    if (name === 'tocsin') return [];
    return isFields(inner) && name !== 'labels' ? flatten(inner, name) : [[name, inner]];
  });
}

const typed: Readonly<Record<string, (value: unknown) => boolean>> = {
  date: (value) => typeof value === 'string' && new Date(value).toISOString() === value,
  ip: (value) => typeof value === 'string' && isIP(value) > 0,
  long: Number.isInteger,
  float: (value) => typeof value === 'number',
  object: (value) => isFields(value) && Object.values(value).every((inner) => typeof inner === 'string'),
};

function problemsOf(name: string, value: unknown): string[] {
  const field = fields[name];
  if (field === undefined) return [`${name} is no ECS field`];
  const isList = field.normalize.includes('array');
  if (isList !== Array.isArray(value)) return [`${name} should ${isList ? '' : 'not '}be a list`];
  const fits = typed[field.type] ?? ((one: unknown) => typeof one === 'string');
  const allowed = field.allowed_values?.map((one) => one.name);
  return [value]
    .flat()
    .flatMap((one) => [
      ...(fits(one) ? [] : [`${name} is no ${field.type}: ${String(one)}`]),
      ...(allowed === undefined || allowed.includes(String(one)) ? [] : [`${name} may not be ${String(one)}`]),
      ...(Array.from(String(one)).length <= (field.ignore_above ?? Number.POSITIVE_INFINITY)
        ? []
        : [`${name} is too long`]),
    ]);
}

/** What a document has that ECS does not define, or not so; nothing where there is no copy of the schema. */
export const documentProblems = (document: Readonly<Record<string, unknown>>): string[] =>
  hasSchema ? flatten(document).flatMap(([name, value]) => problemsOf(name, value)) : [];
