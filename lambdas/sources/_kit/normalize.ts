import type { Alert, Detection, Evidence, Remediation } from '../../domain/alert.ts';
import { stable } from '../../domain/fingerprint.ts';
import { scrub } from '../../domain/redact.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { oneLine, truncate, truncateTo } from '../../domain/values/text.ts';

/** Where an alert came from: what the source's own file cannot know. */
export interface Origin {
  readonly source: string;
  readonly vendor: string;
  readonly product: string;
  readonly receivedAt: string;
}

// In bytes as JSON: all together stay below DynamoDB's 400 KB for a row and SQS's 1 MiB for a message.
const EVIDENCE_MAX = 16_384;
const EVIDENCE_TOTAL_MAX = 65_536;
/** What an element of the evidence takes beside its texts: `{"kind":"","content":"","truncated":true},`. */
const FRAME = 48;
/** Less than this shows nothing. */
const LEAST = 256;
/** What is looked at of a longer text, characters: of 64 MB that nobody can read only the beginning is shown. */
const HEAD_MAX = 262_144;
const FACT_MAX = 16_384;
const FACTS_TOTAL_MAX = 98_304;
const PROSE_MAX = 32_768;
const FIELD_MAX = 4_096;
const NAME_MAX = 1_024;
const LABELS_TOTAL_MAX = 32_768;
const TITLE_MAX = 300; // characters
const ATTACKS_MAX = 64;
const STEPS_MAX = 32;

/** As it travels: in JSON a control character takes six bytes, and SQS takes a message of 1 MiB. */
const sizeOf = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/** What is looked at of a text. */
const headOf = (text: string): string => text.slice(0, HEAD_MAX);

/** Whether a text travels whole within so many bytes; to measure megabytes that cannot would take long. */
const fits = (text: string, max: number): boolean => text.length <= max && sizeOf(text) <= max;

/** The beginning of a text that travels within so many bytes. */
const fitted = (text: string, max: number): string => truncateTo(text, max, sizeOf);

/** What did not fit where it belongs goes into the evidence, cut there if need be, so that nothing vanishes unsaid. */
type Overflow = Evidence[];

/** A credential is known by its name too: `x-api-key` says of its value what the value does not. */
function scrubNamed(name: string, value: string): string {
  const label = `${name.slice(name.lastIndexOf('.') + 1)}: `;
  const marked = scrub(`${label}x`);
  return marked === `${label}x` ? scrub(value) : marked.slice(label.length);
}

/** A rule called `Reset password` says nothing of a password when the process or the file that it was about stands behind it. */
function scrubTitle(title: string, { type, actor, target }: Pick<Detection, 'type' | 'actor' | 'target'>): string {
  const told = title.slice(type.length + 2);
  const [word = ''] = told.split(' ');
  const known = [actor?.process, target.resource, target.url, target.host];
  const isOurs = title.startsWith(`${type}: `) && word !== '' && known.some((text) => text?.includes(word) === true);
  return isOurs ? `${scrub(type)}: ${scrub(told)}` : scrub(title);
}

function within(name: string, text: string, max: number, overflow: Overflow): string {
  const clean = scrub(headOf(text));
  if (text.length <= HEAD_MAX && fits(clean, max)) return clean;
  overflow.push({ kind: truncate(name, 200), content: text });
  return fitted(clean, max);
}

function boundEvidence(evidence: readonly Evidence[], clean: (text: string) => string = scrub): Evidence[] {
  let left = EVIDENCE_TOTAL_MAX;
  let omitted = 0;
  const kept = evidence.flatMap((item) => {
    if (left < LEAST) {
      omitted += 1;
      return [];
    }
    const head = headOf(item.content);
    const content = clean(head);
    const shown = fitted(content, Math.min(EVIDENCE_MAX, left));
    // Its name and its braces take room too, which counts when there are thousands.
    const kind = fitted(item.kind, NAME_MAX);
    left -= sizeOf(shown) + sizeOf(kind) + FRAME;
    const truncated = item.truncated === true || shown !== content || head.length < item.content.length;
    return [{ ...item, kind, content: shown, ...(truncated ? { truncated } : {}) }];
  });
  const note = { kind: 'omitted', content: `${omitted} more, kept with the webhook`, truncated: true };
  return omitted === 0 ? kept : [...kept, note];
}

