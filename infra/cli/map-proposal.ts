import { stringify } from 'yaml';
import type { Detection } from '../../lambdas/domain/detection.ts';
import { expressionMistake, mappingDialect } from '../../lambdas/domain/expression/check.ts';
import { defined, isFields, spelling, textOf } from '../../lambdas/domain/values/json-fields.ts';
import { oneLine, visible } from '../../lambdas/domain/values/text.ts';
import { toTime } from '../../lambdas/domain/values/time.ts';
import { attacks } from '../../lambdas/sources/_kit/attack.ts';
import { bare } from '../../lambdas/sources/_kit/envelope.ts';
import { genericDetection } from '../../lambdas/sources/_kit/formats/generic/generic.ts';
import { itemsOf } from '../../lambdas/sources/_kit/formats/generic/list.ts';

/** A field of a record, with the names that lead to it; places in lists are no names. */
interface Field {
  readonly keys: readonly string[];
  readonly text: string;
}

const DEPTH_MAX = 8;

const listText = (value: unknown): string | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((item) => textOf(item) !== undefined)
    ? value.map(String).join(', ')
    : undefined;

function fieldsIn(value: unknown, keys: readonly string[] = []): Field[] {
  const text = textOf(value) ?? listText(value);
  if (text !== undefined) return [{ keys, text }];
  if (keys.length > DEPTH_MAX) return [];
  if (Array.isArray(value)) return fieldsIn(value[0], keys);
  return isFields(value) ? Object.entries(value).flatMap(([key, inner]) => fieldsIn(inner, [...keys, key])) : [];
}

const words = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** Names as a path of JSONata; nothing for one that it cannot write. */
function pathOf(keys: readonly string[]): string | undefined {
  const parts = keys.map((key) => (/^[A-Za-z_]\w*$/.test(key) && !words.has(key) ? key : `\`${key}\``));
  const path = parts.join('.');
  const isWritable = path !== '' && visible(path) === path && expressionMistake(path, mappingDialect) === undefined;
  return isWritable ? path : undefined;
}

const lastOf = ({ keys }: Field): string => spelling(keys.at(-1) ?? '');

/** The field with this content; of several the one whose name says so, then the least deep. */
function holding(fields: readonly Field[], name: string, is: (text: string) => boolean): string | undefined {
  const found = fields.filter(({ text }) => is(text));
  const strange = (field: Field) => (lastOf(field).includes(spelling(name)) ? 0 : 1);
  const best = found.toSorted((a, b) => strange(a) - strange(b) || a.keys.length - b.keys.length)[0];
  return best === undefined ? undefined : pathOf(best.keys);
}

/** The field with one of these names, the first name first, at the top or one below. */
function called(fields: readonly Field[], names: readonly string[]): string | undefined {
  const shallow = fields.filter(({ keys }) => keys.length <= 2).toSorted((a, b) => a.keys.length - b.keys.length);
  const found = names
    .map((name) => shallow.find((field) => lastOf(field) === name))
    .find((field) => field !== undefined);
  return found === undefined ? undefined : pathOf(found.keys);
}

const ids = ['id', 'alertid', 'eventid', 'findingid', 'incidentid', 'detectionid', 'uuid', 'guid', 'uid'];
const states = ['status', 'state', 'alertstatus', 'alertstate'];
const actions = ['actiontaken', 'action', 'disposition', 'verdict', 'outcome'];

const placeNames = [
  'actor',
  'target',
  'connection',
  'file',
  'container',
  'kubernetes',
  'cloud',
  'code',
  'sensor',
] as const;

/** Where each text and number of a place stands in the record. */
function placedIn(fields: readonly Field[], place: object): Readonly<Record<string, unknown>> | undefined {
  const found = Object.entries(place).flatMap(([name, value]): [string, unknown][] => {
    const isGroup = typeof value === 'object' && value !== null;
    const path = isGroup ? placedIn(fields, value) : holding(fields, name, (it) => it === String(value));
    return path === undefined ? [] : [[name, path]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function placesFor(fields: readonly Field[], detection: Detection): Readonly<Record<string, unknown>> {
  const { kind: _, ...target } = detection.target;
  const places = { ...detection, target };
  return defined(Object.fromEntries(placeNames.map((name) => [name, placedIn(fields, places[name] ?? {})])));
}

function group(fields: readonly Field[], texts: Readonly<Record<string, string | undefined>>) {
  const paths = Object.entries(texts).map(
    ([name, text]) => [name, holding(fields, name, (it) => it === text)] as const,
  );
  const found = Object.fromEntries(paths.filter(([, path]) => path !== undefined));
  return Object.keys(found).length === 0 ? undefined : found;
}

function expressionsFor(record: unknown, detection: Detection): Readonly<Record<string, unknown>> {
  const fields = fieldsIn(record);
  const equal = (name: string, text: string | undefined) => holding(fields, name, (it) => it === text);
  const { title, type, description, url, vendorSeverity, occurredAt, action, labels } = detection;
  const isTitle = (text: string) => title === oneLine(text) || title.startsWith(`${oneLine(text)} on `);
  return defined({
    id: called(fields, ids),
    type: equal('type', type),
    title: holding(fields, 'title', isTitle),
    description: equal('description', description),
    severity: equal('severity', vendorSeverity),
    occurredAt: occurredAt === undefined ? undefined : holding(fields, 'time', (text) => toTime(text) === occurredAt),
    state: called(fields, states),
    action: action === 'unknown' ? undefined : called(fields, actions),
    ...placesFor(fields, detection),
    attack: holding(fields, 'technique', (text) => attacks([text]).length > 0),
    labels: group(fields, labels),
    url: equal('url', url),
  });
}

/** The names that lead to the list or the object that a record stands in; nothing when that is the payload itself. */
function wayTo(record: unknown, value: unknown, keys: readonly string[] = []): readonly string[] | undefined {
  if (value === record) return keys;
  if (typeof value !== 'object' || value === null || keys.length > DEPTH_MAX) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const way = wayTo(record, inner, Array.isArray(value) ? keys : [...keys, key]);
    if (way !== undefined) return way;
  }
  return undefined;
}

/** A first mapping for a payload, from the names of its fields; nothing when none of them says anything. */
export function proposal(payload: unknown, receivedAt: string): Readonly<Record<string, unknown>> | undefined {
  const [first] = itemsOf(payload, bare);
  if (first === undefined || !isFields(first.value)) return undefined;
  const record = first.value;
  const detection = genericDetection(record, bare, { headers: {}, receivedAt, repaired: false });
  const expressions = expressionsFor(record, detection);
  const way = wayTo(record, payload) ?? [];
  const each = way.length === 0 ? {} : defined({ each: pathOf(way) });
  return Object.keys(expressions).length === 0 ? undefined : { ...each, ...expressions };
}

/** A mapping as it stands in `tocsin.yaml`. */
export function asYaml(source: string, map: Readonly<Record<string, unknown>>): string {
  const secret = `${source.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_HOOK_TOKEN`;
  const setting = { type: 'custom', auth: { bearer: `\${${secret}}` }, map };
  return stringify({ sources: { [source]: setting } }, { lineWidth: 0 });
}
