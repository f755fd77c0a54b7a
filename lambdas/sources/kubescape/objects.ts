import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Vulnerability } from '../../domain/places.ts';
import {
  defined,
  type Fields,
  factsBut,
  factsOf,
  isFields,
  listOf,
  mergeFacts,
  textOf,
} from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';

// Custom resources that the operator writes, in the group spdx.softwarecomposition.kubescape.io
// (https://kubescape.io/docs/operator/, https://github.com/kubescape/storage).

const kinds = /^(?:WorkloadConfigurationScan|VulnerabilityManifest)(?:Summary)?$/;

/** Whether an object is a result of the operator. */
export function isResult(fields: Fields): boolean {
  const said = dig(fields);
  return kinds.test(said.text('kind') ?? '') && /kubescape/.test(said.text('apiVersion') ?? '');
}

const isVulnerability = (kind: string): boolean => kind.startsWith('Vulnerability');

const levels: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** `critical: 2`, or `critical: {all: 2, relevant: 1}`. */
const countAt = (said: Dig, level: string): number =>
  Number(said.text(`spec.severities.${level}.all`, `spec.severities.${level}`) ?? 0) || 0;

type Counts = readonly (readonly [level: Severity | 'unknown', count: number])[];

/** A full manifest has its matches, and no counts. */
function countsOf(said: Dig): Counts {
  const matches = listOf(said.value('spec.payload.matches')).map((match) =>
    severityWord(dig(match).text('vulnerability.severity')),
  );
  const count = (level: Severity) => countAt(said, level) + matches.filter((severity) => severity === level).length;
  const unknown = countAt(said, 'unknown') + matches.filter((severity) => severity === undefined).length;
  return [...levels.map((level) => [level, count(level)] as const), ['unknown', unknown]];
}

function severityOf(counts: Counts): Severity {
  const [worst] = counts.find(([, count]) => count > 0) ?? [];
  if (worst === undefined) return 'info';
  return worst === 'unknown' ? 'medium' : worst;
}

/** The workload, by the labels that the operator gives its results. */
function workloadOf(said: Dig) {
  const labels = said.value('metadata.labels');
  const annotations = said.value('metadata.annotations');
  const at = (values: unknown, name: string) => (isFields(values) ? textOf(values[`kubescape.io/${name}`]) : undefined);
  return defined({
    kind: at(labels, 'workload-kind'),
    name: at(labels, 'workload-name'),
    namespace: at(labels, 'workload-namespace') ?? said.text('metadata.namespace'),
    container: at(labels, 'workload-container-name'),
    image: at(annotations, 'image-tag') ?? at(labels, 'image-name'),
  });
}

const MATCHES_MAX = 64;

function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const found = said
    .list('spec.payload.matches')
    .slice(0, MATCHES_MAX)
    .map((match) => {
      const { text } = dig(match);
      return defined({
        cve: text('vulnerability.id'),
        package: text('artifact.name'),
        version: text('artifact.version'),
        fixedIn: text('vulnerability.fix.versions.0'),
      });
    });
  return found.length === 0 ? undefined : found;
}

const wordsFor = (counts: Counts): string =>
  counts.flatMap(([level, count]) => (count > 0 ? [`${count} ${level}`] : [])).join(', ') || 'none';

type Workload = ReturnType<typeof workloadOf>;

/** The workload, and the container where a result is about one. */
const aboutOf = (said: Dig, { namespace, name }: Workload): string =>
  joined([namespace, name ?? said.text('metadata.name')], '/');

function titleOf(kind: string, about: string, { kind: sort, container }: Workload, counts: Counts): string {
  const what = isVulnerability(kind) ? 'Vulnerabilities' : 'Failed controls';
  const where = container === undefined ? '' : `, container ${container}`;
  return `${what} of ${joined([sort, about])}${where}: ${wordsFor(counts)}`;
}

/** A result is written anew under one name: its version tells the reports apart. */
const versionOf = (said: Dig, counts: Counts): string =>
  said.text('metadata.resourceVersion', 'metadata.generation') ?? wordsFor(counts);

const findingOf = (said: Dig): Detection['finding'] =>
  defined({ vendorUid: said.take('metadata.uid'), firstSeenAt: timeIn(said, 'metadata.creationTimestamp') });

/** What the operator found about one workload or image, as one alert; without findings it is over. */
export function resultAlert(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const kind = said.text('kind') ?? '';
  const [counts, workload] = [countsOf(said), workloadOf(said)];
  const { kind: sort = '', name, namespace, container = '', image } = workload;
  const about = aboutOf(said, workload);
  const type = kind.replace(/Summary$/, '');
  return detected(
    {
      identity: ['kubescape', kind, sort, about, container, versionOf(said, counts)],
      problem: ['kubescape', type, exactly(sort, about, container)],
      record,
      class: isVulnerability(kind) ? 'vulnerability' : 'compliance',
      type,
      finding: findingOf(said),
      title: titleOf(kind, about, workload, counts),
      severity: severityOf(counts),
      state: counts.every(([, count]) => count === 0) ? 'resolved' : 'open',
      target: { kind: isVulnerability(kind) ? 'container' : 'workload' },
      kubernetes: placed({ namespace, workload: name }),
      container: placed({ name: container === '' ? undefined : container, image }),
      vulnerabilities: vulnerabilitiesOf(said),
      labels: { kind, workloadKind: workload.kind },
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
