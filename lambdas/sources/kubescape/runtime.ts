import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly, podFamily } from '../../domain/fingerprint.ts';
import type { Actor, Cloud, Container, File, Kubernetes, Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, factsOf, mergeFacts } from '../../domain/values/json-fields.ts';
import type { Received } from '../_kit/define-source.ts';
import { detected, joined, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { withDigest } from '../_kit/image-digest.ts';
import { severityWord } from '../_kit/severity.ts';
import { addressIn, fileOf, placed } from '../_kit/typed-places.ts';
import { hashesIn } from '../_kit/typed-values.ts';
import { processOf } from './process.ts';

// `RuntimeAlert` of https://github.com/armosec/armoapi-go/blob/main/armotypes/runtimeincidents.go

/** Whether an object is an alert of the node agent or the operator. */
export function isRuntimeAlert(fields: Fields): boolean {
  const said = dig(fields);
  const marks = ['alertType', 'ruleID', 'infectedPID', 'alertSourcePlatform', 'ruleDescription'];
  return said.text('alertName') !== undefined && marks.some((name) => said.text(name) !== undefined);
}

/** A list of alerts with none in it. */
export function isEmptyList(fields: Fields): boolean {
  const said = dig(fields);
  return said.text('kind') === 'RuntimeAlerts' && said.list('spec.alerts').length === 0;
}

/** The node agent's priorities: 1 low, 5 medium, 8 high, 10 critical; 1000 is about itself. */
function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const text = said.text('severity') ?? '';
  const level = Number(text === '' ? Number.NaN : text);
  const bands: readonly (readonly [from: number, severity: Severity])[] = [
    [11, 'medium'],
    [10, 'critical'],
    [8, 'high'],
    [5, 'medium'],
    [1, 'low'],
  ];
  const severity = bands.find(([from]) => level >= from)?.[1] ?? severityWord(text);
  return severity === undefined ? { severity: 'medium' } : { severity, vendorSeverity: said.take('severity') ?? text };
}

const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: said.take('clusterName'),
    namespace: said.take('workloadNamespace', 'podNamespace', 'namespace', 'requestNamespace'),
    workload: said.take('workloadName', 'objectName'),
    pod: said.take('podName'),
    node: said.take('nodeName'),
  });

const containerOf = (said: Dig): Container | undefined =>
  placed({
    id: said.take('containerID'),
    name: said.take('containerName'),
    image: withDigest(said.take('image'), said, 'imageDigest'),
  });

const cloudOf = (around: Dig): Cloud | undefined => {
  const at = (name: string) => around.text(`cloudMetadata.${name}`);
  return placed({
    provider: at('provider'),
    account: at('account_id'),
    region: at('region'),
    resource: placed({ uid: at('instance_id') }),
  });
};

const malware = 'malwareFile';

const fileIn = (said: Dig): File | undefined => {
  const digests = ['sha256Hash', 'sha1Hash', 'md5Hash'].flatMap((name) => [
    name,
    `${malware}.hashes.${name.slice(0, -4)}`,
  ]);
  const path = said.take(`${malware}.path`, 'arguments.path', 'arguments.file');
  return fileOf(path, hashesIn(said, ...digests), said.take(`${malware}.name`));
};

const actorOf = (said: Dig, around: Dig): Actor =>
  defined({
    ip: addressIn(said, 'attackerIp'),
    country: said.take('country'),
    user: said.take('userInfo.name', 'userInfo.username'),
    process: processOf(said, around),
  });

const targetOf = (said: Dig, isPod: boolean, node: string | undefined): Target =>
  defined({
    kind: isPod ? 'container' : 'host',
    host: node,
    method: said.take('request.method'),
    url: said.take('request.url'),
  });

/** Arguments that are another at each run of the same program. */
const changing = /pid|port|time|flags|retval|return|inode|mntns|\bid$/i;

/** What an alert was about, of its arguments. */
const aboutOf = (said: Dig): string[] =>
  pairsOf(said.value('arguments')).flatMap(([name, text]) => (changing.test(name) ? [] : [`${name}=${text}`]));

