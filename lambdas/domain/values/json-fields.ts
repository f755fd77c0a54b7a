/** Reading vendor payloads without trusting their shape. */
import { hashOf } from './hash.ts';
import { LastFew } from './last-few.ts';
import { setOwn } from './own-fields.ts';
import { type PathNode, pathBelow, rootPath } from './paths.ts';
import { remembered } from './remembered.ts';
import { type Shape, shapeOf } from './shapes.ts';

export { defined, setOwn } from './own-fields.ts';
export { pathTo } from './paths.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SPACE = 0x20;
const DELETE = 0x7f;

/** Most texts show by their first character that they are not. */
function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  return !(first > SPACE && first < DELETE) && text.trim() === '';
}

/** A string, number, bigint or boolean as text; nothing for the rest and for blank strings. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Deepest nesting that is walked; below it a value is kept as JSON text. */
const MAX_DEPTH = 32;

/** No alert has room for as many; what is beyond them is kept with the webhook. */
export const FACTS_MAX = 5_000;

/** The texts of a payload, and where they stand. */
export interface Texts {
  readonly shape: Shape;
  readonly texts: readonly string[];
}

/** Texts as they are collected. */
interface Collected {
  readonly nodes: PathNode[];
  readonly texts: string[];
  /** Characters of texts and keys, and values. */
  size: number;
}

/** JSON text of anything: what is nested deeper than the stack reaches is named instead of thrown. */
export function jsonOf(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent) ?? '';
  } catch {
    return '[nested too deeply to be shown]';
  }
}

/** Whether a value is an object or a list without anything in it; of these a payload may have very many. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined;
  for (const _ in value) return false;
  return true;
}

function walk(value: unknown, node: PathNode, into: Collected, depth: number): void {
  const text = textOf(value) ?? listText(value) ?? (depth >= MAX_DEPTH ? deepText(value) : undefined);
  if (text !== undefined) {
    into.nodes.push(node);
    into.texts.push(text);
    into.size += text.length;
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    if (into.texts.length >= FACTS_MAX) return;
    into.size += key.length + 1;
    const inner = (value as Fields)[key];
    if (!isEmpty(inner)) walk(inner, pathBelow(node, key), into, depth + 1);
  }
}

const deepText = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? jsonOf(value) : undefined;

/** A list of plain words as one text. */
export const listText = (value: unknown): string | undefined =>
  Array.isArray(value) && value.length > 0 && value.every(isPlain) ? value.map(String).join(', ') : undefined;

const isPlain = (value: unknown): boolean => {
  const text = textOf(value);
  return text !== undefined && !text.includes(',');
};

/**
 * Every scalar of a payload as text by its dotted path, save what lies under the paths in `placed` because it stands
 * elsewhere in the alert word for word. Lists of plain words become one fact. Blank values say nothing and are left out.
 * Above 5,000 they end with a digest of the whole.
 */
export function factsOf(value: unknown, placed: readonly string[] = []): Record<string, string> {
  const isPlaced = (path: string) => placed.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  const facts: Record<string, string> = {};
  const { shape, texts } = factTexts(value);
  for (let i = 0; i < texts.length; i += 1) {
    const path = shape.paths[i] as string;
    if (path !== '' && !isPlaced(path)) setOwn(facts, path, texts[i] as string);
  }
  return facts;
}

/** A payload is asked for its texts several times on its way, and never changes. */
const lastTexts = new LastFew<Texts>(8);
/** Of large payloads, which are not to be held in memory. */
const largeTexts = new WeakMap<object, Texts>();
/** Characters and values of a payload that is small. */
const SMALL = 65_536;

/** The texts of a payload, collected once. */
export function factTexts(value: unknown): Texts {
  if (typeof value !== 'object' || value === null) return collect(value).made;
  const known = lastTexts.get(value) ?? largeTexts.get(value);
  if (known !== undefined) return known;
  const { made, size } = collect(value);
  (size <= SMALL ? lastTexts : largeTexts).set(value, made);
  return made;
}

function collect(value: unknown): { readonly made: Texts; readonly size: number } {
  const into: Collected = { nodes: [], texts: [], size: 0 };
  walk(value, rootPath(), into, 0);
  if (into.texts.length >= FACTS_MAX) noteLeftOut(value, into);
  return { made: { shape: shapeOf(into.nodes), texts: into.texts }, size: into.size };
}

/** What is left out still tells one payload from another. */
function noteLeftOut(value: unknown, into: Collected): void {
  into.size = Number.POSITIVE_INFINITY;
  into.nodes.push(pathBelow(rootPath(), '(left out)'));
  into.texts.push(`${FACTS_MAX} fields stand here, of ${hashOf([jsonOf(value)])}`);
}

/** Whether there is nothing in a value that would be a fact. */
export function saysNothing(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return textOf(value) === undefined;
  if (depth >= MAX_DEPTH) return false;
  for (const key of Object.keys(value)) if (!saysNothing((value as Fields)[key], depth + 1)) return false;
  return true;
}

/** A field's name without what senders vary: case, blanks, `_` and `-`. */
export const spelling = remembered((name) => name.toLowerCase().replace(/[\s_-]/g, ''), { most: 8_192, longest: 64 });

type Taken = ReadonlyMap<string, string>;

const isTaken = (path: string, text: string, lookups: readonly { readonly taken: Taken }[]): boolean => {
  for (const { taken } of lookups) if (taken.size > 0 && taken.get(path) === text) return true;
  return false;
};

/** The facts of a payload but for those that lookups have taken, each only when the text is the one that was taken. */
export function factsBut(value: unknown, ...lookups: readonly { readonly taken: Taken }[]): Record<string, string> {
  const facts: Record<string, string> = {};
  // To delete a field again makes an object slow.
  const { shape, texts } = factTexts(value);
  for (let i = 0; i < texts.length; i += 1) {
    const [path, text] = [shape.paths[i] as string, texts[i] as string];
    if (path !== '' && !isTaken(path, text, lookups)) setOwn(facts, path, text);
  }
  return facts;
}

/** Both sets of facts; where a name means two different things, the second is prefixed. */
export function mergeFacts(
  facts: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = Object.keys(more);
  if (names.length === 0) return facts;
  const merged = { ...facts };
  for (const name of names) {
    const text = more[name] ?? '';
    let free = name;
    while (Object.hasOwn(merged, free) && merged[free] !== text) free = `envelope.${free}`;
    setOwn(merged, free, text);
  }
  return merged;
}
