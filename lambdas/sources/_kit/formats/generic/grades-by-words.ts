import type { Severity } from '../../../../domain/alert.ts';
import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { wordSet } from '../../word-set.ts';
import { wrappings } from '../../wrappings.ts';
import { wordsOf } from './changing-words.ts';

const grades = wordSet('severity criticality urgency priority grade');
/** A level is one of an alert only beside these. */
const levelled = wordSet('trigger alert threat risk warning alarm incident event notification');
/** Grades of something else, or of another time. */
const others = wordSet(`
  previous last old prior original before pre max min maximum minimum threshold default target suggested base cvss count
  id score number filter configured asset user`);
const spelledOut = wordSet('display label name text value title string word description desc rating slug');
/** What a bare level is one of, when it belongs to that. */
const leveled = wordSet('alert event incident issue log activity');

const DEPTH_MAX = 5;

const isGrade = (words: readonly string[]): boolean =>
  words.length > 0 &&
  !words.some((word) => others.has(word)) &&
  (words.some((word) => grades.has(word)) || (words.includes('level') && words.some((word) => levelled.has(word))));

const isPassedOver = (segment: string): boolean => /^\d+$/.test(segment) || wrappings.has(spelling(segment));

/** How deep a grade stands: `alertSeverityString`, `triggerLevel`, `urgency.display`. */
function gradeDepth(path: string): number | undefined {
  const segments = path
    .split('.', 2 * DEPTH_MAX)
    .filter((segment, i, all) => i === all.length - 1 || !isPassedOver(segment));
  if (segments.length > DEPTH_MAX) return undefined;
  const [own, parent] = [wordsOf(segments.at(-1)), wordsOf(segments.at(-2))];
  const isSpelled = own.length === 1 && spelledOut.has(own[0] ?? '') && isGrade(parent);
  const isLevel = own.length === 1 && own[0] === 'level' && parent.some((word) => leveled.has(word));
  return isSpelled || isLevel || isGrade(own) ? segments.length : undefined;
}

const gradesIn = notesOf(gradeDepth);

/** The grade under a name that nobody listed, told by its words; the one nearest to the top. */
export function gradeByWords(record: unknown, read: (text: string) => Severity | undefined) {
  let best: { readonly depth: number; readonly severity: Severity; readonly vendorSeverity: string } | undefined;
  const { shape, texts } = factTexts(record);
  for (const { at, note: depth } of gradesIn(shape)) {
    const text = texts[at] as string;
    const severity = best === undefined || depth < best.depth ? read(text) : undefined;
    if (severity !== undefined) best = { depth, severity, vendorSeverity: text };
  }
  return best && { severity: best.severity, vendorSeverity: best.vendorSeverity };
}
