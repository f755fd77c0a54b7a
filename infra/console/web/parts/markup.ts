// Reads the HTML of drawings as data. The browser's own parser is not asked: it would look at styles and handlers on the way.

/** An element by its name and attributes, with what is in it. Names are lower-case. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}
export type Node = string | Element;

interface Open extends Element {
  readonly attributes: Record<string, string>;
  readonly children: Node[];
}

/** Elements that have no end. */
const empty: ReadonlySet<string> = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** What is in them is no markup, and is left out. */
const raw: ReadonlySet<string> = new Set('script style title textarea xmp'.split(' '));

const DEEPEST = 60;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0' };

function characterOf(whole: string, name: string): string {
  if (Object.hasOwn(entities, name)) return entities[name] ?? whole;
  const code = /^#x[0-9a-f]{1,6}$/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return name.startsWith('#') && code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

const decoded = (text: string): string => text.replace(/&(#?[a-z0-9]{1,8});/gi, characterOf);

/** A text and a place in it. */
interface Cursor {
  readonly html: string;
  at: number;
}

/** What a sticky pattern finds at the cursor, which then stands behind it; nothing, and it stays, when it does not fit. */
function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.html)?.[0];
  if (found !== undefined) cursor.at = pattern.lastIndex;
  return found;
}

/** Goes behind the next mark, or to the end where there is none. */
function skipBehind(cursor: Cursor, mark: string): void {
  const found = cursor.html.indexOf(mark, cursor.at);
  cursor.at = found < 0 ? cursor.html.length : found + mark.length;
}

const unquoted = (value: string): string => (/^["']/.test(value) ? value.slice(1, -1) : value);

function takeAttributes(cursor: Cursor): Record<string, string> {
  const found: Record<string, string> = {};
  while (cursor.at < cursor.html.length) {
    take(cursor, /[\s/]+/y);
    if (take(cursor, />/y) !== undefined) break;
    const name = take(cursor, /[^\s"'>/=]+/y)?.toLowerCase();
    if (name === undefined) {
      cursor.at += 1;
      continue;
    }
    if (take(cursor, /\s*=\s*/y) === undefined) continue;
    const value = take(cursor, /"[^"]*"|'[^']*'|[^\s"'>]+/y) ?? '';
    if (!Object.hasOwn(found, name)) found[name] = decoded(unquoted(value));
  }
  return found;
}

function open(stack: Open[], tag: string, cursor: Cursor): void {
  const element: Open = { tag, attributes: takeAttributes(cursor), children: [] };
  if (raw.has(tag)) {
    skipBehind(cursor, `</${tag}`);
    skipBehind(cursor, '>');
    return;
  }
  stack.at(-1)?.children.push(element);
  if (!empty.has(tag) && stack.length < DEEPEST) stack.push(element);
}

/** Ends the innermost element of this name; an end without a beginning is none. */
function close(stack: Open[], tag: string): void {
  const place = stack.findLastIndex((each) => each.tag === tag);
  if (place > 0) stack.length = place;
}

/** A comment or a declaration at the cursor, which is left out. */
function takeAside(cursor: Cursor): boolean {
  const isComment = take(cursor, /<!--/y) !== undefined;
  if (!isComment && take(cursor, /<[!?]/y) === undefined) return false;
  skipBehind(cursor, isComment ? '-->' : '>');
  return true;
}

function takeEnd(stack: Open[], cursor: Cursor): boolean {
  const end = take(cursor, /<\/[a-z][a-z0-9]*/iy);
  if (end === undefined) return false;
  close(stack, end.slice(2).toLowerCase());
  skipBehind(cursor, '>');
  return true;
}

function takeBegin(stack: Open[], cursor: Cursor): boolean {
  const begin = take(cursor, /<[a-z][a-z0-9]*/iy);
  if (begin !== undefined) open(stack, begin.slice(1).toLowerCase(), cursor);
  return begin !== undefined;
}

/** A tag at the cursor, or `<` as a text. */
function takeTag(stack: Open[], cursor: Cursor): void {
  if (takeAside(cursor) || takeEnd(stack, cursor) || takeBegin(stack, cursor)) return;
  stack.at(-1)?.children.push('<');
  cursor.at += 1;
}

/** Reads HTML, in time in proportion to its length. */
export function parseMarkup(html: string): readonly Node[] {
  const root: Open = { tag: '', attributes: {}, children: [] };
  const stack = [root];
  const cursor: Cursor = { html, at: 0 };
  while (cursor.at < html.length) {
    const text = take(cursor, /[^<]+/y);
    if (text === undefined) takeTag(stack, cursor);
    else stack.at(-1)?.children.push(decoded(text));
  }
  return root.children;
}
