import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { inTurns, type Pause } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  listOf,
  mergeFacts,
} from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { unreadableItem } from '../_kit/items.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';

// The JSON of `kubescape scan --format json`, which the operator's API gives as well: a summary of each control, and the
// controls of each resource. https://kubescape.io/docs/scanning/, PostureReport of https://github.com/kubescape/opa-utils

/** Whether an object is the report of a scan. */
export const isScan = (fields: Fields): boolean => isFields(dig(fields).value('summaryDetails.controls'));

/** What is known of the whole scan. */
interface Scan {
  readonly cluster: string | undefined;
  /** What was scanned: a cluster, a repository, files. */
  readonly scope: string;
  readonly at: string | undefined;
  readonly failed: ReadonlyMap<string, readonly string[]>;
}

const statusOf = (said: Dig): string => said.text('statusInfo.status', 'status.status', 'status')?.toLowerCase() ?? '';

const SHOWN_MAX = 20;

/** `apps/v1/shop/Deployment/web` as people call it. */
const shortId = (id: string): string => id.split('/').slice(-3).join('/');

type Failure = readonly [id: string, resource: string];

/** What a control of a resource says, where the resource fails it. */
function failureOf(control: unknown, resource: string): Failure[] {
  if (!isFields(control)) return [];
  const said = dig(control);
  return statusOf(said) === 'failed' ? [[said.text('controlID') ?? '', resource]] : [];
}

/** The controls that one resource fails. */
function failuresOf(result: unknown, pause: Pause | undefined): Later<Failure[][]> {
  const { text, value } = dig(result);
  const resource = text('resourceID') ?? 'a resource';
  return inTurns(listOf(value('controls')), (control) => failureOf(control, resource), pause);
}

/** The resources that fail a control, by its id. */
const failedIn = (said: Dig, pause: Pause | undefined): Later<ReadonlyMap<string, readonly string[]>> =>
  after(
    inTurns(listOf(said.value('results')), (result) => failuresOf(result, pause), pause),
    (found) => {
      const byControl = Map.groupBy(found.flat(2), ([id]) => id);
      return new Map([...byControl].map(([id, failures]) => [id, failures.map(([, resource]) => resource)]));
    },
  );

/** A control's score factor: 9 and more is critical, 7 high, 4 medium, 1 low. */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const word = severityWord(said.text('severity'));
  const score = Number(said.text('scoreFactor') ?? Number.NaN);
  const bands: readonly (readonly [from: number, severity: Severity])[] = [
    [9, 'critical'],
    [7, 'high'],
    [4, 'medium'],
    [1, 'low'],
  ];
  const severity = word ?? bands.find(([from]) => score >= from)?.[1];
  if (severity === undefined) return { severity: 'medium' };
  return { severity, vendorSeverity: said.take(word === undefined ? 'scoreFactor' : 'severity') ?? severity };
}

const isOver = (status: string): boolean => status === 'passed' || status === 'irrelevant';

function descriptionOf(said: Dig, failed: readonly string[]): string | undefined {
  const shown = failed.slice(0, SHOWN_MAX).map(shortId).join(', ');
  const list = shown === '' ? undefined : `Failed by: ${shown}${failed.length > SHOWN_MAX ? ' and others' : ''}.`;
  return [said.take('description'), list].filter((text) => text !== undefined).join('\n\n') || undefined;
}

const counters = ['ResourceCounters.failedResources', 'resourceCounters.failedResources'];

const counted = ({ text }: Dig): number | undefined => countIn({ text, take: text }, ...counters);

function titleOf(name: string, status: string, count: number | undefined, cluster: string | undefined): string {
  const where = cluster === undefined ? '' : ` in ${cluster}`;
  if (isOver(status)) return `${name}: passed${where}`;
  return `${name}: failed${count === undefined ? '' : ` by ${count} ${count === 1 ? 'resource' : 'resources'}`}${where}`;
}

/** `apps/v1/shop/Deployment/web`, where it is the only one: its namespace and name. */
function loneIn(failed: readonly string[]): { namespace?: string; workload?: string } {
  const [only = '', ...others] = failed;
  const [name, kind, namespace] = only.split('/').reverse();
  const isWorkload = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod)$/.test(kind ?? '');
  return others.length > 0 || !isWorkload ? {} : defined({ namespace: namespace || undefined, workload: name });
}

