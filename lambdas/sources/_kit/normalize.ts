import { ALERT_SCHEMA, type Alert, type Evidence, type Finding, type FindingStatus } from '../../domain/alert.ts';
import { completed } from '../../domain/attack/attacks-from.ts';
import type { Detection } from '../../domain/detection.ts';
import { stable } from '../../domain/fingerprint.ts';
import { type Removed, redact } from '../../domain/redact/redact.ts';
import { mark } from '../../domain/redact/span.ts';
import { hashOf, hashOfChanged, hashOfKnown } from '../../domain/values/hash.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { splitLabels } from './bound-labels.ts';
import { boundTexts } from './bound-texts.ts';
import {
  ATTACKS_MAX,
  boundEvidence,
  boundRemediation,
  FACT_MAX,
  FACTS_TOTAL_MAX,
  FIELD_MAX,
  fitAttack,
  fitUrl,
  headOf,
  LABELS_TOTAL_MAX,
  NAME_MAX,
  type Overflow,
  PROSE_MAX,
  TITLE_MAX,
  within,
} from './bounds.ts';
import { type Places, placesOf } from './detected-places.ts';
import { fitAll } from './fit-places.ts';
import { type RedactedTexts, redaction } from './redaction.ts';
import { weaknessesNamed } from './typed-places.ts';

/** What is looked at of a title, characters. */
const TITLE_LOOKED_MAX = 8_192;

/** Where an alert came from: what the source's own file cannot know. */
export interface Origin {
  readonly source: string;
  readonly vendor: string;
  readonly product: string;
  readonly receivedAt: string;
}

/** A rule called `Reset password` says nothing of a password when the process or the file that it was about stands behind it. */
function redactTitle(title: string, type: string, { actor, target, file, cloud }: Places, removed: Removed): string {
  if (!title.startsWith(`${type}: `)) return redact(title, removed);
  const said = title.slice(type.length + 2);
  const [word = ''] = said.split(' ');
  const { name, path, commandLine } = actor.process ?? {};
  const known = [name, path, commandLine, file?.path, cloud?.resource?.name, target.url, target.host];
  const isOurs = word !== '' && known.some((text) => text?.includes(word) === true);
  return isOurs ? `${redact(type, removed)}: ${redact(said, removed)}` : redact(title, removed);
}

/** The title of an alert: one line, and never empty. What is cut off stands in the evidence, or in the description. */
function titleOf(detection: Detection, places: Places, type: string, overflow: Overflow): string {
  const { title, description } = detection;
  const line = redactTitle(oneLine(title.slice(0, TITLE_LOOKED_MAX)), detection.type, places, overflow.removed);
  if (isCut(title) && description !== title) overflow.evidence.push({ kind: 'title', content: title });
  return truncate(line, TITLE_MAX) || type;
}

/** Says how many credentials were removed, in a label that routes can take. */
function labelRedacted(labels: Record<string, string>, { size }: Removed): Record<string, string> {
  return size === 0 || Object.hasOwn(labels, 'redacted') ? labels : { ...labels, redacted: String(size) };
}

/** How the sender's tracking of the finding stands. */
const statusOf = ({ state, finding }: Detection): FindingStatus =>
  state === 'resolved' ? 'resolved' : (finding?.status ?? 'new');

/**
 * The finding of a report: the same `uid` in every report about it, by the vendor's own id where there is one, else by the
 * problem.
 */
function findingOf(detection: Detection, source: string, fingerprint: string, overflow: Overflow): Finding {
  const said = detection.finding ?? {};
  const { vendorUid } = said;
  const key = vendorUid === undefined ? fingerprint : hashOfKnown(['finding', 'vendor', vendorUid]);
  return { uid: `${source}/${key}`, ...fitAll('finding', said, overflow), status: statusOf(detection) };
}

const defaultClass = (kind: Alert['kind']): Alert['class'] => (kind === 'detection' ? 'threat' : 'operational');

const isShown = (code: number): boolean => code > 0x20 && code < 0x7f;

/** Whether two texts are the same on one line; most show by their first character that they are not. */
function areSameLine(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [one.charCodeAt(0), other.charCodeAt(0)];
  if (first !== second && isShown(first) && isShown(second)) return false;
  return oneLine(headOf(one)) === oneLine(headOf(other));
}

/** Whether a title is longer than what an alert has room for. */
const isCut = (title: string): boolean => title.length > TITLE_MAX;

/** The same words as the title say nothing more, unless the title is cut. */
const descriptionOf = ({ title, description }: Detection, overflow: Overflow): string | undefined =>
  description === undefined || description.trim() === '' || (!isCut(title) && areSameLine(description, title))
    ? undefined
    : within('description', description, PROSE_MAX, overflow);

/** The attacks that an alert has room for; the others stand in the evidence. */
function attacksWithin(attack: Detection['attack'], overflow: Overflow): Alert['attack'] {
  const others = attack.slice(ATTACKS_MAX);
  if (others.length > 0) overflow.evidence.push({ kind: 'attack', content: JSON.stringify(others) });
  return attack.slice(0, ATTACKS_MAX).map((each) => fitAttack(completed(each), overflow));
}

