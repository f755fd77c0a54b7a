/**
 * Sizes as DynamoDB bills them
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html), of items in the form
 * in which requests carry them.
 */

/** A value with its type: `{ S: "text" }`. */
type Typed = Readonly<Record<string, unknown>>;
export type TypedItem = Readonly<Record<string, Typed>>;

const textBytes = (text: unknown): number => Buffer.byteLength(String(text));
/** Two digits a byte, and one byte more. */
const numberBytes = (number: unknown): number => Math.ceil(String(number).replace(/[-.]/g, '').length / 2) + 1;
const binaryBytes = (base64: unknown): number => Buffer.byteLength(String(base64), 'base64');
const sum = (all: readonly unknown[], bytes: (one: unknown) => number): number =>
  all.reduce((n: number, one) => n + bytes(one), 0);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Three bytes for a list or map, and one for each value in it. */
const bytesBy: Readonly<Record<string, (value: unknown) => number>> = {
  S: textBytes,
  N: numberBytes,
  B: binaryBytes,
  BOOL: () => 1,
  NULL: () => 1,
  SS: (value) => sum(listOf(value), textBytes),
  NS: (value) => sum(listOf(value), numberBytes),
  L: (value) => 3 + sum(listOf(value), (one) => 1 + valueBytes(one as Typed)),
  M: (value) => 3 + Object.keys(value as TypedItem).length + itemBytes(value as TypedItem),
};

function valueBytes(value: Typed): number {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  const bytes = bytesBy[type];
  if (bytes === undefined) throw new Error(`an attribute of type "${type}": sizes know ${Object.keys(bytesBy).join()}`);
  return bytes(content);
}

export const itemBytes = (item: TypedItem | undefined): number =>
  Object.entries(item ?? {}).reduce((n, [name, value]) => n + Buffer.byteLength(name) + valueBytes(value), 0);

const WRITE_BYTES = 1024;
const READ_BYTES = 4096;
/** What DynamoDB keeps of an item, or of an entry of an index, besides. */
const OVERHEAD_BYTES = 100;

/** A write is billed for the larger of what was there and what is there. */
export const writeUnits = (...items: readonly (TypedItem | undefined)[]): number =>
  Math.max(1, Math.ceil(Math.max(...items.map(itemBytes)) / WRITE_BYTES));

export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * (isConsistent ? 1 : 0.5);

interface Index {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

/** An item's entry in an index that holds keys alone; nothing when it has none. */
function entryOf(item: TypedItem | undefined, { partitionKey, sortKey }: Index): TypedItem | undefined {
  if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined;
  return Object.fromEntries(
    ['pk', 'sk', partitionKey, sortKey].flatMap((name) => (item[name] ? [[name, item[name]]] : [])),
  );
}

/** An entry that moves is deleted and written; one that stays as it is costs nothing. */
export function indexUnits(
  before: TypedItem | undefined,
  after: TypedItem | undefined,
  indexes: readonly Index[],
): number {
  return indexes.reduce((n, index) => {
    const [old, now] = [entryOf(before, index), entryOf(after, index)];
    if (JSON.stringify(old) === JSON.stringify(now)) return n;
    return n + (old === undefined ? 0 : writeUnits(old)) + (now === undefined ? 0 : writeUnits(now));
  }, 0);
}

/** What is stored of an item: itself and its entries. */
export const storedBytes = (item: TypedItem, indexes: readonly Index[]): number =>
  [item, ...indexes.map((index) => entryOf(item, index))].reduce(
    (n, one) => n + (one === undefined ? 0 : itemBytes(one) + OVERHEAD_BYTES),
    0,
  );
