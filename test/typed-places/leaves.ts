/** A scalar of a payload and where it stands; lists add `[]` to a path, JSON inside a text `{}`. */
export interface Leaf {
  readonly path: string;
  /** The words of the last name, in lower case: `src_port`, `srcPort` and `Source Port` end in `port`. */
  readonly words: readonly string[];
  readonly text: string;
  /** The objects around it, the innermost last. */
  readonly around: readonly object[];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The words of a name: `eventFirstSeen`, `first_seen_time` and `AWSAccountId` as three, three and three words. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON in a text, as it is or in Base64 (as Pub/Sub sends it). */
function jsonInside(text: string): unknown {
  const bare = text.trim();
  if (/^[[{]/.test(bare)) return parsed(bare);
  return /^[\w+/]{40,}={0,2}$/.test(bare) ? parsed(Buffer.from(bare, 'base64').toString('utf8')) : undefined;
}

const nameIn = (pair: Readonly<Record<string, unknown>>): string | undefined =>
  ['key', 'name', 'title', 'Key', 'Name'].flatMap((each) => (typeof pair[each] === 'string' ? [pair[each]] : []))[0];

/** A pair of a list, such as `{"key": "pid", "value": "7"}`, names its value by its key. */
const isPair = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(value).length <= 3 && nameIn(value) !== undefined && ('value' in value || 'Value' in value);

function leaf(path: string, name: string, text: string, around: readonly object[]): Leaf {
  return { path, words: wordsOf(name), text, around };
}

/** `name=value` in a text stands under its name, as in `remoteip=198.51.100.8 port=443`. */
const assignments = (path: string, text: string, around: readonly object[]): Leaf[] =>
  [...text.matchAll(/(?<![\w.?&-])([A-Za-z][\w.]{0,40})=("[^"]*"|[^\s,;)|\]]+)/g)].map(([, name = '', value = '']) =>
    leaf(`${path}=${name}`, name.split('.').slice(-1).join(''), value.replace(/^"|"$/g, ''), around),
  );

function textLeaves(path: string, name: string, text: string, around: readonly object[]): Leaf[] {
  const inside = jsonInside(text);
  if (typeof inside === 'object' && inside !== null) return leavesOf(inside, `${path}{}`, name, around);
  return [leaf(path, name, text, around), ...(text.includes('=') ? assignments(path, text, around) : [])];
}

function objectLeaves(value: Readonly<Record<string, unknown>>, path: string, around: readonly object[]): Leaf[] {
  const pairName = isPair(value) ? nameIn(value) : undefined;
  return Object.entries(value).flatMap(([name, inner]) => {
    const called = pairName !== undefined && /^value$/i.test(name) ? pairName : name;
    return leavesOf(inner, `${path}.${name}`, called, [...around, value]);
  });
}

/** Every scalar of a payload. */
export function leavesOf(value: unknown, path = '', name = '', around: readonly object[] = []): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((inner) => leavesOf(inner, `${path}[]`, name, [...around, value]));
  if (isObject(value)) return objectLeaves(value, path, around);
  if (typeof value === 'string') return textLeaves(path, name, value, around);
  return typeof value === 'number' ? [leaf(path, name, String(value), around)] : [];
}
