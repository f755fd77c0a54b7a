import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { spelling } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import type { Reading } from './define-source.ts';

/** What a vendor's own severities mean, by `tocsin.yaml`: `{ P1: critical, ">=7": high, "4-6.9": medium }`. */
export type SeverityTable = Readonly<Record<string, Severity>>;

const number = '(\\d+(?:\\.\\d+)?)';
const bound = new RegExp(`^(>=|>|<=|<)\\s*${number}$`);
const span = new RegExp(`^${number}\\s*-\\s*${number}$`);

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = wordTable({
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
  '<=': (value, limit) => value <= limit,
  '<': (value, limit) => value < limit,
});

/** Whether a number lies in a range such as `>=7` or `4-6.9`; nothing for what is no range. */
function rangeOf(text: string): ((value: number) => boolean) | undefined {
  const [, sign = '', limit] = bound.exec(text.trim()) ?? [];
  const compare = comparisons[sign];
  if (compare !== undefined) return (value) => compare(value, Number(limit));
  const [, least, most] = span.exec(text.trim()) ?? [];
  return least === undefined ? undefined : (value) => value >= Number(least) && value <= Number(most);
}

/** What is wrong with a name in the table; nothing when it is a vendor's word, a number or a range. */
export function severityNameMistake(name: string): string | undefined {
  if (name.trim() === '') return 'is empty: write what the vendor sends';
  if (!/^\s*[<>=]/.test(name)) return undefined;
  return rangeOf(name) === undefined
    ? `"${name}" is no range; allowed: ranges of numbers such as ">=7", "<4", "4-6.9", or the word that the vendor sends`
    : undefined;
}

export const sameWord = (word: string): string => word.trim().toLowerCase();

/** Looks a vendor's severity up: its word in any case, then the first range that its number is in. */
export function severityLookup(table: SeverityTable): (word: string) => Severity | undefined {
  const words = new Map(Object.entries(table).map(([name, severity]) => [sameWord(name), severity]));
  const ranges = Object.entries(table).flatMap(([name, severity]) => {
    const isIn = rangeOf(name);
    return isIn === undefined ? [] : [{ isIn, severity }];
  });
  return (word) => {
    const value = word.trim() === '' ? Number.NaN : Number(word);
    return words.get(sameWord(word)) ?? ranges.find(({ isIn }) => isIn(value))?.severity;
  };
}

const levels = new Set(['severity', 'priority', 'level', 'criticality', 'urgency', 'risk']);

/** The vendor's own severity; one that its type could not place still stands among the facts. */
const vendorWords = ({ vendorSeverity, facts }: Detection): string[] => {
  const named = Object.entries(facts).filter(([path]) => levels.has(spelling(path.slice(path.lastIndexOf('.') + 1))));
  return vendorSeverity === undefined ? named.map(([, text]) => text) : [vendorSeverity];
};

/** A reading with the severities that its configuration says; `vendorSeverity` is what the vendor said. */
export function regraded(reading: Reading, lookUp: (word: string) => Severity | undefined): Reading {
  if (!('detections' in reading) || reading.detections === undefined) return reading;
  const regrade = (detection: Detection): Detection => {
    if (detection.kind !== 'detection') return detection;
    for (const vendorSeverity of vendorWords(detection)) {
      const severity = lookUp(vendorSeverity);
      if (severity !== undefined) return { ...detection, severity, vendorSeverity };
    }
    return detection;
  };
  return { ...reading, detections: reading.detections.map(regrade) };
}
