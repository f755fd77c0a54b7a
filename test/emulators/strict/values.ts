import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { MAX_DEPTH, MAX_DIGITS, MAX_NAME_BYTES } from './limits.ts';
import { first } from './tokens.ts';

/** An attribute value of the wire format: `{ S: 'text' }`. */
export type Attribute = Readonly<Record<string, unknown>>;
export type Attributes = Readonly<Record<string, Attribute>>;

export const isAttribute = (value: unknown): value is Attribute => isFields(value);
export const attributesIn = (value: unknown): Attributes =>
  isFields(value)
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Attribute] => isFields(entry[1])))
    : {};

const types = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'L', 'M', 'BOOL', 'NULL'];

/** The type of a value; nothing when there is none. */
export const typeOf = (value: Attribute | undefined): string => Object.keys(value ?? {})[0] ?? '';

/** A value has exactly one of DynamoDB's types. */
function wrongType(value: Attribute): string | undefined {
  const found = Object.keys(value);
  return found.length === 1 && types.includes(found[0] ?? '')
    ? undefined
    : `a value has the types "${found.join(', ')}"; allowed: exactly one of ${types.join(', ')}`;
}

const digitsOf = (text: string): number =>
  text
    .replace(/e.*$/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '').length;

/** What is wrong with a number; DynamoDB has 38 digits, and exponents from -130 to 125. */
function wrongNumber(text: string): string | undefined {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return `a number is "${text}"`;
  if (digitsOf(text) > MAX_DIGITS) return `a number has more than ${MAX_DIGITS} digits: ${text}`;
  const magnitude = Math.abs(Number(text));
  const isInRange = magnitude === 0 || (magnitude >= 1e-130 && magnitude < 1e126);
  return isInRange ? undefined : `a number is out of range: ${text}`;
}

const wrongText = (text: string): string | undefined =>
  text.isWellFormed() ? undefined : 'a text has half of a surrogate pair, which UTF-8 cannot carry';

/** A number in one form: `1.0` and `10e-1` are `1`. */
function canonical(text: unknown): string {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^([-+]?)0*(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(String(text)) ?? [];
  const digits = `${whole}${part}`.replace(/0+$/, '');
  const significant = digits.replace(/^0+/, '');
  const magnitude = Number(exponent) + whole.length - (digits.length - significant.length);
  return significant === '' ? '0' : `${sign === '-' ? '-' : ''}${significant}e${magnitude}`;
}

function wrongSet(
  items: readonly unknown[],
  wrongItem: (text: string) => string | undefined,
  same: (item: unknown) => string = String,
): string | undefined {
  if (items.length === 0) return 'a set is empty';
  if (new Set(items.map(same)).size < items.length) return 'a set has an item twice';
  return items.map((item) => wrongItem(String(item))).find((wrong) => wrong !== undefined);
}

/** What is wrong with a list or a map, which may hold others. */
function wrongNested(type: string | undefined, content: unknown, depth: number): string | undefined {
  if (type !== 'L' && type !== 'M') return undefined;
  if (depth >= MAX_DEPTH) return `lists and maps are more than ${MAX_DEPTH} deep`;
  if (type === 'M') return wrongAttributes(attributesIn(content), depth);
  const items = Array.isArray(content) ? content.filter(isAttribute) : [];
  return first(...items.map((item) => wrongValue(item, depth + 1)));
}

/** Bytes are base64 on the wire. */
const wrongBytes = (content: unknown): string | undefined =>
  content instanceof Uint8Array ||
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(String(content))
    ? undefined
    : 'bytes are no base64';

const sets: Readonly<Record<string, (items: readonly unknown[]) => string | undefined>> = {
  SS: (items) => wrongSet(items, wrongText),
  NS: (items) => wrongSet(items, wrongNumber, canonical),
  BS: (items) => wrongSet(items, () => undefined),
};

/** What is wrong with a value; nothing when DynamoDB takes it. */
function wrongValue(value: Attribute, depth: number): string | undefined {
  const ofType = wrongType(value);
  if (ofType !== undefined) return ofType;
  const [type, content] = Object.entries(value)[0] ?? [];
  const items = Array.isArray(content) ? content : [];
  if (type === 'NULL' && content !== true) return 'Null attribute value types must have the value of true';
  if (type === 'B') return wrongBytes(content);
  if (type === 'S') return wrongText(String(content));
  if (type === 'N') return wrongNumber(String(content));
  const ofItems = sets[type ?? ''];
  if (ofItems !== undefined) return ofItems(items);
  return wrongNested(type, content, depth);
}

/** What is wrong with a map of values, and with their names. */
export function wrongAttributes(attributes: Attributes, depth = 0): string | undefined {
  for (const [name, value] of Object.entries(attributes)) {
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) return 'Attribute name is too large, must be less than 65536 bytes';
    const wrong = name === '' ? 'a name is empty' : (wrongText(name) ?? wrongValue(value, depth + 1));
    if (wrong !== undefined) return `${name}: ${wrong}`;
  }
  return undefined;
}

/** What is wrong with the value of a key attribute of the table or of an index. */
export function wrongKey(name: string, value: Attribute, maxBytes: number): string | undefined {
  const text = value['S'];
  if (typeof text !== 'string') return `${name}: a key of this table is a text`;
  if (text === '') return `${name}: The AttributeValue for a key attribute cannot contain an empty string value`;
  const bytes = Buffer.byteLength(text);
  return bytes > maxBytes ? `${name}: a key of ${bytes} bytes, more than ${maxBytes}` : undefined;
}
