import type { Alert } from '../../../lambdas/domain/alert.ts';
import { placeShapes } from '../../../lambdas/domain/places.ts';
import { isFields, spelling } from '../../../lambdas/domain/values/json-fields.ts';
import { oneLine } from '../../../lambdas/domain/values/text.ts';
import { toTime } from '../../../lambdas/domain/values/time.ts';
import { otherValues, withValue } from './changes.ts';
import { type Field, fieldsOf } from './record-fields.ts';
import { type MappingSource, unmapped } from './run-mapping.ts';
import { weaknesses } from './weaknesses.ts';

/** Expressions by the place of the alert that each fills: `actor.ip`. */
export type Expressions = ReadonlyMap<string, string>;

const placeNames = Object.keys(placeShapes) as (keyof typeof placeShapes)[];
const groups = ['actor', 'target', 'finding', 'rule', ...placeNames, 'labels'] as const;

/** What the normalisation makes of the rest. */
const made = new Set(['target.kind', 'finding.uid', 'finding.status', 'rule.uid', 'labels.parse']);

const scalars = [
  'title',
  'description',
  'severity',
  'riskScore',
  'confidence',
  'occurredAt',
  'action',
  'url',
  'vendor',
  'product',
] as const;

/** Names of ids that each report has for itself. */
const reportIds = new Set([
  'eventid',
  'eventuid',
  'deliveryid',
  'notificationid',
  'messageid',
  'reportid',
  'webhookid',
]);
/** Names of ids that may be those of the report or of the thing. */
const doubtfulIds = new Set(['id', 'uuid', 'guid', 'uid']);
const ruleWords = /rule|policy|signature|check|control|detection|alert_?name|cve|query|monitor/i;

export const lastName = ({ keys }: Pick<Field, 'keys'>): string =>
  spelling(keys.findLast((key) => !/^\d+$/.test(key)) ?? '');

type Leaf = readonly [place: string, value: unknown];