/** Sets what is there: an absent field of an alert means that it is unknown. */
function add<K extends keyof Alert>(alert: Alert, name: K, value: Alert[K] | undefined): void {
  if (value !== undefined) alert[name] = value;
}

/** What the title or the name of the rule names, of a sender that names it nowhere else. */
const weaknessesIn = ({ kind, title, rule: { name = '' } }: Alert): Alert['vulnerabilities'] =>
  kind === 'detection' ? (weaknessesNamed(title) ?? weaknessesNamed(name)) : undefined;

/** The fields that an alert may be without. */
function addOptional(alert: Alert, detection: Detection, places: Places, overflow: Overflow): Alert {
  const { vendorSeverity, riskScore, confidence, remediation, url } = detection;
  add(alert, 'description', descriptionOf(detection, overflow));
  if (vendorSeverity !== undefined) alert.vendorSeverity = within('severity', vendorSeverity, NAME_MAX, overflow);
  add(alert, 'riskScore', riskScore);
  add(alert, 'confidence', confidence);
  add(alert, 'connection', places.connection);
  add(alert, 'file', places.file);
  add(alert, 'container', places.container);
  add(alert, 'kubernetes', places.kubernetes);
  add(alert, 'cloud', places.cloud);
  add(alert, 'code', places.code);
  add(alert, 'vulnerabilities', places.vulnerabilities ?? weaknessesIn(alert));
  add(alert, 'sensor', places.sensor);
  add(alert, 'remediation', boundRemediation(remediation, overflow));
  add(alert, 'url', url === undefined ? undefined : fitUrl(url, overflow));
  return alert;
}

const hashOfProblem = hashOfChanged(([source = '', kind = '', ...problem]) => [
  source,
  kind,
  ...problem.map((part) => stable(part)),
]);

/** Which report it is, and which problem. */
function identify({ identity, problem, kind }: Detection, { source, receivedAt }: Origin) {
  // Text that nobody can read carries no time either: again on another day it has happened again.
  const identified = kind === 'unreadable' ? [...identity, receivedAt.slice(0, 10)] : identity;
  return {
    id: `${source}:${hashOf(identified)}`,
    fingerprint: hashOfProblem([source, kind, ...problem]),
  };
}

/** So many credentials of an alert are looked for in its other texts, and none that is shorter: it may be a word. */
const KNOWN_MAX = 64;
const KNOWN_SHORTEST = 8;

/** A text without the credentials that a name has shown elsewhere in the alert. */
function withoutKnown(text: string, removed: Removed): string {
  if (removed.size === 0 || removed.size > KNOWN_MAX) return text;
  let clean = text;
  for (const known of removed)
    if (known.length >= KNOWN_SHORTEST && clean.includes(known)) clean = clean.replaceAll(known, () => mark('secret'));
  return clean;
}

/**
 * Completes what a source read to an alert: deterministic id, finding and fingerprint, title on one line, credentials
 * redacted, typed places filled, and bounds on everything that a sender can make long. Texts that were redacted `before`
 * are not searched again.
 */
export function finish(detection: Detection, origin: Origin, before?: RedactedTexts): Alert {
  const { occurredAt, severity, kind, action } = detection;
  const { source, receivedAt } = origin;
  const { id, fingerprint } = identify(detection, origin);
  const overflow: Overflow = { evidence: [], ...redaction(before) };
  const type = within('type', detection.type, NAME_MAX, overflow);
  const draft = placesOf(detection);
  const places = fitAll('', draft, overflow);
  const { labels, facts: others } = splitLabels(detection.labels);
  const facts = others === undefined ? detection.facts : { ...others, ...detection.facts };
  const finding = findingOf(detection, source, fingerprint, overflow);
  const alert: Alert = {
    schema: ALERT_SCHEMA,
    id,
    finding,
    fingerprint,
    source,
    vendor: detection.vendor ?? origin.vendor,
    product: detection.product ?? origin.product,
    kind,
    class: detection.class ?? defaultClass(kind),
    type,
    rule: fitAll('rule', defined({ uid: type, ...detection.rule }), overflow),
    title: titleOf(detection, draft, type, overflow),
    severity,
    state: finding.status === 'resolved' ? 'resolved' : 'open',
    action,
    occurredAt: occurredAt ?? receivedAt,
    receivedAt,
    actor: places.actor,
    target: places.target,
    attack: attacksWithin(detection.attack, overflow),
    labels: boundTexts('label', labels, { each: FIELD_MAX, total: LABELS_TOTAL_MAX }, overflow),
    facts: boundTexts('fact', facts, { each: FACT_MAX, total: FACTS_TOTAL_MAX }, overflow),
    evidence: [],
  };
  addOptional(alert, detection, places, overflow);
  alert.title = withoutKnown(alert.title, overflow.removed);
  if (alert.description !== undefined) alert.description = withoutKnown(alert.description, overflow.removed);
  // Last: only now is known what did not fit elsewhere.
  alert.evidence = boundEvidence([...detection.evidence, ...overflow.evidence], overflow.redact);
  alert.labels = labelRedacted(alert.labels, overflow.removed);
  return alert;
}

/** The evidence within its bounds and with its credentials, for destinations that are set to take it so. */
export const evidenceAsItCame = ({ evidence }: Detection): readonly Evidence[] =>
  boundEvidence(evidence, (text) => text);
