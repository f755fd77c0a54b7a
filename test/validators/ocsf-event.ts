import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';

/**
 * Events of OCSF 1.8.0, held against the definition that https://github.com/ocsf/ocsf-schema compiles to: classes, objects,
 * required attributes and those of profiles, constraints, types, ids with their captions, and the places of observables.
 */

interface Attribute {
  readonly type: string;
  readonly list?: boolean;
  readonly required?: boolean;
  readonly deprecated?: boolean;
  readonly profiles?: readonly string[];
  readonly enum?: Readonly<Record<string, string>>;
  readonly sibling?: string;
  readonly observable?: number;
}
interface Shape {
  readonly constraints: Readonly<Record<string, readonly string[]>>;
  readonly attributes: Readonly<Record<string, Attribute>>;
}
const definition: {
  readonly version: string;
  readonly classes: Readonly<Record<string, Shape>>;
  readonly objects: Readonly<Record<string, Shape>>;
} = JSON.parse(readFileSync(new URL('ocsf-1.8.0.json', import.meta.url), 'utf8'));

const INT_MAX = 2 ** 31;
const isText = (value: unknown): boolean => typeof value === 'string';
const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean_t: (value) => typeof value === 'boolean',
  integer_t: (value) => Number.isInteger(value) && Math.abs(Number(value)) < INT_MAX,
  long_t: (value) => Number.isSafeInteger(value),
  timestamp_t: (value) => Number.isSafeInteger(value),
  float_t: (value) => typeof value === 'number',
  port_t: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
  ip_t: (value) => typeof value === 'string' && value.length <= 40 && isIP(value) > 0,
  email_t: (value) => typeof value === 'string' && /^[^\s@]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/.test(value),
  json_t: (value) => value !== undefined,
  object: isFields,
};

function constraintProblems({ constraints }: Shape, value: Fields, path: string): string[] {
  return Object.entries(constraints).flatMap(([kind, names]) => {
    const found = names.filter((name) => value[name] !== undefined).length;
    const isMet = kind === 'just_one' ? found === 1 : found > 0;
    return isMet ? [] : [`${path}: ${kind} of ${names.join(', ')}, not ${found}`];
  });
}

/** An id goes with its caption, in the attribute beside it. */
function captionProblems(attribute: Attribute, value: unknown, owner: Fields, path: string): string[] {
  if (attribute.enum === undefined || attribute.list) return [];
  const caption = attribute.enum[String(value)];
  if (caption === undefined) return [`${path}: ${String(value)} is no id of it`];
  const beside = attribute.sibling === undefined ? undefined : owner[attribute.sibling];
  return beside === undefined || beside === caption ? [] : [`${path}: ${String(beside)} is not ${caption}`];
}

function valueProblems(attribute: Attribute, value: unknown, path: string, profiles: readonly string[]): string[] {
  const shape = definition.objects[attribute.type];
  if (shape !== undefined)
    return isFields(value) ? objectProblems(shape, value, path, profiles) : [`${path}: no object`];
  const fits = types[attribute.type] ?? isText;
  return fits(value) ? [] : [`${path}: ${JSON.stringify(value)?.slice(0, 60)} is no ${attribute.type}`];
}

function attributeProblems(shape: Shape, owner: Fields, name: string, path: string, profiles: readonly string[]) {
  const attribute = shape.attributes[name];
  const value = owner[name];
  const full = `${path}.${name}`;
  if (attribute === undefined) return [`${full} is no attribute`];
  if (attribute.deprecated) return [`${full} is deprecated`];
  if (attribute.profiles !== undefined && !attribute.profiles.some((one) => profiles.includes(one)))
    return [`${full} is of the profile ${attribute.profiles}`];
  if (attribute.list === true && !Array.isArray(value)) return [`${full} is no list`];
  const all = attribute.list === true && Array.isArray(value) ? value : [value];
  return [
    ...captionProblems(attribute, value, owner, full),
    ...all.flatMap((each: unknown) => valueProblems(attribute, each, full, profiles)),
  ];
}

function objectProblems(shape: Shape, value: Fields, path: string, profiles: readonly string[]): string[] {
  const missing = Object.entries(shape.attributes).filter(
    ([name, { required, profiles: of }]) => required && of === undefined && value[name] === undefined,
  );
  return [
    ...missing.map(([name]) => `${path}.${name} is required`),
    ...constraintProblems(shape, value, path),
    ...Object.keys(value).flatMap((name) => attributeProblems(shape, value, name, path, profiles)),
  ];
}

/** The values at a dotted path, through the items of lists, with the attribute that stands there. */
function found(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => found(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  return isFields(value) ? found(value[name], rest) : [];
}

function attributeAt(shape: Shape | undefined, [name = '', ...rest]: readonly string[]): Attribute | undefined {
  const attribute = shape?.attributes[name];
  return attribute === undefined || rest.length === 0
    ? attribute
    : attributeAt(definition.objects[attribute.type], rest);
}

function observableProblems(event: Fields, shape: Shape): string[] {
  const list: unknown[] = Array.isArray(event['observables']) ? event['observables'] : [];
  return list.filter(isFields).flatMap(({ name, type_id: type, value }) => {
    const path = String(name).split('.');
    const isThere = found(event, path).some((one) => String(one) === value);
    const expected = attributeAt(shape, path)?.observable;
    return [
      ...(isThere ? [] : [`observable ${String(name)}: ${String(value)} is not there`]),
      ...(expected === type ? [] : [`observable ${String(name)} is of the type ${expected}, not ${String(type)}`]),
    ];
  });
}

/** What is wrong with an event; nothing when it is a valid one. */
export function eventProblems(event: Fields): string[] {
  const shape = definition.classes[String(event['class_uid'])];
  if (shape === undefined) return [`class_uid ${String(event['class_uid'])}`];
  const { metadata, class_uid: about, activity_id: activity, type_uid: type } = event;
  const profiles = isFields(metadata) && Array.isArray(metadata['profiles']) ? metadata['profiles'].map(String) : [];
  return [
    ...objectProblems(shape, event, 'event', profiles),
    ...observableProblems(event, shape),
    ...(Number(about) * 100 + Number(activity) === type ? [] : ['type_uid']),
    ...(isFields(metadata) && metadata['version'] === definition.version ? [] : ['version']),
  ];
}