function leavesOf(value: unknown, place: string): Leaf[] {
  if (isFields(value)) return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${place}.${name}`));
  return value === undefined ? [] : [[place, value]];
}

export const valueAt = (alert: unknown, place: string): unknown =>
  place.split('.').reduce<unknown>((node, key) => (isFields(node) ? node[key] : undefined), alert);

/** Whether a field's text may stand behind the value of a place. */
function mayBe(place: string, value: unknown, { text }: Field, { vendorSeverity }: Alert): boolean {
  if (place === 'title') return String(value).startsWith(oneLine(text).slice(0, 60));
  if (place === 'severity') return text === vendorSeverity;
  if (place === 'action') return value !== 'unknown';
  if (place === 'url') return URL.parse(text)?.href === URL.parse(String(value))?.href;
  if (/At$/.test(place)) return toTime(text) === value;
  return text.trim() === String(value).trim();
}

const CANDIDATES_MAX = 12;

/** Fields by how well they fit a place: by name, then the least deep. */
function candidatesFor(place: string, value: unknown, fields: readonly Field[], alert: Alert): readonly Field[] {
  const name = spelling(place.split('.').at(-1) ?? '');
  const strange = (field: Field) => (lastName(field).includes(name) ? 0 : 1);
  const isNamed = place === 'action' ? /action|disposition|verdict|outcome|block|prevent|mitigat/ : /(?:)/;
  return fields
    .filter((field) => isNamed.test(lastName(field)) && mayBe(place, value, field, alert))
    .toSorted((a, b) => strange(a) - strange(b) || a.keys.length - b.keys.length)
    .slice(0, CANDIDATES_MAX);
}

/** The field on which a place depends: with another value in the field, the place has another value too. */
function sourceOf([place, value]: Leaf, { record, fields, alert, source }: Sample): Field | undefined {
  const shown = place === 'severity' ? 'vendorSeverity' : place;
  const before = JSON.stringify(valueAt(alert, shown));
  const follows = ({ keys, value: own }: Field) =>
    [...otherValues(own), 'q'].some(
      (other) => JSON.stringify(valueAt(unmapped(withValue(record, keys, other), source), shown)) !== before,
    );
  return candidatesFor(place, value, fields, alert).find(follows);
}

/** A record, and what is read of it without a mapping. */
interface Sample {
  readonly record: unknown;
  readonly fields: readonly Field[];
  readonly alert: Alert;
  readonly source: MappingSource;
}

/** The place and the values that a mapping can state of an alert. */
function leavesIn(alert: Alert): Leaf[] {
  const stated = scalars.map((name): Leaf => [name, alert[name]]).filter(([, value]) => value !== undefined);
  const placed = groups.flatMap((name) => leavesOf(alert[name], name));
  return [...stated, ...placed].filter(
    ([place]) => !made.has(place) && !(place.startsWith('labels.') && place.split('.').length > 2),
  );
}

const found = (place: string, path: string | undefined): [string, string][] =>
  path === undefined ? [] : [[place, path]];

/** A rule's id or name; a mere category as the type would make one problem of different ones. */
function typeIn(sample: Sample): string | undefined {
  const source = sourceOf(['type', sample.alert.type], sample);
  return source !== undefined && ruleWords.test(source.keys.slice(-2).join('.')) ? source.path : undefined;
}

function attackIn({ fields, alert }: Sample): string | undefined {
  const ids = alert.attack.map(({ technique }) => technique).filter((id) => id !== undefined);
  return fields.find(({ text }) => ids.some((id) => text.includes(id)))?.all;
}

const near = (fields: readonly Field[], names: ReadonlySet<string>): Field | undefined =>
  fields.find((field) => field.keys.length <= 2 && names.has(lastName(field)));

/** An id that is not taken for the report's, for that is not known of it. */
export const doubtfulId = (record: unknown): string | undefined => near(fieldsOf(record), doubtfulIds)?.path;

/** A flag as the word that it stands for. */
const asAction = ({ path, value }: Field): string =>
  typeof value === 'boolean' ? `${path} ? "blocked" : "observed"` : path;

/** What no place names: by the look of a value near the top. */
function guessesIn({ fields }: Sample, known: ReadonlySet<string>): [string, string][] {
  const top = fields.filter(({ keys }) => keys.length <= 2);
  const looks: readonly (readonly [place: string, is: (field: Field) => boolean])[] = [
    ['title', ({ text }) => /^\p{L}[^\n]{0,300}$/u.test(text) && text.includes(' ') && toTime(text) === undefined],
    ['occurredAt', ({ text }) => /\D/.test(text) && toTime(text) !== undefined],
    ['url', (field) => /url|link|href|web|console/.test(lastName(field)) && /^https?:\/\//.test(field.text)],
  ];
  return looks.flatMap(([place, is]) => (known.has(place) ? [] : found(place, top.find(is)?.path)));
}

function expressionFor(leaf: Leaf, sample: Sample): string | undefined {
  const source = sourceOf(leaf, sample);
  return source === undefined ? undefined : leaf[0] === 'action' ? asAction(source) : source.path;
}

export interface Suggested {
  readonly expressions: Expressions;
  /** Places that are empty without the mapping. */
  readonly guessed: readonly string[];
}

/** The expressions that fill the places of the alert as it is read without them, and some that it leaves empty. */
export function expressionsFor(record: unknown, source: MappingSource): Suggested {
  const alert = unmapped(record, source);
  const sample: Sample = { record, fields: fieldsOf(record), alert, source };
  const advice = alert.remediation?.steps[0]?.text;
  const expressions = new Map([
    ...found('id', near(sample.fields, reportIds)?.path),
    ...found('type', typeIn(sample)),
    ...leavesIn(alert).flatMap((leaf) => found(leaf[0], expressionFor(leaf, sample))),
    ...found('vulnerabilities', weaknesses(alert, sample.fields)),
    ...found('attack', attackIn(sample)),
    ...found('remediation', sample.fields.find(({ text }) => text === advice)?.path),
  ]);
  // The same words as the title say nothing more.
  if (expressions.get('description') === expressions.get('title')) expressions.delete('description');
  const guesses = guessesIn(sample, new Set(expressions.keys()));
  return { expressions: new Map([...expressions, ...guesses]), guessed: guesses.map(([place]) => place) };
}
