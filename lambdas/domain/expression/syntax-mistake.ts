import { isFields } from '../values/json-fields.ts';

/** What people write who know another language, and what to write here; looked for outside of quoted texts. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^\s*\$?\.\s*\w/, 'a path begins with a name: write labels.team'],
  [/^\s*(?:if|else|end|range|with|#\w+|\/\w+)\b/, 'a choice is written severity = "high" ? "a" : "b"'],
  [/==/, 'write = in place of =='],
  [/&&/, 'write and in place of &&'],
  [/\|\|/, 'write or in place of ||'],
  [/\|\s*\w/, 'a function is called as $uppercase(title)'],
  [/!(?!=)/, 'write $not(…) in place of !'],
];

/** Where a quoted text ends: behind its closing quote, or at the end of the expression. */
function endOfQuoted(expression: string, from: number): number {
  const quote = expression[from];
  let at = from + 1;
  while (at < expression.length && expression[at] !== quote) at += expression[at] === '\\' && quote !== '`' ? 2 : 1;
  return at + 1;
}

/** An expression without its quoted texts: what stands in them is no mistake. */
function withoutQuoted(expression: string): string {
  let kept = '';
  for (let at = 0; at < expression.length; ) {
    const isQuote = '"\'`'.includes(expression[at] ?? '');
    kept += isQuote ? '""' : expression[at];
    at = isQuote ? endOfQuoted(expression, at) : at + 1;
  }
  return kept;
}

/** JSONata's codes of what does not parse (https://github.com/jsonata-js/jsonata/blob/master/src/jsonata.js). */
const reasons: Readonly<Record<string, (token: string, expected: string) => string>> = {
  S0101: () => 'a quoted text has no end',
  S0105: () => 'a name in backticks has no end',
  S0106: () => 'a comment has no end',
  S0201: (token) => `${token} may not stand there`,
  S0202: (token, expected) => `found ${token} where ${expected} is expected`,
  S0203: (_, expected) => `it ends where ${expected} is expected`,
  S0204: (token) => `${token} is no operator`,
  S0207: () => 'it ends too early',
  S0211: (token) => `${token} has nothing before it`,
  S0302: () => 'a regular expression has no end',
};

const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : 'something');

/** Why an expression does not parse, in words of this project's. */
export function syntaxMistake(expression: string, error: unknown): string {
  const { code, token, value } = isFields(error) ? error : {};
  const reason = reasons[String(code)]?.(shown(token), shown(value)) ?? 'it cannot be read';
  const outside = withoutQuoted(expression);
  const hint = others.find(([pattern]) => pattern.test(outside))?.[1];
  return hint === undefined ? reason : `${reason}; ${hint}`;
}
