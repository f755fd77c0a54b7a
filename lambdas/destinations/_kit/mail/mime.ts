/** A mail as RFC 5322 and MIME have it: ASCII only, CRLF, no line above 78 characters, the same bytes for the same parts. */

const CRLF = '\r\n';
// https://www.rfc-editor.org/rfc/rfc2047#section-2: a line that holds an encoded word has at most 76 characters.
const LINE_MAX = 76;
const WORD_BYTES = 39;
const PLAIN_WORD_MAX = 60;

/** Nothing that could end a header, or that no header may hold. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim();

const isPlain = (text: string): boolean =>
  /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && text.split(' ').every((word) => word.length <= PLAIN_WORD_MAX);

/** The text as encoded words, each of whole characters (https://www.rfc-editor.org/rfc/rfc2047#section-5). */
function encodedWords(text: string): string[] {
  const chunks: string[] = [];
  for (const character of text) {
    const last = chunks.at(-1);
    if (last !== undefined && Buffer.byteLength(last + character) <= WORD_BYTES)
      chunks[chunks.length - 1] = last + character;
    else chunks.push(character);
  }
  return chunks.map((chunk) => `=?utf-8?B?${Buffer.from(chunk, 'utf8').toString('base64')}?=`);
}

/** Words with a space between them, on as many lines as they need. */
function folded(name: string, words: readonly string[]): string {
  const lines = [`${name}:`];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last.length + 1 + word.length <= LINE_MAX || last === `${name}:`) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(` ${word}`);
  }
  return lines.join(CRLF);
}

/** A header of free text, such as a subject: encoded where it is not plain. */
export function textHeader(name: string, text: string): string {
  const value = clean(text);
  return folded(name, isPlain(value) ? value.split(' ') : encodedWords(value));
}

/** A header of tokens that are ours or were checked: addresses, message ids, dates. */
export const tokenHeader = (name: string, ...tokens: readonly string[]): string =>
  folded(
    name,
    tokens.flatMap((token) => clean(token).split(' ')),
  );

/** `"Tocsin" <alerts@example.com>`, the name encoded where it is not plain. */
export function mailbox(name: string, address: string): string {
  const value = clean(name);
  if (value === '') return address;
  const words = isPlain(value) ? [`"${value.replace(/["\\]/g, '\\$&')}"`] : encodedWords(value);
  return [...words, `<${address}>`].join(' ');
}

/** RFC 5322 §3.3, in UTC; nothing for what is no time. */
export function mailDate(at: string): string | undefined {
  const millis = Date.parse(at);
  return Number.isNaN(millis) ? undefined : new Date(millis).toUTCString().replace('GMT', '+0000');
}

const isLiteral = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e && byte !== 0x3d;
const quoted = (byte: number): string => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** One line in pieces of at most 76 characters; white space at an end would be lost, so it is encoded. */
function quotedLine(line: string): string {
  const bytes = Buffer.from(line, 'utf8');
  let out = '';
  let length = 0;
  for (const [i, byte] of bytes.entries()) {
    const isLast = i === bytes.length - 1;
    const piece = isLiteral(byte) && !(isLast && byte === 0x20) ? String.fromCharCode(byte) : quoted(byte);
    if (length + piece.length > LINE_MAX - 1) {
      out += `=${CRLF}`;
      length = 0;
    }
    out += piece;
    length += piece.length;
  }
  return out;
}

/** https://www.rfc-editor.org/rfc/rfc2045#section-6.7 */
const quotedPrintable = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map(quotedLine)
    .join(CRLF);

const part = (type: string, content: string): string =>
  [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(content),
  ].join(CRLF);

export interface Message {
  /** As `textHeader` and `tokenHeader` make them. */
  readonly headers: readonly string[];
  readonly text: string;
  readonly html: string;
  /** Letters and digits that are the same for the same message. */
  readonly mark: string;
}

/** The whole message: plain text, and the same as HTML for whoever can show it. */
export function mimeMessage({ headers, text, html, mark }: Message): string {
  // Quoted-printable never holds `=_`, so that no content can end a part.
  const boundary = `=_tocsin_${mark}`;
  return [
    ...headers,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;${CRLF} boundary="${boundary}"`,
    '',
    `--${boundary}`,
    part('text/plain', text),
    `--${boundary}`,
    part('text/html', html),
    `--${boundary}--`,
    '',
  ].join(CRLF);
}
