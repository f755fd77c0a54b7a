import { type Remediation, severities } from '../../domain/alert.ts';
import type { Detection, DraftTarget } from '../../domain/detection.ts';
import { podFamily } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { type Counts, countsOf, type Finding, findingsOf, isTelling, kindOf, pagesOf } from './findings.ts';

/** A report, and what stood around it: with deleted reports enabled, the verb. */
export interface Report {
  readonly object: Fields;
  readonly around: Fields;
}

/** Kubernetes appends a hash of the template to a ReplicaSet's name, and more to a pod's. */
function familyOf(kind: string | undefined, name: string | undefined): string | undefined {
  if (kind === 'Pod' && name !== undefined) return podFamily(name);
  return kind === 'ReplicaSet' ? name?.replace(/-[bcdfghjklmnpqrstvwxz2456789a-f0-9]{6,10}$/, '') : name;
}

const label = (said: Dig, name: string): string | undefined => {
  const labels = said.value('metadata.labels');
  const text = isFields(labels) ? labels[`trivy-operator.${name}`] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
};

function imageOf(said: Dig): string | undefined {
  const repository = said.text('report.artifact.repository');
  if (repository === undefined) return undefined;
  const server = said.text('report.registry.server');
  const [tag, digest] = [said.text('report.artifact.tag'), said.text('report.artifact.digest')];
  const version = tag === undefined ? (digest === undefined ? '' : `@${digest}`) : `:${tag}`;
  return `${server === undefined ? '' : `${server}/`}${repository}${version}`;
}

function targetOf(said: Dig): DraftTarget {
  const kind = label(said, 'resource.kind');
  const name = label(said, 'resource.name') ?? said.text('metadata.name');
  if (kind === 'Node') return defined({ kind: 'host', host: name, resource: `${kind}/${name}` });
  return defined({
    kind: 'workload',
    namespace: said.text('metadata.namespace') ?? label(said, 'resource.namespace'),
    workload: familyOf(kind, name),
    container: label(said, 'container.name'),
    image: imageOf(said),
    resource: kind === undefined ? undefined : `${kind}/${name}`,
  });
}

type Worst = Pick<Detection, 'severity' | 'vendorSeverity'>;

const worstOf = (counts: Counts): Worst | undefined => {
  const severity = severities.toReversed().find((level) => counts.has(level));
  if (severity !== undefined) return { severity, vendorSeverity: severity.toUpperCase() };
  return counts.has('unknown') ? { severity: 'low', vendorSeverity: 'UNKNOWN' } : undefined;
};

const toldCounts = (counts: Counts): string => [...counts].map(([level, count]) => `${count} ${level}`).join(', ');

function placeOf({ namespace, workload, container, host }: DraftTarget): string {
  if (host !== undefined) return ` on ${host}`;
  const unit = namespace === undefined ? workload : `${namespace}/${workload ?? ''}`;
  return `${unit === undefined ? '' : ` in ${unit}`}${container === undefined ? '' : ` (${container})`}`;
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

const problemOf = (type: string, target: DraftTarget, said: Dig): string[] =>
  [
    type,
    target.namespace,
    target.resource?.split('/')[0],
    target.workload ?? target.host,
    target.container,
    said.text('spec.compliance.id'),
  ].map((part) => part ?? '');

/** A report as one alert that sums it up: a finding each would be thousands. */
export function toDetection(report: Report, received: Received): Detection {
  const { object, around } = report;
  const said = dig(object);
  const kind = kindOf(object);
  const findings = findingsOf(object, kind);
  const { words, ...verdict } = verdictOf(report, kind, countsOf(object, findings));
  const [target, occurredAt] = [targetOf(said), timeOf(said)];
  const title = `${words}${placeOf(target)}${around['verb'] === 'delete' ? ', report deleted' : ''}`;
  const type = said.text('kind') ?? 'report';
  const labels = Object.fromEntries(pairsOf(said.value('metadata.labels')));
  const shown = new Map(Object.entries(labels).map(([name, text]) => [`metadata.labels.${name}`, text]));
  const rest = withoutFindings(object, new Set(findings.map(({ fields }) => fields)));
  return detected(
    {
      identity: identityOf(said, object, verdict.state, { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(type, target, said),
      record: object,
      type,
      title,
      description: descriptionOf(title, findings),
      ...verdict,
      action: 'observed',
      occurredAt,
      target,
      remediation: remediationOf(findings),
      evidence: pagesOf(findings).map((content) => defined({ at: occurredAt, kind: kind.noun[1], content })),
      labels: { ...labels, report: type, namespace: target.namespace },
      facts: mergeFacts(factsBut(rest, { taken: shown }), factsOf(around)),
    },
    received,
  );
}
