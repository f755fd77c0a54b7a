import type { Detection } from '../../domain/detection.ts';
import { redactInTurns } from '../../domain/redact/in-turns.ts';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { FIELD_MAX, headOf, LOOKED_TOTAL_MAX, lookedAt, PROSE_MAX } from './bounds.ts';
import type { Redacted, RedactedTexts } from './redaction.ts';

/** All texts of an alert that are no longer together are redacted at once, characters: a few milliseconds. */
const AT_ONCE_MAX = 65_536;
/** A shorter text takes no time worth a turn. */
const SHORT = 64;
const DEPTH_MAX = 8;

/** The texts within a value, in its lists and objects too. */
function* textsIn(value: unknown, depth = 0): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null && depth < DEPTH_MAX)
    for (const inner of Object.values(value)) yield* textsIn(inner, depth + 1);
}

/** What is looked at of the texts of a detection, as the bounds of an alert ask for it. */
function* lookedTexts(detection: Detection): Generator<string> {
  const {
    facts,
    labels,
    evidence,
    record: _,
    identity: __,
    problem: ___,
    description = '',
    url = '',
    ...places
  } = detection;
  yield lookedAt(description, PROSE_MAX);
  yield headOf(url);
  for (const text of [...Object.values(facts), ...Object.values(labels)]) yield headOf(text);
  for (const { content } of evidence) yield headOf(content);
  for (const text of textsIn(places)) yield lookedAt(text, FIELD_MAX);
}

/** The texts that are worth a turn, each once, until no more are looked at. */
function longTexts(detection: Detection): { readonly texts: readonly string[]; readonly length: number } {
  const texts = new Set<string>();
  let length = 0;
  for (const text of lookedTexts(detection)) {
    if (text.length < SHORT || texts.has(text)) continue;
    texts.add(text);
    length += text.length;
    // Of facts and of evidence each.
    if (length > 3 * LOOKED_TOTAL_MAX) break;
  }
  return { texts: [...texts], length };
}

/** Redacts the long texts of a detection in turns, before an alert is made of it; nothing where they take no time. */
export function redactAhead(detection: Detection, pause: Pause): Later<RedactedTexts | undefined> {
  const { texts, length } = longTexts(detection);
  if (length <= AT_ONCE_MAX) return undefined;
  const redacted = (text: string): Later<readonly [string, Redacted]> => {
    const removed = new Set<string>();
    return after(redactInTurns(text, removed, pause), (clean) => [text, { text: clean, removed }] as const);
  };
  return after(inTurns(texts, redacted), (pairs) => new Map(pairs));
}