/** Texts by name that stay whole; those that would make the row too large move into the evidence. */
function boundTexts(
  what: string,
  texts: Readonly<Record<string, string>>,
  max: { readonly each: number; readonly total: number },
  overflow: Overflow,
): Record<string, string> {
  let left = max.total;
  const kept = Object.entries(texts).flatMap(([name, raw]) => {
    const value = scrubNamed(name, headOf(raw));
    const isWhole = raw.length <= HEAD_MAX;
    const size = isWhole && value.length <= max.each ? sizeOf(name) + sizeOf(value) : Number.POSITIVE_INFINITY;
    if (size <= max.each && size <= left) {
      left -= size;
      return [[name, value] as const];
    }
    overflow.push({ kind: truncate(`${what} ${name}`, 200), content: value, ...(isWhole ? {} : { truncated: true }) });
    return [];
  });
  return Object.fromEntries(kept);
}

function boundRemediation(remediation: Remediation | undefined, overflow: Overflow): Remediation | undefined {
  if (remediation === undefined) return undefined;
  const named = (text: string | undefined) =>
    text === undefined ? undefined : within('remediation', text, NAME_MAX, overflow);
  const each = Math.floor(PROSE_MAX / Math.max(1, Math.min(STEPS_MAX, remediation.steps.length)));
  const steps = remediation.steps
    .slice(0, STEPS_MAX)
    .map((step) => defined({ title: named(step.title), text: within('remediation', step.text, each, overflow) }));
  for (const step of remediation.steps.slice(STEPS_MAX))
    overflow.push({ kind: 'remediation', content: `${step.title ?? ''}\n${step.text}` });
  return defined({ title: named(remediation.title), steps });
}

const fitAttack = ({ technique, name }: Alert['attack'][number]): Alert['attack'][number] =>
  defined({
    technique: fitted(technique, NAME_MAX),
    name: name === undefined ? undefined : fitted(name, NAME_MAX),
  });

const fitAll = <T extends object>(what: string, value: T, overflow: Overflow): T =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' ? within(`${what}.${key}`, inner, FIELD_MAX, overflow) : inner,
    ]),
  ) as T;

/**
 * Completes what a source said to an alert: deterministic id and fingerprint, title on one line, credentials scrubbed,
 * and bounds on everything that a sender can make long.
 */
export function finish(detection: Detection, origin: Origin): Alert {
  const { identity, problem, occurredAt, record: _, url, ...rest } = detection;
  const { source, receivedAt } = origin;
  // Text that nobody can read carries no time either: again on another day it has happened again.
  const identified = rest.kind === 'unreadable' ? [...identity, receivedAt.slice(0, 10)] : identity;
  const overflow: Overflow = [];
  const type = within('type', rest.type, NAME_MAX, overflow);
  return defined({
    ...rest,
    id: `${source}:${hashOf(identified)}`,
    fingerprint: hashOf([source, rest.kind, ...problem.map(stable)]),
    source,
    vendor: rest.vendor ?? origin.vendor,
    product: rest.product ?? origin.product,
    type,
    title: truncate(scrubTitle(oneLine(headOf(rest.title)), rest), TITLE_MAX) || type,
    description: within('description', rest.description, PROSE_MAX, overflow),
    severitySource: within('severity', rest.severitySource, NAME_MAX, overflow),
    occurredAt: occurredAt ?? receivedAt,
    receivedAt,
    actor: fitAll('actor', rest.actor ?? {}, overflow),
    target: fitAll('target', rest.target, overflow),
    attack: rest.attack.slice(0, ATTACKS_MAX).map(fitAttack),
    remediation: boundRemediation(rest.remediation, overflow),
    url: url === undefined ? undefined : fitUrl(url, overflow),
    labels: boundTexts('label', rest.labels, { each: FIELD_MAX, total: LABELS_TOTAL_MAX }, overflow),
    facts: boundTexts('fact', rest.facts, { each: FACT_MAX, total: FACTS_TOTAL_MAX }, overflow),
    // Last: only now is known what did not fit elsewhere.
    evidence: boundEvidence([...rest.evidence, ...overflow]),
  });
}

/** The evidence within its bounds and with its credentials, for destinations that are set to take it so. */
export const evidenceAsItCame = ({ evidence }: Detection): readonly Evidence[] =>
  boundEvidence(evidence, (text) => text);

/** A URL that is cut leads nowhere: too long a one is evidence only. */
function fitUrl(url: string, overflow: Overflow): string | undefined {
  const clean = scrub(headOf(url));
  if (url.length <= HEAD_MAX && fits(clean, FIELD_MAX)) return clean;
  overflow.push({ kind: 'url', content: url });
  return undefined;
}
