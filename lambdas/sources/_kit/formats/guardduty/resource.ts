import type { DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { podFamily } from '../../../../domain/fingerprint.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';

// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html and API_Service.html

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
const sequence = 'service.detection.sequence';

const kindOf = (type: string | undefined): string => kinds.get((type ?? '').toLowerCase()) ?? type ?? 'resource';

/** The one thing that the finding is about, by the name that stays: access keys and tasks come and go. */
const resourceOf = (said: Dig): string | undefined =>
  said.take(
    'resource.s3BucketDetails.0.arn',
    'resource.s3BucketDetails.0.name',
    'resource.rdsDbInstanceDetails.dbInstanceArn',
    'resource.rdsDbInstanceDetails.dbInstanceIdentifier',
    'resource.rdsLimitlessDbDetails.dbShardGroupArn',
    'resource.lambdaDetails.functionArn',
    'resource.lambdaDetails.functionName',
    'resource.ecsClusterDetails.arn',
    'resource.eksClusterDetails.arn',
    'resource.ebsVolumeDetails.scannedVolumeDetails.0.volumeArn',
    'resource.ebsSnapshotDetails.snapshotArn',
    'resource.ec2ImageDetails.imageArn',
    'resource.recoveryPointDetails.recoveryPointArn',
    `${sequence}.resources.0.uid`,
  ) ??
  said.text(
    'resource.accessKeyDetails.userName',
    'resource.accessKeyDetails.principalId',
    'resource.accessKeyDetails.accessKeyId',
  );

export function targetOf(said: Dig): DraftTarget {
  const isPod = said.text(`${workload}.type`)?.toLowerCase().startsWith('pod') === true;
  const name = said.take(`${workload}.name`);
  return defined({
    kind: kindOf(said.text('resource.resourceType')),
    method: said.take('service.action.kubernetesApiCallAction.verb'),
    url: said.take('service.action.kubernetesApiCallAction.requestUri'),
    host: said.take('resource.instanceDetails.instanceId'),
    cluster: said.take('resource.eksClusterDetails.name', 'resource.ecsClusterDetails.name'),
    namespace: said.take(`${workload}.namespace`, 'service.action.kubernetesApiCallAction.namespace'),
    workload: isPod ? undefined : name,
    pod: isPod ? name : undefined,
    container: said.take(
      'resource.containerDetails.name',
      `${workload}.containers.0.name`,
      `${ecsTask}.containers.0.name`,
    ),
    image: said.take(
      'resource.containerDetails.image',
      `${workload}.containers.0.image`,
      `${ecsTask}.containers.0.image`,
    ),
    resource: resourceOf(said),
  });
}

/** Names of what the finding is about, the most telling first; where a workload is named, not the node that it runs on. */
export function namesOf({
  host,
  pod,
  workload: owner,
  container,
  resource,
  cluster,
  namespace,
}: DraftTarget): string[] {
  const unit = owner ?? (pod === undefined ? undefined : podFamily(pod));
  const names =
    unit === undefined ? [resource, host, container, cluster] : [unit, namespace, container, resource, cluster];
  return names.filter((name) => name !== undefined);
}

/** The end of an ARN. */
export const shortName = (name: string): string =>
  name.startsWith('arn:') ? (name.split(/[:/]/).at(-1) ?? name) : name;

const actions = [
  'networkConnectionAction',
  'awsApiCallAction',
  'kubernetesApiCallAction',
  'rdsLoginAttemptAction',
  'portProbeAction.portProbeDetails.0',
].map((name) => `service.action.${name}.remoteIpDetails`);

const remote = (...names: readonly string[]) => actions.flatMap((action) => names.map((name) => `${action}.${name}`));

/** The other side of the connection, or who made the call. */
export const actorOf = (said: Dig): DraftActor =>
  defined({
    ip: said.take(
      ...remote('ipAddressV4', 'ipAddressV6'),
      'service.action.kubernetesApiCallAction.sourceIps.0',
      `${sequence}.endpoints.0.ip`,
    ),
    country: said.take(
      ...remote('country.countryName', 'country.countryCode'),
      `${sequence}.endpoints.0.location.country`,
    ),
    user: said.take(
      'resource.accessKeyDetails.userName',
      'resource.kubernetesDetails.kubernetesUserDetails.username',
      'resource.rdsDbUserDetails.user',
      `${sequence}.actors.0.user.name`,
      'service.runtimeDetails.process.user',
    ),
    process: said.take('service.runtimeDetails.process.executablePath', 'service.runtimeDetails.process.name'),
  });
