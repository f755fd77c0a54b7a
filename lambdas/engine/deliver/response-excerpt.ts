import type { OutboundResponse } from '../../domain/outbound.ts';
import { redact } from '../../domain/redact/redact.ts';

const MAX_UNITS = 300;
/** What is looked at: an answer may have a megabyte, and pages begin with styles and scripts. */
const WINDOW = 64 * 1024;
const LONGEST_WORD = 4096;

const isMarkup = ({ headers, body }: OutboundResponse): boolean =>
  /\b(?:html|xml)\b/i.test(headers['content-type'] ?? '') || /^\s*</.test(body.slice(0, 1_000));

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text between the tags. Each pattern ends at its own first character, so that the time is linear. */
const withoutMarkup = (text: string): string =>
  text
    .replace(/<(script|style|head)\b[^<>]{0,2000}>(?:(?!<\/\1\b)[\s\S])*/gi, (whole, name: string) =>
      name.toLowerCase() === 'head' ? (/<title[^<>]*>[^<]*/i.exec(whole)?.[0] ?? ' ') : ' ',
    )
    .replace(/<!--(?:(?!-->)[\s\S])*(?:-->)?/g, ' ')
    .replace(/<[^<>]*>?/g, ' ')
    .replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/gi, (whole, name: string) =>
      name === '#39' ? "'" : (entities[name.toLowerCase()] ?? whole),
    );

/** The last word of a text that was cut may be half of a credential, which no rule knows. */
function wholeWords(text: string): string {
  if (text.length <= WINDOW) return text;
  let end = WINDOW;
  while (end > WINDOW - LONGEST_WORD && /\S/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

// Controls, formatting (bidi, zero width), halves of surrogate pairs, and what has no meaning outside of one program.
const noise = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\s]+/gu;

/** At most so many UTF-16 units, without half of a pair. */
const cut = (text: string): string =>
  text.length <= MAX_UNITS
    ? text
    : text
        .slice(0, MAX_UNITS)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd();

/**
 * The first words of what a receiver answered, for people: without markup, control characters and credentials, on one
 * line, at most 300 UTF-16 units. Nothing when it said nothing.
 */
export function responseExcerpt(response: OutboundResponse): string | undefined {
  const text = wholeWords(response.body);
  const words = (isMarkup(response) ? withoutMarkup(text) : text).replace(noise, ' ').trim();
  const excerpt = cut(redact(words));
  return excerpt === '' ? undefined : excerpt;
}
