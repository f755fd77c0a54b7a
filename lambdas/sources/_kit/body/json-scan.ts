/** What a text of JSON holds, counted without parsing it. */
export interface Measure {
  /** Deepest nesting. */
  readonly depth: number;
  /** Every scalar, list and object. */
  readonly values: number;
  /** Digits of its longest number. */
  readonly digits: number;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** Most strings are short, and stepping through them costs less than a search. */
const STEPS = 48;

/** Whether an odd number of backslashes stands before a place, none of them before `from`. */
function isEscaped(text: string, place: number, from: number): boolean {
  let at = place - 1;
  while (at >= from && text.charCodeAt(at) === BACKSLASH) at -= 1;
  return (place - 1 - at) % 2 === 1;
}

/** Where the string that begins at `start` ends: the place of its closing quote, or the text's end or beyond. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let steps = 0; steps < STEPS && at < text.length; steps += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  let quote = text.indexOf('"', at);
  while (quote >= 0 && isEscaped(text, quote, at)) quote = text.indexOf('"', quote + 1);
  return quote >= 0 ? quote : text.length;
}

const isOpen = (code: number): boolean => code === OPEN_BRACE || code === OPEN_BRACKET;
const isClose = (code: number): boolean => code === CLOSE_BRACE || code === CLOSE_BRACKET;

const isDigit = (code: number): boolean => code >= DIGIT_0 && code <= DIGIT_9;
const isNumberStart = (code: number): boolean => code === MINUS || isDigit(code);

/** What a character does to the nesting. */
const nesting = (code: number): number => Number(isOpen(code)) - Number(isClose(code));

/** One pass over the text, given up above so many values. Exact for valid JSON, an estimate for anything else. */
export function measure(text: string, maxValues = Number.POSITIVE_INFINITY): Measure {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let digits = 0;
  let mostDigits = 0;
  let wasOpen = false;
  for (let at = 0; at < text.length && values <= maxValues; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= SPACE) continue;
    digits = isDigit(code) ? digits + 1 : 0;
    mostDigits = Math.max(mostDigits, digits);
    // The first element of a list or an object has no comma before it.
    values += Number(code === COMMA || (wasOpen && !isClose(code)));
    wasOpen = isOpen(code);
    depth += nesting(code);
    deepest = Math.max(deepest, depth);
    if (code === QUOTE) at = endOfString(text, at);
  }
  return { depth: deepest, values, digits: mostDigits };
}

/** Deepest nesting of brackets, whether they stand within strings or not. */
export function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    depth = Math.max(0, depth + nesting(text.charCodeAt(at)));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** As many values as a parsed value holds, itself among them; they are not counted beyond `max`. */
export function valuesIn(value: unknown, max = Number.POSITIVE_INFINITY): number {
  const open = [value];
  let count = 0;
  while (open.length > 0 && count <= max) {
    const next = open.pop();
    count += 1;
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) open.push(inner);
  }
  return count;
}

interface Frame {
  /** The names seen in an object, each with how often; absent in a list. */
  readonly names?: Map<string, number>;
  isName: boolean;
}

/** Where the last search ended the next begins: many fields of one name cost no more than many fields. */
function freeName(name: string, names: Map<string, number>): string {
  let n = names.get(name) ?? 0;
  let free = n === 0 ? name : `${name} (${n + 1})`;
  for (n += 1; free !== name && names.has(free); n += 1) free = `${name} (${n + 1})`;
  names.set(name, n);
  if (free !== name) names.set(free, 1);
  return free;
}

const numberAt = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const integer = /^-?[1-9]\d{15,}$/;

const isInexact = (token: string): boolean => integer.test(token) && !Number.isSafeInteger(Number(token));

/** Names are texts: a number in the place of one is a mistake, and is to stay one. */
const isName = (text: string, end: number): boolean => {
  let at = end;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return text.charCodeAt(at) === COLON;
};

/** JSON in which integers beyond 2^53 have become texts of their digits. What is not valid does not become so. */
export function withExactIntegers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    if (!isNumberStart(code)) continue;
    numberAt.lastIndex = at;
    const [token = '-'] = numberAt.exec(text) ?? [];
    if (isInexact(token) && !isName(text, at + token.length)) {
      pieces.push(text.slice(copied, at), `"${token}"`);
      copied = at + token.length;
    }
    at += token.length - 1;
  }
  return pieces.join('') + text.slice(copied);
}

/** JSON in which a name that stands twice in one object has become two: `a` and `a (2)`. The text has to be valid. */
export function withDistinctNames(text: string): string {
  const frames: Frame[] = [];
  const pieces: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const frame = frames.at(-1);
    if (code === QUOTE) {
      const end = endOfString(text, at) + 1;
      const renamed = frame?.isName === true ? renameIn(frame, text.slice(at, end)) : undefined;
      if (renamed !== undefined) {
        pieces.push(text.slice(copied, at), renamed);
        copied = end;
      }
      at = end - 1;
    } else step(code, frames);
  }
  return pieces.join('') + text.slice(copied);
}

function renameIn(frame: Frame, quoted: string): string | undefined {
  const name: unknown = JSON.parse(quoted);
  const free = freeName(String(name), frame.names ?? new Map());
  frame.isName = false;
  return free === name ? undefined : JSON.stringify(free);
}

function step(code: number, frames: Frame[]): void {
  const frame = frames.at(-1);
  if (code === OPEN_BRACE) frames.push({ names: new Map(), isName: true });
  else if (code === OPEN_BRACKET) frames.push({ isName: false });
  else if (isClose(code)) frames.pop();
  else if (code === COMMA && frame !== undefined) frame.isName = frame.names !== undefined;
}
