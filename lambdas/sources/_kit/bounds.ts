import type { Alert, Evidence, Remediation } from '../../domain/alert.ts';
import { redact } from '../../domain/redact/redact.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { truncate, truncateTo } from '../../domain/values/text.ts';
import type { Redaction } from './redaction.ts';

// In bytes as JSON: all together stay below DynamoDB's 400 KB for a row and SQS's 1 MiB for a message.
const EVIDENCE_MAX = 16_384;
const EVIDENCE_TOTAL_MAX = 65_536;
/** What an element of the evidence takes beside its texts: `{"kind":"","content":"","truncated":true},`. */
const FRAME = 48;
/** Less than this shows nothing. */
export const LEAST = 256;
/** Characters of all pieces of evidence that fit however many bytes each takes. */
const SMALL_MAX = 2_048;
/** What is looked at of a longer text, characters: of 64 MB that nobody can read only the beginning is shown. */
const HEAD_MAX = 262_144;
/** What is looked at of the texts of one kind together, characters: no more than takes a few milliseconds is done in one turn. */
export const LOOKED_TOTAL_MAX = 1_048_576;
export const FACT_MAX = 16_384;
export const FACTS_TOTAL_MAX = 98_304;
export const PROSE_MAX = 32_768;
export const FIELD_MAX = 4_096;
export const NAME_MAX = 1_024;
export const LABELS_TOTAL_MAX = 32_768;
export const TITLE_MAX = 300; // characters
export const ATTACKS_MAX = 64;
const STEPS_MAX = 32;

/** As it travels: in JSON a control character takes six bytes, and SQS takes a message of 1 MiB. */
export const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** No character takes more bytes: a control character in JSON. */
export const WIDEST = 6;

/** What is looked at of a text. */
export const headOf = (text: string): string => text.slice(0, HEAD_MAX);

/** Whether a text travels whole within so many bytes; to measure megabytes that cannot would take long. */
const fits = (text: string, max: number): boolean =>
  text.length * WIDEST <= max || (text.length <= max && sizeOf(text) <= max);

/** The beginning of a text that travels within so many bytes. */
const fitted = (text: string, max: number): string => (fits(text, max) ? text : truncateTo(text, max, sizeOf));

/** What finishing an alert comes upon on its way. */
export interface Overflow extends Redaction {
  /** What did not fit where it belongs goes into the evidence, cut there if need be, so that nothing vanishes unsaid. */
  readonly evidence: Evidence[];
}

/** A word that is longer has no end worth waiting for. */
const WORD_MAX = 200;

/** The end of the last whole word before an index: half of a credential is one that no rule knows. */
function wordsEnd(text: string, max: number): number {
  for (let end = max; end > max - WORD_MAX; end -= 1) if (/\s/.test(text.charAt(end))) return end;
  return max;
}

/** What is looked at of a text of which so many bytes are shown: with what is removed from it there has to be enough. */
export function lookedAt(text: string, max: number): string {
  const most = Math.min(HEAD_MAX, 2 * max);
  return text.length <= most ? text : text.slice(0, wordsEnd(text, most));
}

export function within(name: string, text: string, max: number, overflow: Overflow): string {
  const looked = lookedAt(text, max);
  const clean = overflow.redact(looked);
  if (looked.length === text.length && fits(clean, max)) return clean;
  overflow.evidence.push({ kind: truncate(name, 200), content: text });
  return fitted(clean, max);
}

/** So short that nothing has to be measured, whatever stands in place of a credential. */
const isSmall = (evidence: readonly Evidence[]): boolean => {
  let length = 0;
  for (const { kind, content } of evidence) {
    if (kind.length * WIDEST > NAME_MAX) return false;
    length += kind.length + content.length + FRAME;
  }
  return length <= SMALL_MAX;
};

/** Pieces of evidence without credentials; nothing when one of them became too long to go unmeasured. */
function cleanIfSmall(evidence: readonly Evidence[], clean: (text: string) => string): Evidence[] | undefined {
  if (!isSmall(evidence)) return undefined;
  const kept = evidence.map((item) => {
    const [kind, content] = [clean(item.kind), clean(item.content)];
    return item.kind === kind && item.content === content ? item : { ...item, kind, content };
  });
  return isSmall(kept) ? kept : undefined;
}

export function boundEvidence(evidence: readonly Evidence[], clean: (text: string) => string = redact): Evidence[] {
  const small = cleanIfSmall(evidence, clean);
  if (small !== undefined) return small;
  let left = EVIDENCE_TOTAL_MAX;
  let looked = 0;
  let omitted = 0;
  const kept = evidence.flatMap((item) => {
    if (left < LEAST || looked > LOOKED_TOTAL_MAX) {
      omitted += 1;
      return [];
    }
    const head = headOf(item.content);
    looked += head.length;
    const content = clean(head);
    const shown = fitted(content, Math.min(EVIDENCE_MAX, left));
    // Its name and its braces take room too, which counts when there are thousands.
    const kind = fitted(clean(item.kind), NAME_MAX);
    left -= sizeOf(shown) + sizeOf(kind) + FRAME;
    const truncated = item.truncated === true || shown !== content || head.length < item.content.length;
    return [{ ...item, kind, content: shown, ...(truncated ? { truncated } : {}) }];
  });
  const note = { kind: 'omitted', content: `${omitted} more, kept with the webhook`, truncated: true };
  return omitted === 0 ? kept : [...kept, note];
}

export function boundRemediation(remediation: Remediation | undefined, overflow: Overflow): Remediation | undefined {
  if (remediation === undefined) return undefined;
  const named = (text: string | undefined) =>
    text === undefined ? undefined : within('remediation', text, NAME_MAX, overflow);
  const each = Math.floor(PROSE_MAX / Math.max(1, Math.min(STEPS_MAX, remediation.steps.length)));
  const steps = remediation.steps
    .slice(0, STEPS_MAX)
    .map((step) => defined({ title: named(step.title), text: within('remediation', step.text, each, overflow) }));
  for (const step of remediation.steps.slice(STEPS_MAX))
    overflow.evidence.push({ kind: 'remediation', content: `${step.title ?? ''}\n${step.text}` });
  return defined({ title: named(remediation.title), steps });
}

type Technique = Alert['attack'][number];

export function fitAttack({ technique, name, tactics }: Technique, overflow: Overflow): Technique {
  const fitting = (text: string): string => fitted(overflow.redact(lookedAt(text, NAME_MAX)), NAME_MAX);
  return defined({
    technique: technique === undefined ? undefined : fitting(technique),
    name: name === undefined ? undefined : fitting(name),
    tactics: tactics.slice(0, ATTACKS_MAX).map((tactic) => ({ uid: fitting(tactic.uid), name: fitting(tactic.name) })),
  });
}

/** A URL that is cut leads nowhere: too long a one is evidence only. */
export function fitUrl(url: string, overflow: Overflow): string | undefined {
  const clean = overflow.redact(headOf(url));
  if (url.length <= HEAD_MAX && fits(clean, FIELD_MAX)) return clean;
  overflow.evidence.push({ kind: 'url', content: url });
  return undefined;
}