/** A control that passes says nothing is wrong: its severity is that of its failure. */
function courseOf(
  said: Dig,
  at: string | undefined,
): Pick<Detection, 'severity' | 'vendorSeverity' | 'state' | 'finding'> {
  const rated = severityOf(said);
  if (isOver(statusOf(said))) return { ...rated, severity: 'info', state: 'resolved' };
  return { ...rated, state: 'open', finding: defined({ lastSeenAt: at, count: countIn(said, ...counters) }) };
}

function controlAlert(id: string, control: Fields, scan: Scan, received: Received): Detection {
  const said = dig(control);
  const [name, status, count] = [said.take('name') ?? id, statusOf(said), counted(said)];
  const step = said.take('remediation', 'mitigation');
  return detected(
    {
      identity: ['kubescape', id, scan.scope, status, String(count ?? ''), scan.at ?? received.receivedAt.slice(0, 10)],
      problem: ['kubescape', id, exactly(scan.scope)],
      record: control,
      class: 'compliance',
      type: id,
      rule: defined({ name, category: said.take('category.name') }),
      title: titleOf(name, status, count, scan.cluster),
      description: descriptionOf(said, scan.failed.get(id) ?? []),
      ...courseOf(said, scan.at),
      occurredAt: scan.at,
      target: { kind: 'cluster' },
      kubernetes: placed({ cluster: scan.cluster, ...loneIn(scan.failed.get(id) ?? []) }),
      remediation: step === undefined ? undefined : { steps: [{ text: step }] },
      labels: { status },
      facts: factsBut(control, said),
    },
    received,
  );
}

const clusters = [
  'clusterName',
  'metadata.clusterMetadata.contextName',
  'metadata.targetMetadata.clusterContextMetadata.contextName',
];

const target = 'metadata.targetMetadata';
const files = [
  `${target}.repoContextMetadata.remoteURL`,
  `${target}.repoContextMetadata.repo`,
  `${target}.fileContextMetadata.filePath`,
  `${target}.directoryContextMetadata.basePath`,
  `${target}.helmContextMetadata.chartName`,
];

/** What a report says beside the controls that became alerts. */
function restOf(report: Fields, told: ReadonlySet<unknown>): Record<string, string> {
  const summary = dig(report).value('summaryDetails');
  const controls = Object.entries(dig(summary).value('controls') ?? {}).filter(([, control]) => !told.has(control));
  const around = isFields(summary) ? { ...summary, controls: Object.fromEntries(controls) } : summary;
  return factsOf({ ...report, summaryDetails: around });
}

/** An alert for each control of a scan that failed or passed, the first with the rest of the report; skipped ones say nothing. */
export function scanAlerts(report: Fields, received: Received): Later<readonly Detection[]> {
  const said = dig(report);
  const cluster = said.text(...clusters);
  const place = { cluster, scope: cluster ?? said.text(...files) ?? '', at: timeIn(said, 'generationTime') };
  const controls = Object.entries(said.value('summaryDetails.controls') ?? {});
  const told = controls.flatMap(([id, control]) => (isFields(control) && isTold(control) ? [{ id, control }] : []));
  if (told.length === 0 && !controls.every(([, control]) => isFields(control) && statusOf(dig(control)) === 'skipped'))
    return [unreadableItem('no control of the scan says how it ended', report)];
  const rest = restOf(report, new Set(told.map(({ control }) => control)));
  return after(failedIn(said, received.pause), (failed) => {
    const read = ({ id, control }: (typeof told)[number], i: number) => {
      const alert = controlAlert(dig(control).text('controlID') ?? id, control, { ...place, failed }, received);
      return i === 0 ? { ...alert, facts: mergeFacts(alert.facts, rest) } : alert;
    };
    return inTurns(told, read, received.pause);
  });
}

const isTold = (control: Fields): boolean => {
  const status = statusOf(dig(control));
  return status === 'failed' || isOver(status);
};
