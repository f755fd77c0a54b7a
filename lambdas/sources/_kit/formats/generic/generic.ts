import type { Remediation } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import { defined, factTexts, mergeFacts, setOwn, type Texts } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { oneLine, truncate } from '../../../../domain/values/text.ts';
import { attacks } from '../../attack.ts';
import { classByWords } from '../../class-words.ts';
import type { Received } from '../../define-source.ts';
import type { Around } from '../../envelope.ts';
import { occurrence } from '../../identity.ts';
import { type NamedFields, namedFields, namesOf } from '../../named-fields.ts';
import { placed } from '../../typed-places.ts';
import { makerName } from '../../vendor-name.ts';
import { stateOf, statusOf } from './course.ts';
import { actionOf } from './deeds.ts';
import { advice, alertIds, dedupKeys, labelled, prose, ruleNames, trackedIds, types } from './names.ts';
import { linkOf, placeOf, type Subject, subjectOf, takeShown } from './places.ts';
import { problemOf } from './problem.ts';
import { occurredIn } from './times.ts';
import { type Title, titleIn } from './titles.ts';
import { type Typed, typedPlaces } from './typed.ts';
import { severityOf } from './words.ts';
import { isWordy } from './wordy.ts';

/** What is known of a record beside its own fields, and stands above what they seem to say. */
export interface Known {
  readonly vendor?: string;
  readonly product?: string;
  readonly type?: string;
  readonly class?: Detection['class'];
  readonly occurredAt?: string | undefined;
  /** When it was sent, for what carries no time of its own. */
  readonly sentAt?: string | undefined;
  readonly state?: Detection['state'];
  /** What somebody did to a finding that is not over. */
  readonly status?: 'suppressed';
  /** What it is about, when the record does not say where. */
  readonly resource?: string | undefined;
  /** Names the occurrence, in place of all that the record says. */
  readonly identity?: readonly string[];
  /** Stands before the problem. */
  readonly problem?: readonly string[];
}

/** What a sender changes when it sends the same again. */
const resent = ['attempt', 'attempts', 'retry', 'retryCount', 'deliveryAttempt', 'sentAt', 'deliveredAt'].flatMap(
  (name) => [`record.${name}`, `around.${name}`],
);

const TITLE_MAX = 160;

/** The name of a finding at Google, `organizations/1/sources/2/findings/3`, which is no title. */
const isName = (text: string | undefined): boolean => /^(?:organizations|folders|projects)\/\w/.test(text ?? '');
const findingName = namesOf('finding.name');

function headlineOf(title: Title | undefined, subject: Subject): string {
  const told = title?.text ?? 'Alert without a title';
  const place = oneLine(placeOf(subject) ?? '');
  return truncate(told, TITLE_MAX) + (place === '' || told.includes(place) ? '' : ` on ${place}`);
}

/** A flag or a number is no advice: `remediation: true`. */
const adviceIn = (text: string): string | undefined => (isWordy(text) ? text : undefined);

function remediationOf(said: NamedFields): Remediation | undefined {
  const text = said.first(adviceIn, advice);
  // It leaves the facts only when it is the one that the names find first.
  if (text !== undefined && said.text(advice) === text) said.take(advice);
  return text === undefined ? undefined : { steps: [{ text }] };
}

const named = /mitre|att&?ck|techni|tactic|kill_?chain/i;
// Sysmon configurations put `technique_id=T1204` into the name of their rule.
const tagged = /tags|labels|rule_?name$/i;
const hasId = /(?:^|[^A-Za-z0-9])TA?\d{4}|attack\./i;

type Holder = 'attack' | 'tags' | undefined;

/** What a field by its path may hold. */
function holderOf(path: string): Holder {
  if (named.test(path)) return 'attack';
  return tagged.test(path) ? 'tags' : undefined;
}
const holdersIn = notesOf(holderOf);

/** Of tags only those that carry an id or Sigma's prefix: `discovery` may be the name of a team. */
function attackTexts(value: unknown): string[] {
  const { shape, texts } = factTexts(value);
  const held = holdersIn(shape).map(({ at, note }) => [note, texts[at] as string] as const);
  return held.flatMap(([holder, text]) => (holder === 'attack' || hasId.test(text) ? [text] : []));
}

function techniquesIn(record: unknown, around: Around): Detection['attack'] {
  const texts = [...attackTexts(around.facts), ...attackTexts(record)];
  return texts.length === 0 ? [] : attacks(texts);
}

const tools = namesOf('productName', 'product', 'product.name', 'toolName', 'tool', 'scannerName', 'scanner', 'sensor');
const makers = namesOf('vendorName', 'vendor', 'vendor.name', 'provider');

const makerOf = (said: NamedFields, { vendor, product }: Known) => {
  const name = makerName(product ?? said.text(tools));
  const maker = makerName(vendor ?? said.text(makers));
  return { vendor: maker ?? name, product: name };
};

/** The finding that the sender tracks, by the key or the id that it gives it. */
const findingOf = (said: NamedFields, record: unknown, { places }: Typed, known: Known): Detection['finding'] =>
  defined({
    ...places.finding,
    vendorUid:
      said.take(trackedIds) ??
      said.take(alertIds) ??
      said.text(dedupKeys) ??
      (isName(said.text(findingName)) ? said.take(findingName) : undefined),
    status: known.status ?? statusOf(said, record),
  });

const ruleCategories = namesOf('ruleCategory', 'rule.category', '^category');
const ruleVersions = namesOf('ruleVersion', 'rule.version');

