import { type Fields, isFields, spelling } from '../../../../domain/values/json-fields.ts';
import { remembered } from '../../../../domain/values/remembered.ts';
import { type Around, inside, shared } from '../../envelope.ts';
import { isWordy } from './wordy.ts';

/** One record of a payload with what it came wrapped in. */
export interface Item {
  readonly value: unknown;
  readonly around: Around;
}

/** Lists that hold alerts whatever stands beside them. */
const alertLists = new Set(['alerts', 'findings', 'detections', 'incidents', 'threats', 'violations']);

/** `policyAlerts`; not `relatedAlerts`, which are others. */
const endsInAlerts = (name: string): boolean =>
  /.(?:alerts|findings|detections|incidents|violations)$/.test(name) &&
  !/^(?:related|similar|previous|past|linked|other|child|duplicate|suppressed|truncated|open|active|total|recent|last|known|sub|num|affected)/.test(
    name,
  );

/** Lists that hold alerts when nothing beside them says that the whole is one. */
const otherLists = new Set([
  'events',
  'items',
  'records',
  'results',
  'data',
  'entries',
  'value',
  'values',
  'messages',
  'issues',
  'vulnerabilities',
  'logs',
  'hits',
  'notifications',
]);

const says = /^(?:title|severity|alertname|alertid|rule|rulename|ruleid|priority|headline)$/;
const isSaying = remembered((key) => says.test(spelling(key)), { most: 4_096, longest: 64 });

const found = /^(?:alert|rule|alarm|monitor|trigger|incident|savedsearch|search|detection)$/;
const heading = /^(?:name|title|description)$/;

/** An object of its own that says what was found: `alert: { name }` beside the events that it found. */
const isHeading = (key: string, value: unknown): boolean =>
  isFields(value) && found.test(spelling(key)) && Object.keys(value).some((name) => heading.test(spelling(name)));

function isAlert(fields: Fields): boolean {
  for (const key of Object.keys(fields)) if (isSaying(key) || isHeading(key, fields[key])) return true;
  return false;
}

const MAX_DEPTH = 4;

const graded = /^(?:severity|priority|level)$/;
const headed = /^(?:title|summary|name|message|description)$/;
const hasKey = (fields: Fields, pattern: RegExp): boolean =>
  Object.keys(fields).some((key) => pattern.test(spelling(key)));

/** Issues that say each how bad it is, in an object that does not: each is an alert (JFrog Xray's policies). */
const areIssues = (name: string, items: readonly Fields[], fields: Fields): boolean =>
  name === 'issues' &&
  !hasKey(fields, /^(?:title|severity)$/) &&
  items.every((item) => hasKey(item, graded) && hasKey(item, headed));

function listIn(fields: Fields): readonly [key: string, items: readonly unknown[]] | undefined {
  for (const key of Object.keys(fields)) {
    const items = fields[key];
    if (!(Array.isArray(items) && items.length > 0 && items.every(isFields))) continue;
    const name = spelling(key);
    if (
      alertLists.has(name) ||
      ((otherLists.has(name) || endsInAlerts(name)) && !isAlert(fields)) ||
      areIssues(name, items, fields)
    )
      return [key, items];
  }
  return undefined;
}

/** Wrappings with nothing but a list in them: `{ data: { alerts: [] } }`. */
function wrapIn(fields: Fields): readonly [key: string, inner: Fields] | undefined {
  if (isAlert(fields)) return undefined;
  for (const key of Object.keys(fields)) {
    const inner = fields[key];
    if (isFields(inner) && listIn(inner) !== undefined) return [key, inner];
  }
  return undefined;
}

const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

/** The records of a payload: the items of its list, or the payload itself. */
export function itemsOf(value: unknown, around: Around, depth = 0): Item[] {
  if (Array.isArray(value)) return itemsIn(value, around, depth);
  if (!isFields(value) || depth > MAX_DEPTH) return [{ value, around }];
  const [key, items] = listIn(value) ?? [];
  if (key !== undefined && items !== undefined) {
    const rest = without(value, key);
    return itemsIn(
      items,
      inside(around, rest, (inner) => ({ ...rest, [key]: [inner] })),
      depth,
    );
  }
  const [name, inner] = wrapIn(value) ?? [];
  if (name === undefined || inner === undefined) return [{ value, around }];
  const rest = without(value, name);
  return itemsOf(
    inner,
    inside(around, rest, (it) => ({ ...rest, [name]: it })),
    depth + 1,
  );
}

const SAID_DEPTH = 32;

/** Whether something in a value says what an alert says: a sentence, or a field of an alert. */
export function saysAlert(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isWordy(value);
  if (typeof value !== 'object' || value === null || depth > SAID_DEPTH) return false;
  if (isFields(value) && isAlert(value)) return true;
  return Object.values(value).some((inner) => saysAlert(inner, depth + 1));
}

const ABOUT_MAX = 4;

/** The alerts of a list: what stands beside them and is none, such as the scan that found them, is about all of them. */
export function alertsIn(list: readonly unknown[], around: Around): { alerts: readonly unknown[]; around: Around } {
  const silent = list.length > 50 ? [] : list.filter((item) => isFields(item) && !saysAlert(item));
  if (silent.length === 0 || silent.length === list.length || silent.length > ABOUT_MAX)
    return { alerts: list, around };
  const alerts = list.filter((item) => !silent.includes(item));
  return { alerts, around: inside(around, { beside: silent }, (inner) => [inner, ...silent]) };
}

function itemsIn(list: readonly unknown[], outside: Around, depth: number): Item[] {
  const { alerts, around } = alertsIn(list, outside);
  const aroundOf = shared(around, alerts.length);
  return alerts.flatMap((item, i) => itemsOf(item, aroundOf(i), depth + 1));
}
