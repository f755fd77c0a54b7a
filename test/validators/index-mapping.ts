import { isIP } from 'node:net';
import { type Fields, isFields } from '../../lambdas/domain/values/json-fields.ts';

/**
 * An index as Elasticsearch and OpenSearch keep one: every new name of a document becomes a field of the type that its
 * first value has, and a value that does not fit its field refuses the document. Stricter than both: it does not know
 * `ignore_malformed` and `coerce`.
 */

/** https://lucene.apache.org/core/9_9_0/core/org/apache/lucene/index/IndexWriter.html#MAX_TERM_LENGTH */
const TERM_MAX_BYTES = 32_766;
/** The default of `index.mapping.total_fields.limit`. */
const FIELDS_MAX = 1000;

interface Mapping {
  readonly type: string;
  readonly ignore_above?: number;
  readonly depth_limit?: number;
  readonly index?: boolean;
}

export interface Index {
  /** Every field by its dotted name; an object is a field too. */
  readonly fields: Map<string, Mapping>;
  readonly strings: Mapping;
  readonly hasDates: boolean;
}

const isMapping = (value: unknown): value is Mapping => isFields(value) && typeof value['type'] === 'string';

function declare(fields: Map<string, Mapping>, properties: Fields, path: string): void {
  for (const [name, mapping] of Object.entries(properties)) {
    const full = `${path}${name}`;
    fields.set(full, isMapping(mapping) ? mapping : { type: 'object' });
    const inner = isFields(mapping) ? mapping['properties'] : undefined;
    if (isFields(inner)) declare(fields, inner, `${full}.`);
  }
}

/** A new index with the mappings of an index template; without them an index that nobody prepared. */
export function newIndex(mappings: Fields = {}): Index {
  const fields = new Map<string, Mapping>();
  if (isFields(mappings['properties'])) declare(fields, mappings['properties'], '');
  const [first]: unknown[] = Array.isArray(mappings['dynamic_templates']) ? mappings['dynamic_templates'] : [];
  const rule = isFields(first) ? Object.values(first)[0] : undefined;
  const given = isFields(rule) && rule['match_mapping_type'] === 'string' ? rule['mapping'] : undefined;
  const strings = isMapping(given) ? given : { type: 'text' };
  return { fields, strings, hasDates: mappings['date_detection'] !== false };
}

const isDate = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^\d{4}([-/]\d\d){0,2}(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.test(value) &&
  !Number.isNaN(Date.parse(value));

function typeOf(value: unknown, { strings, hasDates }: Index): Mapping {
  if (isFields(value)) return { type: 'object' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'long' : 'float' };
  return hasDates && isDate(value) ? { type: 'date' } : strings;
}

const isTerm = (text: string, { ignore_above: max = Number.POSITIVE_INFINITY }: Mapping, prefix = ''): boolean =>
  text.length > max || Buffer.byteLength(prefix + text) <= TERM_MAX_BYTES;

/** Keys are parts of terms, `\0` ends them; both products have had faults with dots, blanks and null. */
function flattenedProblems(value: unknown, mapping: Mapping, path: string, depth = 1): string[] {
  if (!isFields(value)) return [`${path}: no object`];
  if (depth > (mapping.depth_limit ?? 20)) return [`${path}: deeper than ${mapping.depth_limit ?? 20}`];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key.trim() === '' || /[\0.]/.test(key)) return [`${path}: the name ${JSON.stringify(key)}`];
    if (isFields(inner)) return flattenedProblems(inner, mapping, `${path}.${key}`, depth + 1);
    const isGood = typeof inner === 'string' && isTerm(inner, mapping, `${path}.${key}=`);
    return isGood ? [] : [`${path}.${key}: ${typeof inner} that is no term`];
  });
}

const fits: Readonly<Record<string, (value: unknown, mapping: Mapping) => boolean>> = {
  date: isDate,
  ip: (value) => typeof value === 'string' && isIP(value) > 0 && !value.includes('%'),
  long: Number.isInteger,
  float: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  keyword: (value, mapping) => typeof value === 'string' && (mapping.index === false || isTerm(value, mapping)),
  wildcard: (value) => typeof value === 'string',
  text: (value) => typeof value === 'string',
  match_only_text: (value) => typeof value === 'string',
};

function leafProblems(value: unknown, mapping: Mapping, path: string): string[] {
  const isGood = fits[mapping.type];
  if (isGood === undefined) return [`${path}: ${typeof value} where ${mapping.type} is`];
  return isGood(value, mapping) ? [] : [`${path}: ${JSON.stringify(value).slice(0, 80)} is no ${mapping.type}`];
}

function valueProblems(value: unknown, path: string, index: Index): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => valueProblems(each, path, index));
  const mapping = index.fields.get(path) ?? typeOf(value, index);
  index.fields.set(path, mapping);
  if (mapping.type === 'flattened' || mapping.type === 'flat_object') return flattenedProblems(value, mapping, path);
  if (!isFields(value)) return leafProblems(value, mapping, path);
  return mapping.type === 'object'
    ? objectProblems(value, path, index)
    : [`${path}: an object where ${mapping.type} is`];
}

function objectProblems(object: Fields, path: string, index: Index): string[] {
  return Object.entries(object).flatMap(([name, value]) =>
    name.trim() === '' || /^\.|\.\.|\.$|\0/.test(name)
      ? [`${path}: the name ${JSON.stringify(name)}`]
      : valueProblems(value, path === '' ? name : `${path}.${name}`, index),
  );
}

/** What an index refuses of a document; its fields grow by the document's names. */
export function documentFaults(document: Fields, index: Index): string[] {
  const faults = objectProblems(document, '', index);
  return index.fields.size > FIELDS_MAX ? [...faults, `more than ${FIELDS_MAX} fields`] : faults;
}
