import { endOf, isAlphanumeric, nothing, type Rule, type Span, span } from './span.ts';

/** What stands in a text beside a credential, in the cases in which it is written. */
const words = [
  ...['password', 'Password', 'PASSWORD', 'passwd', 'secret', 'Secret', 'SECRET', 'token', 'Token', 'TOKEN'],
  ...['apikey', 'api_key', 'apiKey', 'api-key', 'API_KEY', 'Bearer ', 'bearer ', 'Basic ', 'uthorization'],
  ...['AKIA', 'ghp_', 'PRIVATE'],
];

/** A word in base64: what of it is the same whatever stands before and behind it, and how far from a group of four it begins. */
interface Encoded {
  readonly form: string;
  readonly phase: number;
}

/** The forms of a word, which stands behind no, one or two bytes of a group of three. */
function formsOf(word: string): Encoded[] {
  return [0, 1, 2].map((bytes) => {
    const phase = bytes === 0 ? 0 : bytes + 1;
    const whole = Math.floor(((bytes + word.length) * 8) / 6);
    return {
      form: Buffer.from('x'.repeat(bytes) + word)
        .toString('base64')
        .slice(phase, whole),
      phase,
    };
  });
}

/** What is decoded before and behind a word: the name of a credential stands right before it. */
const BEFORE = 128;
const BEHIND = 2_048;
const BACK_MAX = 4_096;

const isPart = (code: number): boolean =>
  isAlphanumeric(code) || code === 43 || code === 47 || code === 61 || code === 45 || code === 95;

function startOf(text: string, at: number, most: number): number {
  const least = Math.max(0, at - most);
  let start = at;
  while (start > least && isPart(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

const decoded = (text: string): string => Buffer.from(text, 'base64').toString('latin1');

function encodedRule({ form, phase }: Encoded, redact: (text: string) => string): Rule {
  const find = (text: string, at: number, end: number): Span | undefined => {
    if (!text.startsWith(form, at)) return undefined;
    const groups = Math.floor((at - startOf(text, at, BEFORE) - phase) / 4);
    const to = endOf(text, end, isPart, BEHIND);
    const inside = groups < 0 ? '' : decoded(text.slice(at - phase - 4 * groups, to));
    if (redact(inside) === inside) return nothing(at, to);
    return span(text, startOf(text, at, BACK_MAX), endOf(text, to, isPart), 'encoded secret');
  };
  return { keywords: [form.toLowerCase()], find };
}

/** Texts with credentials that stand in base64 in another text. */
export const encodedTexts = (redact: (text: string) => string): readonly Rule[] =>
  words.flatMap(formsOf).map((form) => encodedRule(form, redact));