const ruleOf = (said: NamedFields, type: string | undefined): Detection['rule'] => {
  const [name, category] = [said.text(ruleNames), said.text(ruleCategories)];
  return placed({
    name: name === type ? undefined : name,
    version: said.take(ruleVersions),
    category: category === type ? undefined : category,
  });
};

const categories = namesOf('^findingClass', '^category', 'alertCategory', 'findingType', 'alertType', 'monitorType');

/** A weakness by its id, an attack by its techniques, else what the category or the title names. */
function classOf(said: NamedFields, named: string, { places }: Typed, attack: Detection['attack']): Detection['class'] {
  if (attack.length > 0) return 'threat';
  // Where somebody is named who used it, it is no mere finding of a scanner.
  if (places.vulnerabilities !== undefined && places.actor.ip === undefined) return 'vulnerability';
  return classByWords(said.text(categories) ?? '') ?? classByWords(named) ?? 'threat';
}

function labelsOf(said: NamedFields, { repaired }: Received): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [label, names] of labelled) {
    const text = said.text(names);
    if (text !== undefined) labels[label] = text;
  }
  if (repaired) labels['parse'] = 'repaired';
  return labels;
}

/** The account and the region of an event of AWS are those of its cloud. */
const cloudOf = ({ places }: Typed, { vendor }: Known): Detection['cloud'] =>
  vendor === 'AWS' && places.cloud !== undefined ? { provider: 'aws', ...places.cloud } : places.cloud;

const events = namesOf('^event');

/** A digit is a kind of course, not of alert: down, up. */
const kindIn = (text: string): string | undefined => (/^\d{1,2}$/.test(text) ? undefined : text);

/** A sentence tells of this one alert, and is no kind of alert. */
const wordIn = (text: string): string | undefined => (/\s/.test(text.trim()) ? undefined : text);

/** Any record, as well as the names of its fields tell what it is. Nothing of it is lost: what has no place is a fact. */
export function genericDetection(record: unknown, around: Around, received: Received, known: Known = {}): Detection {
  const said = namedFields(record, around.facts);
  const own = factTexts(record);
  const subject = subjectOf(said, known.resource);
  const typed = typedPlaces(own, around.facts, subject, said);
  takeShown(said, typed.shown);
  const type = known.type ?? said.first(kindIn, types) ?? said.first(wordIn, events);
  const found = titleIn(said, type, record, subject);
  const state = known.state ?? stateOf(said, record, found);
  const occurredAt = known.occurredAt ?? occurredIn(said, state, record) ?? known.sentAt;
  const seen = { occurredAt, receivedAt: received.receivedAt };
  const problem = problemOf({ said, type: type ?? '', title: found, subject, record });
  const identity = known.identity ?? occurrence({ record, around: around.facts }, seen, resent);
  const [title, attack] = [headlineOf(found, subject), techniquesIn(record, around)];
  const read = { said, own, subject, typed, type, state, occurredAt, title, identity, problem, attack };
  return detectionOf(read, record, around, received, known);
}

/** What was read of a record before the rest of it. */
interface Read extends Pick<Detection, 'state' | 'occurredAt' | 'identity' | 'problem' | 'title' | 'attack'> {
  readonly said: NamedFields;
  readonly own: Texts;
  readonly subject: Subject;
  readonly typed: Typed;
  readonly type: string | undefined;
}

/** Each field by its name: to spread several objects into one detection costs more than what is in them. */
function detectionOf(read: Read, record: unknown, around: Around, received: Received, known: Known): Detection {
  const { said, own, subject, typed, type, state, occurredAt, identity, problem, attack, title } = read;
  const { places } = typed;
  const maker = makerOf(said, known);
  const grade = severityOf(said, record, title);
  return {
    actor: places.actor,
    target: places.target,
    connection: places.connection,
    file: places.file,
    container: places.container,
    kubernetes: places.kubernetes,
    cloud: cloudOf(typed, known),
    code: places.code,
    vulnerabilities: places.vulnerabilities,
    sensor: places.sensor,
    riskScore: places.riskScore,
    confidence: places.confidence,
    kind: 'detection',
    vendor: maker.vendor,
    product: maker.product,
    class: known.class ?? classOf(said, `${type ?? ''} ${title}`, typed, attack),
    identity,
    problem: known.problem === undefined ? problem : [...known.problem, ...problem],
    record: around.wrap(record),
    type: type ?? 'alert',
    rule: ruleOf(said, type),
    title,
    description: said.take(prose) ?? title,
    severity: grade.severity,
    vendorSeverity: grade.vendorSeverity,
    state,
    action: actionOf(said),
    occurredAt,
    finding: findingOf(said, record, typed, known),
    attack,
    remediation: remediationOf(said),
    evidence: [],
    labels: labelsOf(said, received),
    url: linkOf(said, subject),
    facts: mergeFacts(untaken(own, typed, said), around.facts),
  };
}

/** The facts that the alert shows nowhere else; placeholders that nobody filled in come last. */
function untaken({ shape: { paths }, texts }: Texts, { taken }: Typed, said: NamedFields) {
  const { unfilled } = said;
  const left: Record<string, string> = {};
  const keep = (path: string, text: string): void => {
    if (said.taken.get(path) !== text) setOwn(left, path, text);
  };
  for (let i = 0; i < paths.length; i += 1) {
    const path = paths[i] as string;
    if (path !== '' && !taken.has(path) && !unfilled.has(i)) keep(path, texts[i] as string);
  }
  for (const i of unfilled) keep(paths[i] as string, texts[i] as string);
  return left;
}
