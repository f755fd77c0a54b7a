const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = new Map([
  [0x7b, '}'],
  [0x5b, ']'],
]);
const CLOSE = new Set([0x7d, 0x5d]);
const LAST_CONTROL = 0x1f;
const SPACE = 0x20;

/** Each control character as JSON writes it. */
const escapes = Array.from({ length: SPACE }, (_, code) => JSON.stringify(String.fromCharCode(code)).slice(1, -1));

const escaped = (control: string): string => escapes[control.charCodeAt(0)] ?? control;

interface Scanned {
  /** The place of the closing quote, or beyond the text. */
  readonly end: number;
  readonly hasControls: boolean;
}

function scanString(text: string, start: number): Scanned {
  let hasControls = false;
  let at = start + 1;
  for (let code = text.charCodeAt(at); at < text.length && code !== QUOTE; code = text.charCodeAt(at)) {
    if (code === BACKSLASH) at += 1;
    if (text.charCodeAt(at) <= LAST_CONTROL) hasControls = true;
    at += 1;
  }
  return { end: at, hasControls };
}

/** A string as JSON wants it: line breaks and other controls escaped, and an end where the text stopped within. */
function mendedString(text: string, start: number, end: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what JSON does not allow
  const inner = text.slice(start + 1, end).replace(/[\u0000-\u001f]/g, escaped);
  // The text stopped after a backslash.
  return `"${end > text.length ? inner.slice(0, -1) : inner}"`;
}

/** A text on its way to be mended: what is to change, what is open, and what came last. Most of it stays as it is. */
class Mending {
  readonly #text: string;
  readonly #pieces: string[] = [];
  readonly #open: string[] = [];
  #copied = 0;
  #comma = -1;
  #isValueDue = false;

  constructor(text: string) {
    this.#text = text;
  }

  #replace(from: number, to: number, by: string): void {
    this.#pieces.push(this.#text.slice(this.#copied, from), by);
    this.#copied = to;
  }

  /** A comma goes that nothing comes after. */
  #end(): void {
    if (this.#comma >= 0) this.#replace(this.#comma, this.#comma + 1, '');
  }

  /** Where it goes on after a string that begins at `start`. */
  #string(start: number): number {
    const { end, hasControls } = scanString(this.#text, start);
    if (hasControls || end >= this.#text.length) this.#replace(start, end + 1, mendedString(this.#text, start, end));
    return end;
  }

  /** Takes what stands at a place, and says where it ends. */
  take(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code <= SPACE) return at;
    if (CLOSE.has(code)) {
      this.#open.pop();
      this.#end();
    }
    this.#comma = code === COMMA ? at : -1;
    this.#isValueDue = code === COLON;
    const closer = OPEN.get(code);
    if (closer !== undefined) this.#open.push(closer);
    return code === QUOTE ? this.#string(at) : at;
  }

  finish(): string {
    this.#end();
    const missing = (this.#isValueDue ? 'null' : '') + this.#open.toReversed().join('');
    return this.#pieces.join('') + this.#text.slice(this.#copied) + missing;
  }
}

/**
 * Mends what templates and cut connections do to large JSON, in one pass over it: controls within strings, commas before
 * an end, and ends that are missing. Anything else stays as it is.
 */
export function mend(text: string): string {
  const mending = new Mending(text);
  for (let at = 0; at < text.length; at += 1) at = mending.take(at);
  return mending.finish();
}
