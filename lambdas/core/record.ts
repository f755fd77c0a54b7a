/** Reading vendor payloads without trusting their shape. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string, number, bigint or boolean as text; nothing for the rest and for blank strings. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Deepest nesting that is walked; below it a value is kept as JSON text. */
const MAX_DEPTH = 32;

/** A free name for a path: two different fields may flatten to the same one. */
function put(facts: Record<string, string>, path: string, text: string): void {
  let name = path;
  for (let n = 2; name in facts; n += 1) name = `${path} (${n})`;
  facts[name] = text;
}

function walk(value: unknown, path: string, facts: Record<string, string>, depth: number): void {
  const text = textOf(value);
  if (text !== undefined) {
    put(facts, path, text);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) {
    put(facts, path, JSON.stringify(value));
    return;
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain)) {
    put(facts, path, value.map(String).join(', '));
    return;
  }
  for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`, facts, depth + 1);
}

const isPlain = (value: unknown): boolean => {
  const text = textOf(value);
  return text !== undefined && !text.includes(',');
};

/**
 * Every scalar of a payload as text by its dotted path, save what lies under the paths in `placed` because it stands
 * elsewhere in the alert word for word. Lists of plain words become one fact. Blank values say nothing and are left out.
 */
export function factsOf(value: unknown, placed: readonly string[] = []): Record<string, string> {
  const facts: Record<string, string> = Object.create(null);
  walk(value, '', facts, 0);
  const isPlaced = (path: string) => placed.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  return Object.fromEntries(Object.entries(facts).filter(([path]) => path !== '' && !isPlaced(path)));
}

/** An object without the keys whose value is `undefined`. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
