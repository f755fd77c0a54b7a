import { furtherForms } from './further-forms.ts';
import { gitleaksForms, gitleaksNamedForms } from './gitleaks.ts';
import { innerForms } from './inner-forms.ts';
import { isStart, matchAt, nothing, type Rule, type Span, span } from './span.ts';
import { tokenEnd } from './token-end.ts';

/** A form as a line says it: id, keywords, flags, expression. */
interface Form {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly flags: string;
  readonly source: string;
}

function formOf(line: string): Form {
  const [id = '', keywords = '', flags = ''] = line.split(' ', 3);
  const source = line.slice(id.length + keywords.length + flags.length + 3);
  return { id, keywords: keywords.split(','), flags: flags.replace('-', ''), source };
}

const formsIn = (table: string): Form[] => table.trim().split('\n').map(formOf);

/** What is removed, for a reader: `github-pat` becomes `github pat`. */
const nameOf = (id: string): string => id.replaceAll('-', ' ');

/** A run of the same character, or what documentation shows, is nobody's credential. */
const isVaried = (token: string): boolean => /[\dA-Z]/.test(token.slice(3)) && hasManyKinds(token.slice(-24));

/** Whether more than four characters of a text differ. */
function hasManyKinds(text: string): boolean {
  let seen = '';
  for (let i = 0; i < text.length && seen.length < 5; i += 1)
    if (!seen.includes(text.charAt(i))) seen += text.charAt(i);
  return seen.length > 4;
}

function ownForm({ id, keywords, flags, source }: Form): Rule {
  const isWord = source.startsWith(String.raw`\b`) || keywords.some(({ length }) => length < 4);
  const bare = isWord && source.startsWith(String.raw`\b`) ? source.slice(2) : source;
  let pattern: RegExp | undefined;
  const find = (text: string, at: number): Span | undefined => {
    if (isWord && !isStart(text, at)) return undefined;
    pattern ??= new RegExp(bare, `${flags}y`);
    const match = matchAt(pattern, text, at);
    if (match === null) return undefined;
    const to = tokenEnd(text, at + match[0].length);
    return isVaried(match[0]) ? span(text, at, to, nameOf(id)) : nothing(at, to);
  };
  return { keywords, find };
}

const joined = String.raw`[ \t\w.-]{0,20}["'\s]{0,3}(?:=>|:{1,3}=|[=:>])["'\s=${'`'}]{0,5}`;

const JOINED_MAX = 24;

/** Whether a sign that joins a name with its value stands so near; to see that it does not takes less time than the expression. */
function isJoined(text: string, from: number): boolean {
  for (let at = from; at < from + JOINED_MAX; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 57 && code < 63 && code !== 59 && code !== 60) return true;
  }
  return false;
}

/** Digests and commit ids stand beside the names of vendors too. */
const isMixed = (value: string): boolean => /\d.*\d/.test(value) && /[g-z]/i.test(value);

/** The forms of one vendor: where its name stands, all are tried. */
function vendorRule(forms: readonly Form[]): Rule {
  let patterns: readonly (readonly [id: string, pattern: RegExp])[] | undefined;
  const find = (text: string, _: number, end: number): Span | undefined => {
    if (!isJoined(text, end)) return undefined;
    patterns ??= forms.map(({ id, source }) => [id, new RegExp(`${joined}(${source})(?![A-Za-z0-9_-])`, 'iy')]);
    for (const [id, pattern] of patterns) {
      const [whole = '', value = ''] = matchAt(pattern, text, end) ?? [];
      const to = end + whole.length;
      if (isMixed(value)) return span(text, to - value.length, to, nameOf(id));
    }
    return undefined;
  };
  return { keywords: forms[0]?.keywords ?? [], find };
}

const byVendor = (forms: readonly Form[]): Rule[] =>
  [...Map.groupBy(forms, ({ keywords }) => keywords.join()).values()].map(vendorRule);

/** Credentials that are known by their form, wherever they stand. */
export const tokenForms = (): readonly Rule[] => [
  ...formsIn(furtherForms).map(ownForm),
  ...formsIn(gitleaksForms).map(ownForm),
  ...innerForms(),
  ...byVendor(formsIn(gitleaksNamedForms)),
];