function titleOf(said: Dig, name: string, { namespace, workload, pod, node }: Kubernetes): string {
  const told = said.text('message', 'ruleDescription') ?? name;
  const head = told.includes(name) ? told : `${name}: ${told}`;
  const place = joined([namespace, workload ?? pod ?? node], '/');
  return place === '' || head.includes(place) ? head : `${head} (${place})`;
}

/** Above a number of alerts a minute the rest of them is not sent. */
const isLimit = (said: Dig): boolean => said.text('alertName') === 'AlertLimitReached';

const wordsOf = (said: Dig, name: string, places: Kubernetes) => {
  if (!isLimit(said))
    return {
      title: titleOf(said, name, places),
      description: said.take('malwareDescription', 'ruleDescription', 'message'),
    };
  const node = places.node ?? 'a node';
  return {
    title: `Kubescape leaves out alerts of ${node}`,
    description: `More alerts than allowed came within a minute on ${node}: the others are not sent. Raise maxAlertsPerMinute of the exporter.`,
  };
};

const isMalware = (said: Dig): boolean => said.text('alertType') === '1' || said.value(malware) !== undefined;

const problemOf = (
  said: Dig,
  { workload, pod, cluster, namespace, node }: Kubernetes,
  more: readonly string[],
): string[] => {
  const unit = workload ?? (pod === undefined ? (node ?? '') : podFamily(pod));
  return [
    'kubescape',
    said.text('ruleID') ?? '',
    said.text('alertName') ?? '',
    exactly(cluster ?? '', namespace ?? '', unit, ...more),
  ];
};

const labelsOf = (said: Dig) => ({
  ...Object.fromEntries(pairsOf(said.value('podLabels')).map(([name, text]) => [`pod.${name}`, text])),
  workloadKind: said.take('workloadKind'),
  alertType: said.text('alertType'),
});

/** Everything that has a place of its own. */
function placesOf(said: Dig, beside: Dig) {
  const kubernetes = kubernetesOf(said);
  const isPod = kubernetes?.pod !== undefined;
  return {
    actor: actorOf(said, beside),
    target: targetOf(said, isPod, isPod ? undefined : kubernetes?.node),
    file: fileIn(said),
    container: containerOf(said),
    kubernetes,
    cloud: cloudOf(beside),
    sensor: placed({ host: said.take('hostName') }),
  };
}

/** What was done: the node agent watches, and stops nothing. */
const courseOf = (said: Dig): Pick<Detection, 'kind' | 'class' | 'action'> =>
  isLimit(said)
    ? { kind: 'gap', class: 'operational', action: 'unknown' }
    : { kind: 'detection', class: 'threat', action: 'observed' };

function remediationOf(said: Dig): Pick<Detection, 'remediation'> {
  const text = said.take('fixSuggestions');
  return text === undefined ? {} : { remediation: { steps: [{ text }] } };
}

/** What tells two problems on one workload apart: the container, the program and what it was about. */
const scopeOf = (said: Dig, { container, actor }: ReturnType<typeof placesOf>): string[] => [
  container?.name ?? '',
  actor.process?.path ?? actor.process?.name ?? '',
  ...aboutOf(said),
];

/** One alert of the node agent or of the operator's admission controller; `around` is the list that it came in. */
export function runtimeAlert(record: Fields, around: Fields, received: Received): Detection {
  const said = dig(record);
  const name = said.text('alertName') ?? 'Kubescape alert';
  const occurredAt = timeIn(said, 'timestamp');
  const places = placesOf(said, dig(around));
  const { kubernetes = {} } = places;
  return detected(
    {
      ...courseOf(said),
      identity: occurrence(record, { occurredAt, receivedAt: received.receivedAt }),
      problem: problemOf(said, kubernetes, scopeOf(said, places)),
      record,
      type: said.take('ruleID') ?? name,
      rule: isMalware(said) ? undefined : placed({ name: said.take('alertName') }),
      ...wordsOf(said, name, kubernetes),
      ...severityOf(said),
      occurredAt,
      ...places,
      ...remediationOf(said),
      labels: labelsOf(said),
      facts: mergeFacts(factsBut(record, said), factsOf(around)),
    },
    received,
  );
}
