/** Removes credentials and card numbers from text before it leaves. Each rule names what it removed. */

const mark = (what: string): string => `[removed: ${what}]`;

type Rule = readonly [what: string, pattern: RegExp, replace: (match: string, ...groups: string[]) => string];

// A value after a telling name, in JSON (also JSON inside JSON, hence the backslashes), headers, query strings and shells.
const quoted = String.raw`(\\*["']?\s*[:=]\s*\\*["']?)`;
const named = (names: string): RegExp =>
  new RegExp(String.raw`((?<![a-z0-9])(?:${names}))${quoted}([^\s"'\\&,;}\]]+)`, 'gi');

const keep =
  (what: string) =>
  (_: string, name = '', between = ''): string =>
    `${name}${between}${mark(what)}`;

const rules: readonly Rule[] = [
  [
    'private key',
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    () => mark('private key'),
  ],
  [
    'authorization',
    /((?:proxy-)?authorization)(\\*["']?\s*[:=]\s*\\*["']?)((?:(?:basic|bearer|token|digest|negotiate|splunk|apikey)\s+)?[^\s"'\\,;}]+)/gi,
    keep('authorization'),
  ],
  ['cookie', /(?<![a-z0-9])((?:set-)?cookie)(\\*["']?\s*[:=]\s*\\*["']?)([^"'\\\r\n]+)/gi, keep('cookie')],
  ['token', /\b(bearer)(\s+)([a-z0-9._~+/=-]{12,})/gi, keep('token')],
  ['jwt', /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, () => mark('jwt')],
  ['aws key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, () => mark('aws key')],
  [
    'api key',
    /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{18,}|xox[abposr]-[\w-]{10,}|[sr]k_live_\w{16,}|AIza[\w-]{30,}|npm_\w{30,})/g,
    () => mark('api key'),
  ],
  [
    'secret',
    named(
      String.raw`x-api-key|api[_-]?key|apikey|access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|client[_-]?secret|secret[_-]?key|aws_secret_access_key|aws_session_token|x-amz-security-token|x-amz-signature|password|passwd|pwd|secret|private[_-]?key`,
    ),
    keep('secret'),
  ],
  ['password', /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*)(:)([^\s/@"']+)(?=@)/gi, keep('password')],
  [
    'card number',
    /(?<![\d.])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6(?:011|5\d{2}))(?:[ -]?\d{4}){3}(?![\d.])|(?<![\d.])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?![\d.])/g,
    (match) => (luhn(match) ? mark('card number') : match),
  ],
];

/** ISO/IEC 7812-1 check digit. */
function luhn(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}

// One cheap look decides whether the rules have to run at all.
const suspicious =
  /PRIVATE KEY|authorization|cookie|bearer|eyJ|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|k_live_|AIza|npm_|key|token|secret|passw|pwd|signature|:\/\/[^\s/]*@|\d[ -]?\d{3,6}[ -]?\d{4,6}/i;

/** The text without credentials; what was removed is named in its place. */
export function scrub(text: string): string {
  if (!suspicious.test(text)) return text;
  return rules.reduce((out, [, pattern, replace]) => out.replace(pattern, replace), text);
}
