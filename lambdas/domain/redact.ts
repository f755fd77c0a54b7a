/** Removes credentials and card numbers from text before it leaves. Each rule names what it removed. */

const mark = (what: string): string => `[removed: ${what}]`;

type Rule = readonly [what: string, pattern: RegExp, replace: (match: string, ...groups: string[]) => string];

// What a telling name is followed by, in JSON (also JSON inside JSON, hence the backslashes), headers, query strings and
// shells: a quoted value goes up to its closing quote, a bare one to the next break.
const between = String.raw`\\*["']?\s*[:=]\s*`;
const unmarked = String.raw`(?!\[removed:)`;
const quotedValue = String.raw`"${unmarked}(?:[^"\\]|\\.)+|\\+"${unmarked}[^"\\]+|\\*'${unmarked}[^'\\]+`;
const bareValue = String.raw`${unmarked}[^\s"'\\&,;}\]]+`;
const scheme = String.raw`(?:(?:basic|bearer|token|digest|negotiate|splunk|apikey|aws4-hmac-sha256)\s+)?`;
const signed = String.raw`aws4-hmac-sha256\s+[^"'\\\r\n]+`;

const named = (names: string, bare = bareValue): RegExp =>
  new RegExp(`((?<![a-z0-9])(?:${names}))(${between})(${quotedValue}|${bare})`, 'gis');

const keep =
  (what: string) =>
  (_: string, name = '', join = '', value = ''): string =>
    `${name}${join}${/^\\*["']?/.exec(value)?.[0] ?? ''}${mark(what)}`;

// No match may start inside a run that another has scanned (hence the look-behinds): attackers write this text.
const rules: readonly Rule[] = [
  [
    'private key',
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    () => mark('private key'),
  ],
  ['authorization', named('(?:proxy-)?authorization', `${signed}|${scheme}${bareValue}`), keep('authorization')],
  ['cookie', named('(?:set-)?cookie', String.raw`${unmarked}[^\s"'\\][^"'\\\r\n]*`), keep('cookie')],
  ['token', /\b(bearer)(\s+)([a-z0-9._~+/=-]{12,})/gi, keep('token')],
  ['jwt', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, () => mark('jwt')],
  ['aws key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, () => mark('aws key')],
  [
    'api key',
    /\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{18,}|xox[abposr]-[\w-]{10,}|[sr]k_live_\w{16,}|AIza[\w-]{30,}|npm_\w{30,})/g,
    () => mark('api key'),
  ],
  [
    'secret',
    named(
      'x-api-key|api[_-]?key|apikey|access[_-]?token|refresh[_-]?token|id[_-]?token|auth[_-]?token|client[_-]?secret|secret[_-]?key|aws_secret_access_key|aws_session_token|x-amz-security-token|x-amz-signature|password|passwd|pwd|secret|private[_-]?key',
    ),
    keep('secret'),
  ],
  [
    'password',
    /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*)(:)(?!\[removed:)([^\s/@"']+)(?=@)/gi,
    keep('password'),
  ],
];

const cardNumber =
  /(?<!\d|\d\.)(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6(?:011|5\d{2}))(?:[ -]?\d{4}){3}(?!\d|\.\d)|(?<!\d|\d\.)3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?!\d|\.\d)/g;

/** ISO/IEC 7812-1 check digit. */
function luhn(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}

// One cheap look decides whether the rules have to run at all, and another whether card numbers are looked for.
const suspicious =
  /PRIVATE KEY|authorization|cookie|bearer|eyJ|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|k_live_|AIza|npm_|key|token|secret|passw|pwd|signature|:\/\/[^\s/]*@/i;
const manyDigits = /\d[ -]?\d{3,6}[ -]?\d{4,6}/;

const withoutCards = (text: string): string =>
  manyDigits.test(text) ? text.replace(cardNumber, (match) => (luhn(match) ? mark('card number') : match)) : text;

/** The text without credentials; what was removed is named in its place. */
export function scrub(text: string): string {
  if (!suspicious.test(text)) return withoutCards(text);
  return withoutCards(rules.reduce((out, [, pattern, replace]) => out.replace(pattern, replace), text));
}
