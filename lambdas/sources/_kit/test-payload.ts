import { factTexts, pathTo, spelling } from '../../domain/values/json-fields.ts';
import { notesOf } from '../../domain/values/shapes.ts';

const testWords =
  /\b(?:test(?:s|ed|ing)?|ping|hello|dummy|sample|example|demo|ignore|webhook|connection|connectivity|foo|bar)\b/i;
const securityWords =
  /attack|malware|threat|violat|exploit|malicious|suspicious|unauthori[sz]ed|intrusion|denied|blocked|detected|CVE-\d/i;
const securityKeys =
  /sever|priority|risk|polic|rule|verdict|threat|finding|attack|cve|mitre|tactic|malware|violat|action|result|resource|tags/;

/** Most alerts have a field that is called so. */
const securityPaths = notesOf((path) => (securityKeys.test(spelling(path)) ? true : undefined));

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

/**
 * True for what a person types to try a webhook: a few words, none of them about security. Everything else is kept:
 * one odd alert costs less than a lost one.
 */
export function isProbe(payload: unknown): boolean {
  if (!isShort(payload, MAX_CHARACTERS + 2 * MAX_SCALARS)) return false;
  const { shape, texts } = factTexts(payload);
  const { paths } = shape;
  if (paths.length > MAX_SCALARS || securityPaths(shape).length > 0) return false;
  if (texts.join(' ').length > MAX_CHARACTERS || texts.some((text) => securityWords.test(text))) return false;
  const words = [
    ...paths.map((path) => pathTo('payload', path).replace(/[._-]+/g, ' ')),
    ...texts.map((text) => text.replace(/[_-]+/g, ' ')),
  ];
  return (
    words.some((word) => testWords.test(word)) || (texts.length <= 2 && texts.every((text) => /^\S{1,20}$/.test(text)))
  );
}
