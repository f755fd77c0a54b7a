import { factTexts, spelling } from '../../domain/values/json-fields.ts';
import { notesOf } from '../../domain/values/shapes.ts';

/** A word ends where no letter and no digit stands: `test_alert`. */
const testWords =
  /(?<![a-z\d])(?:test(?:s|ed|ing)?|ping|hello|dummy|sample|example|demo|ignore|webhook|connection|connectivity|foo|bar)(?![a-z\d])/i;
const securityWords =
  /attack|malware|threat|violat|exploit|malicious|suspicious|unauthori[sz]ed|intrusion|denied|blocked|detected|CVE-\d/i;
const securityKeys =
  /sever|priority|risk|polic|rule|verdict|threat|finding|attack|cve|mitre|tactic|malware|violat|action|result|resource|tags/;

/** Most alerts have a field that is called so. */
const securityPaths = notesOf((path) => (securityKeys.test(spelling(path)) ? true : undefined));
const testPaths = notesOf((path) => (testWords.test(path) ? true : undefined));

const MAX_SCALARS = 12;
/** A sentence at most: what is longer says something. */
const MAX_CHARACTERS = 240;

/** What is left of so many characters after a value's texts; negative when they are more, without looking further. */
function leftAfter(value: unknown, max: number): number {
  if (typeof value !== 'object' || value === null) return max - String(value ?? '').length;
  let left = max;
  for (const inner of Object.values(value)) {
    // Each value costs something, so that a list of blanks comes to an end too.
    left = leftAfter(inner, left - 1);
    if (left < 0) return left;
  }
  return left;
}

/** Whether a value's texts have no more than so many characters together; a large one is not looked at to its end. */
const isShort = (value: unknown, max: number): boolean => leftAfter(value, max) >= 0;

/** Characters of texts with a blank between any two. */
function lengthOf(texts: readonly string[]): number {
  let length = texts.length - 1;
  for (const text of texts) length += text.length;
  return length;
}

/**
 * True for what a person types to try a webhook: a few words, none of them about security. Everything else is kept:
 * one odd alert costs less than a lost one.
 */
export function isProbe(payload: unknown): boolean {
  if (!isShort(payload, MAX_CHARACTERS + 2 * MAX_SCALARS)) return false;
  const { shape, texts } = factTexts(payload);
  if (texts.length > MAX_SCALARS || securityPaths(shape).length > 0) return false;
  if (lengthOf(texts) > MAX_CHARACTERS || texts.some((text) => securityWords.test(text))) return false;
  return (
    testPaths(shape).length > 0 ||
    texts.some((text) => testWords.test(text)) ||
    (texts.length <= 2 && texts.every((text) => /^\S{1,20}$/.test(text)))
  );
}
