import { podFamily } from '../../../../domain/fingerprint.ts';
import type { Cloud, Container, Kubernetes } from '../../../../domain/places.ts';
import type { Dig } from '../../field-reader.ts';
import { placed } from '../../typed-places.ts';

// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html

const kinds = new Map([
  ['instance', 'instance'],
  ['accesskey', 'access key'],
  ['s3bucket', 'bucket'],
  ['s3object', 'object'],
  ['ekscluster', 'cluster'],
  ['ecscluster', 'cluster'],
  ['kubernetescluster', 'cluster'],
  ['container', 'container'],
  ['rdsdbinstance', 'database'],
  ['rdslimitlessdb', 'database'],
  ['lambda', 'function'],
  ['attacksequence', 'attack sequence'],
]);

const workload = 'resource.kubernetesDetails.kubernetesWorkloadDetails';
const ecsTask = 'resource.ecsClusterDetails.taskDetails';
const instance = 'resource.instanceDetails';
export const sequence = 'service.detection.sequence';

export const kindOf = (said: Dig): string => {
  const type = said.text('resource.resourceType');
  return kinds.get((type ?? '').toLowerCase()) ?? type ?? 'resource';
};

/** Where a resource has its ARN and its name. */
const resources = [
  ['resource.s3BucketDetails.0', 'arn', 'name'],
  ['resource.rdsDbInstanceDetails', 'dbInstanceArn', 'dbInstanceIdentifier'],
  ['resource.rdsLimitlessDbDetails', 'dbShardGroupArn', 'dbShardGroupIdentifier'],
  ['resource.lambdaDetails', 'functionArn', 'functionName'],
  ['resource.ecsClusterDetails', 'arn', 'name'],
  ['resource.eksClusterDetails', 'arn', 'name'],
  ['resource.ebsVolumeDetails.scannedVolumeDetails.0', 'volumeArn', 'deviceName'],
  ['resource.ebsSnapshotDetails', 'snapshotArn', 'snapshotId'],
  ['resource.ec2ImageDetails', 'imageArn', 'imageId'],
  ['resource.recoveryPointDetails', 'recoveryPointArn', 'backupVaultName'],
  [`${sequence}.resources.0`, 'uid', 'name'],
] as const;

const accessKey = ['userName', 'principalId', 'accessKeyId'].map((name) => `resource.accessKeyDetails.${name}`);

/** Of a scanned object its ARN comes before that of its bucket. */
const uidPaths = (type: string | undefined, path: string): string[] =>
  /^s3object$/i.test(type ?? '') ? ['resource.s3BucketDetails.0.s3ObjectDetails.0.objectArn', path] : [path];

/** What the finding is about, by the names that stay: access keys and tasks come and go. */
function resourceOf(said: Dig): Cloud['resource'] {
  const isInstance = /^instance$/i.test(said.text('resource.resourceType') ?? '');
  const instanceId = said.text(`${instance}.instanceId`);
  const type = said.text('resource.resourceType');
  const [at, uid, name] =
    (isInstance && instanceId !== undefined
      ? undefined
      : resources.find(([place, ...names]) => said.text(...names.map((each) => `${place}.${each}`)) !== undefined)) ??
    [];
  if (at?.startsWith(sequence))
    return placed({
      uid: said.take(`${at}.uid`),
      type: said.take(`${at}.resourceType`),
      name: said.take(`${at}.name`),
    });
  if (at !== undefined)
    return placed({
      uid: said.take(...uidPaths(type, `${at}.${uid}`)),
      type,
      name: name === undefined ? name : said.take(`${at}.${name}`),
    });
  return placed({ uid: said.take(`${instance}.instanceId`), type, name: said.text(...accessKey) });
}

export const cloudOf = (said: Dig): Cloud => ({
  provider: 'aws',
  ...placed({ account: said.take('accountId'), region: said.take('region'), resource: resourceOf(said) }),
});

const isPod = (said: Dig): boolean => said.text(`${workload}.type`)?.toLowerCase().startsWith('pod') === true;

export function kubernetesOf(said: Dig): Kubernetes | undefined {
  const name = said.take(`${workload}.name`);
  return placed({
    cluster: said.take('resource.eksClusterDetails.name'),
    namespace: said.take(`${workload}.namespace`, 'service.action.kubernetesApiCallAction.namespace'),
    workload: isPod(said) ? undefined : name,
    pod: isPod(said) ? name : undefined,
  });
}

const containers = ['resource.containerDetails', `${workload}.containers.0`, `${ecsTask}.containers.0`];
const inContainer = (name: string): string[] => containers.map((at) => `${at}.${name}`);

export const containerOf = (said: Dig): Container | undefined =>
  placed({
    id: said.take(...inContainer('id')),
    name: said.take(...inContainer('name')),
    image: said.take(...inContainer('image')),
  });

/** Names of what the finding is about, the most telling first; where a workload is named, not the node that it runs on. */
export function namesOf(said: Dig): string[] {
  const name = said.text(`${workload}.name`);
  const unit = name !== undefined && isPod(said) ? podFamily(name) : name;
  const [cluster, container] = [
    said.text('resource.eksClusterDetails.name', 'resource.ecsClusterDetails.name'),
    said.text(...inContainer('name')),
  ];
  const resource = said.text(...stableNames) ?? said.text(...accessKey);
  const namespace = said.text(`${workload}.namespace`, 'service.action.kubernetesApiCallAction.namespace');
  const names =
    unit === undefined
      ? [resource, said.text(`${instance}.instanceId`), container, cluster]
      : [unit, namespace, container, resource, cluster];
  return names.filter((each) => each !== undefined);
}

/** Of a cluster, a volume or an image the ARN alone, of the others the name where there is none. */
const stableNames = resources.flatMap(([at, uid, name]) =>
  /bucket|dbInstance|function/.test(uid + name + at) ? [`${at}.${uid}`, `${at}.${name}`] : [`${at}.${uid}`],
);

/** The end of an ARN. */
export const shortName = (name: string): string =>
  name.startsWith('arn:') ? (name.split(/[:/]/).at(-1) ?? name) : name;
