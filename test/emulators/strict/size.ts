import { type Attribute, type Attributes, attributesIn, isAttribute } from './values.ts';

/** A number takes a byte for two of its digits, and one more. */
const bytesOfNumber = (text: string): number => Math.ceil(text.replace(/[^0-9]/g, '').length / 2) + 1;

const sum = (numbers: readonly number[]): number => numbers.reduce((n, each) => n + each, 0);

const bytesOfText = (text: unknown): number => Buffer.byteLength(String(text));
const bytesOfBase64 = (content: unknown): number =>
  content instanceof Uint8Array ? content.length : Buffer.byteLength(String(content), 'base64');

const sizes: Readonly<Record<string, (content: unknown) => number>> = {
  S: bytesOfText,
  N: (content) => bytesOfNumber(String(content)),
  B: bytesOfBase64,
  SS: (content) => sum((content as unknown[]).map(bytesOfText)),
  NS: (content) => sum((content as unknown[]).map((each) => bytesOfNumber(String(each)))),
  BS: (content) => sum((content as unknown[]).map(bytesOfBase64)),
  L: (content) => 3 + sum((content as unknown[]).filter(isAttribute).map((each) => 1 + bytesOfValue(each))),
  M: (content) =>
    3 + sum(Object.entries(attributesIn(content)).map(([name, each]) => 1 + bytesOfText(name) + bytesOfValue(each))),
};

function bytesOfValue(value: Attribute): number {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  // NULL and BOOL take one byte.
  return sizes[type]?.(content) ?? 1;
}

/** The bytes of an item as DynamoDB counts them (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html). */
export const bytesOf = (item: Attributes): number =>
  sum(Object.entries(item).map(([name, value]) => bytesOfText(name) + bytesOfValue(value)));
