import type { Alert } from '../../lambdas/domain/alert.ts';
import type { Detection } from '../../lambdas/domain/detection.ts';
import { textOf } from '../../lambdas/domain/values/json-fields.ts';
import { jsonIn } from '../../lambdas/sources/_kit/body/payload.ts';

/** What a source read of one report, and the alert that was made of it. */
export interface Made {
  readonly detection: Detection;
  readonly alert: Alert;
}

/** The JSON inside a text, also as base64, which is how Google Pub/Sub carries it. */
const jsonInside = (text: string): unknown => jsonIn(text) ?? jsonIn(Buffer.from(text, 'base64').toString('utf8'));

/** Every scalar of a payload as text. */
function scalarsIn(value: unknown): string[] {
  const text = textOf(value);
  if (text !== undefined) return [text];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalarsIn) : [];
}

/** Texts, and numbers of typed places, of any depth. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' || typeof value === 'number'
    ? [String(value)]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** What an alert can show of a detection: not the sender's own object, and not what is only compared. */
const shownOf = ({ record: _, identity: __, problem: ___, ...shown }: Detection): string[] => textsIn(shown);

/** A title is one line: what was a break between words is a blank there. */
const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const marks = /\[removed: [^\]]*\]/;

/** What stood where a text has marks, when the one can be the other without its credentials. */
function gapsIn(before: string, after: string): readonly string[] | undefined {
  const [head = '', ...kept] = after.split(marks);
  if (kept.length === 0 || !before.startsWith(head)) return undefined;
  const gaps: string[] = [];
  let at = head.length;
  for (const [i, piece] of kept.entries()) {
    const isLast = i === kept.length - 1;
    const next = isLast ? before.length - piece.length : before.indexOf(piece, at);
    if (next < at || !before.startsWith(piece, next)) return undefined;
    gaps.push(before.slice(at, next));
    at = next + piece.length;
  }
  return gaps;
}

/** What redaction removed in place of a text, if it did. */
function removalOf(text: string, before: readonly string[], after: readonly string[]): string | undefined {
  const gaps = before
    .filter((each) => each.includes(text))
    .flatMap((each) => after.flatMap((marked) => gapsIn(each, marked) ?? []));
  const removed = gaps.filter((gap) => gap !== '' && (gap.includes(text) || text.includes(gap)));
  return removed.sort((a, b) => a.length - b.length)[0];
}

/** How many credentials the alerts say that they are without. */
const countOf = (alerts: readonly Alert[]): number =>
  alerts.reduce((sum, { labels }) => sum + Number(labels['redacted'] ?? 0), 0);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The texts of alerts, and what redaction did to those of their detections; looked at for most payloads in vain. */
function textsOf(made: readonly Made[]) {
  const texts = made.flatMap(({ alert }) => textsIn(alert));
  const together = texts.join('\0');
  const onLines = once(() => onOneLine(together));
  const before = once(() => made.flatMap(({ detection }) => shownOf(detection)));
  const after = once(() => texts.filter((text) => marks.test(text)));
  return {
    isShown: (text: string): boolean => together.includes(text.trim()) || onLines().includes(onOneLine(text)),
    removalOf: (text: string): string | undefined => removalOf(text, before(), after()),
  };
}

/**
 * Scalars of a payload that are found nowhere in the alerts made of it. What redaction removed is not lost when it stands
 * in the detection, a mark stands in its place in the alert, and the alerts count no fewer credentials than are missing;
 * nothing is when evidence was cut and says so.
 */
export function lossesOf(payload: unknown, made: readonly Made[]): string[] {
  const alerts = made.map(({ alert }) => alert);
  if (alerts.some(({ evidence }) => evidence.some(({ truncated }) => truncated))) return [];
  const { isShown, removalOf: removalIn } = textsOf(made);
  const removed = new Set<string>();
  const isRemoved = (text: string): boolean => {
    const removal = removalIn(text);
    if (removal !== undefined) removed.add(removal);
    return removal !== undefined;
  };
  // JSON inside a text may be shown opened up: then it counts by what it holds.
  const isKept = (text: string): boolean => {
    if (isShown(text)) return true;
    const inside = jsonInside(text);
    return (inside !== undefined && scalarsIn(inside).every(isKept)) || isRemoved(text.trim());
  };
  const lost = scalarsIn(payload).filter((text) => !isKept(text));
  return removed.size > countOf(alerts) ? [...lost, ...removed] : lost;
}
