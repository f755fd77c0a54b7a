import { remembered } from './remembered.ts';

/** Text that attackers may have written, made fit to be shown: all functions are total over any string. */

const ELLIPSIS = '…';

/** Where the first so many code points end; a list of them would cost as much as the text is long, again and again. */
function endOfPoints(text: string, points: number): number {
  let end = 0;
  for (let left = points; left > 0 && end < text.length; left -= 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return end;
}

/** At most `max` code points, never cutting a surrogate pair; what was cut is shown by an ellipsis. */
export function truncate(text: string, max: number): string {
  if (text.length <= max || endOfPoints(text, max) >= text.length) return text;
  return max < 1 ? '' : text.slice(0, endOfPoints(text, max - 1)) + ELLIPSIS;
}

/** At most `maxBytes` of UTF-8, cut at a code point. */
export function truncateBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  let end = Math.max(0, maxBytes - Buffer.byteLength(ELLIPSIS));
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8') + ELLIPSIS;
}

/** The beginning of a text that has at most `max` of a size; where there is no room at all, an ellipsis. */
export function truncateTo(text: string, max: number, sizeOf: (text: string) => number): string {
  let cut = text;
  for (let size = sizeOf(cut); size > max && cut !== ELLIPSIS; size = sizeOf(cut)) {
    // Each cut is a little shorter than the average byte would ask for, so that few of them do.
    cut = truncateBytes(cut, Math.floor((Buffer.byteLength(cut) * max * 0.95) / size));
  }
  return cut;
}

// Unicode TR36/TR39: controls but tab and newline, bidi embeddings, overrides and isolates, zero-width characters, BOM,
// tag characters, and halves of surrogate pairs. All of them change what is read without being seen.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what has to be found
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const shown = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Most texts: nothing in them is hidden, and one look says so. */
const plain = /^[\t\n\x20-\x7e]*$/;

/** Makes control, bidi and zero-width characters visible as `\u{202e}`. Keeps tab and newline; CRLF becomes newline. */
export const visible = (text: string): string =>
  plain.test(text) ? text : text.replaceAll('\r\n', '\n').replace(invisible, shown);

/** Nothing to fold and nothing to show: printable ASCII with single blanks. */
const isPlainLine = (text: string): boolean => /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text);

/** `visible`, on one line, with runs of white space folded. */
export const oneLine = (text: string): string =>
  isPlainLine(text) ? text : visible(text.replace(/\s+/gu, ' ')).trim();

/** A URL that no client turns into a link: `hxxps://evil[.]example/x`, `www[.]evil.example`. */
export const defang = (text: string): string => (text.includes('://') || /www\./iu.test(text) ? defanged(text) : text);

const defanged = (text: string): string =>
  text
    .replace(
      /(h)tt(ps?):\/\/([^\s/?#]*)/giu,
      (_, h: string, rest: string, host: string) => `${h}xx${rest}://${host.replaceAll('.', '[.]')}`,
    )
    .replace(/\b(www)\.(?=\w)/giu, '$1[.]');

/** Without the last of its characters that are this one. A pattern that ends in `+$` looks again from each of them. */
function trimEndOf(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}

/** Without the first and the last of its characters that are this one. */
export function trimOf(text: string, character: string): string {
  let start = 0;
  while (start < text.length && text[start] === character) start += 1;
  return trimEndOf(text.slice(start), character);
}

/** An address to which a path is added. */
export const withoutSlash = (url: string): string => trimEndOf(url, '/');

/** Slack's three characters (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Jira wiki markup (https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all). */
export const escapeWiki = (text: string): string => text.replace(/[\\{}[\]*_\-+^~!|?#@]/g, (c) => `\\${c}`);

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const URL_MAX = 8192;
// What the URL standard leaves alone but RFC 3986 does not allow after the host; `|` ends a link in some dialects.
const notInUri = /[[\]|^`{}"<>\\]|%(?![0-9a-f]{2})/gi;

const asHttpUrl = remembered(
  (text): string | undefined => {
    const href = URL.parse(text)?.href;
    if (href === undefined) return undefined;
    const path = href.indexOf('/', 'https://'.length);
    const [before = '', ...fragment] = href.slice(path).replace(notInUri, encodeURIComponent).split('#');
    return href.slice(0, path) + before + (fragment.length === 0 ? '' : `#${fragment.join('%23')}`);
  },
  // Several readers of a record ask for the same few.
  { most: 256, longest: 256 },
);

/** The URL when it is plain http(s), else nothing: `javascript:` and friends never become a link. */
export const httpUrl = (text: string | undefined): string | undefined =>
  text === undefined || text.length > URL_MAX || !/^https?:\/\//i.test(text) ? undefined : asHttpUrl(text);
