import { type Remediation, severities } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { type Counts, countsOf, type Finding, findingsOf, isTelling, kindOf, pagesOf } from './findings.ts';
import { type Subject, subjectOf } from './places.ts';

/** A report, and what stood around it: with deleted reports enabled, the verb. */
export interface Report {
  readonly object: Fields;
  readonly around: Fields;
}

type Worst = Pick<Detection, 'severity' | 'vendorSeverity'>;

const worstOf = (counts: Counts): Worst | undefined => {
  const severity = severities.toReversed().find((level) => counts.has(level));
  if (severity !== undefined) return { severity, vendorSeverity: severity.toUpperCase() };
  return counts.has('unknown') ? { severity: 'low', vendorSeverity: 'UNKNOWN' } : undefined;
};

const toldCounts = (counts: Counts): string => [...counts].map(([level, count]) => `${count} ${level}`).join(', ');

function placeOf({ unit, places: { target, kubernetes, container } }: Subject): string {
  if (target.host !== undefined) return ` on ${target.host}`;
  const where = kubernetes?.namespace === undefined ? unit : `${kubernetes.namespace}/${unit ?? ''}`;
  return `${where === undefined ? '' : ` in ${where}`}${container?.name === undefined ? '' : ` (${container.name})`}`;
}

/** What a report comes to: what was found, that nothing is left, or that it does not say. */
function verdictOf(
  { object, around }: Report,
  kind: ReturnType<typeof kindOf>,
  counts: Counts,
): Worst & { readonly words: string; readonly state: Detection['state'] } {
  const worst = worstOf(counts);
  const isDeleted = /^delete/i.test(dig(around).text('verb') ?? '');
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const found = `${toldCounts(counts)} ${total === 1 ? kind.noun[0] : kind.noun[1]}`;
  if (worst !== undefined) return { ...worst, words: found, state: isDeleted ? 'resolved' : 'open' };
  const none = { severity: 'info', words: `No ${kind.noun[1]}`, state: 'resolved' } as const;
  if (isDeleted || isTelling(object, kind)) return none;
  return { severity: 'medium', words: 'A report without its findings', state: 'open' };
}

const WORST_SHOWN = 10;

const descriptionOf = (title: string, findings: readonly Finding[]): string => {
  const worst = findings.slice(0, WORST_SHOWN).map(({ severity, line }) => `${severity.toUpperCase()} ${line}`);
  const more = findings.length - worst.length;
  return [title, ...worst, ...(more > 0 ? [`and ${more} more, in the evidence as far as they fit`] : [])].join('\n');
};

/** What to do about the worst: the version that mends it, or the check's own words. */
function remediationOf(findings: readonly Finding[]): Remediation | undefined {
  const steps = findings.slice(0, WORST_SHOWN).flatMap(({ fields }) => {
    const said = dig(fields);
    const [fixed, words] = [said.text('fixedVersion'), said.text('remediation')];
    const title = said.text('vulnerabilityID', 'checkID', 'id');
    const text = fixed === undefined ? words : `Update ${said.text('resource') ?? 'the package'} to ${fixed}.`;
    return text === undefined ? [] : [defined({ title, text })];
  });
  return steps.length === 0 ? undefined : { steps };
}

/** The report without what the evidence holds. What is no finding, such as a check that passed, stays. */
function withoutFindings(value: unknown, findings: ReadonlySet<unknown>): unknown {
  if (Array.isArray(value)) return value.filter((item) => !findings.has(item));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutFindings(inner, findings)]));
}

const timeOf = (said: Dig): string | undefined =>
  toTime(said.value('report.updateTimestamp')) ??
  toTime(said.value('status.updateTimestamp')) ??
  toTime(said.value('metadata.creationTimestamp'));

function identityOf(said: Dig, object: Fields, state: string, at: Parameters<typeof occurrence>[1]): string[] {
  const uid = said.text('metadata.uid');
  if (uid === undefined || at.occurredAt === undefined) return [state, ...occurrence(object, at)];
  return ['report', uid, at.occurredAt, state];
}

const problemOf = (type: string, { kind, unit, places }: Subject, said: Dig): string[] =>
  [
    type,
    kind === 'Node' ? undefined : places.kubernetes?.namespace,
    kind,
    unit,
    places.container?.name,
    said.text('spec.compliance.id'),
  ].map((part) => part ?? '');

/** A report is known by its kind and name: a scan updates it, or deletes it and makes it anew. */
function findingOf(said: Dig, type: string, isOver: boolean): Detection['finding'] {
  const name = said.take('metadata.name');
  const vendorUid =
    name === undefined ? undefined : [type, said.text('metadata.namespace'), name].filter(Boolean).join('/');
  return defined({
    vendorUid,
    firstSeenAt: toTime(said.value('metadata.creationTimestamp')),
    lastSeenAt: isOver ? undefined : timeOf(said),
  });
}

const classes = new Map<string, Detection['class']>([
  ['vulnerabilities', 'vulnerability'],
  ['exposed secrets', 'exposure'],
]);

/** A report as one alert that sums it up: a finding each would be thousands. */
export function toDetection(report: Report, received: Received): Detection {
  const { object, around } = report;
  const said = dig(object);
  const kind = kindOf(object);
  const findings = findingsOf(object, kind);
  const { words, ...verdict } = verdictOf(report, kind, countsOf(object, findings));
  const [subject, occurredAt] = [subjectOf(said, findings), timeOf(said)];
  const title = `${words}${placeOf(subject)}${around['verb'] === 'delete' ? ', report deleted' : ''}`;
  const type = said.take('kind') ?? 'report';
  const labels = Object.fromEntries(pairsOf(said.value('metadata.labels')));
  const shown = new Map(Object.entries(labels).map(([name, text]) => [`metadata.labels.${name}`, text]));
  const rest = withoutFindings(object, new Set(findings.map(({ fields }) => fields)));
  return detected(
    {
      identity: identityOf(said, object, verdict.state, { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(type, subject, said),
      record: object,
      class: classes.get(kind.noun[1]) ?? 'compliance',
      finding: findingOf(said, type, verdict.state === 'resolved'),
      type,
      title,
      description: descriptionOf(title, findings),
      ...verdict,
      action: 'observed',
      occurredAt,
      ...subject.places,
      remediation: remediationOf(findings),
      evidence: pagesOf(findings).map((content) => defined({ at: occurredAt, kind: kind.noun[1], content })),
      labels: { ...labels, report: type, namespace: subject.places.kubernetes?.namespace },
      facts: mergeFacts(factsBut(rest, said, { taken: shown }), factsOf(around)),
    },
    received,
  );
}
