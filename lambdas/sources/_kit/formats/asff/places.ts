import type { Actor, Cloud, Code, Connection, Container, File, Kubernetes, Target } from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';
import { addressIn, fileOf, isDomain, placed, programOf, takeIf } from '../../typed-places.ts';
import { countIn, hashesIn, pidIn, portIn } from '../../typed-values.ts';
import { actionEnds } from '../guardduty/network.ts';

// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html

const details = 'resources.0.details';
const sequence = 'detection.sequence';

const ends = actionEnds({
  action: 'action',
  sequence,
  hosts: [],
  addresses: [`${details}.awsEc2Instance.ipV4Addresses.0`],
  publicAddresses: [1, 2, 3].map((at) => `${details}.awsEc2Instance.ipV4Addresses.${at}`),
});

const isOutbound = (said: Dig): boolean => /^out/i.test(said.text('network.direction') ?? '') || ends.isEgress(said);

const own = ['network.sourceIpV4', 'network.sourceIpV6'];
const far = ['network.destinationIpV4', 'network.destinationIpV6'];

const programs = [`${sequence}.actors.0.process`, 'process'];
const inProgram = (name: string): string[] => programs.map((at) => `${at}.${name}`);

const processOf = (said: Dig): Actor['process'] =>
  placed({
    ...programOf({
      name: said.take(...inProgram('name')),
      path: said.take(...inProgram('path')),
      pid: pidIn(said, 'process.pid'),
      hashes: hashesIn(said, `${sequence}.actors.0.process.sha256`),
    }),
    parent: placed({ pid: pidIn(said, 'process.parentPid') }),
  });

/** Who did it: the other side of what came in, as far as the finding says. */
export const actorOf = (said: Dig): Actor => {
  const caller = ends.actorOf(said);
  const isCaller = !isOutbound(said);
  return defined({
    ...caller,
    ip: caller?.ip ?? (isCaller ? addressIn(said, ...own) : undefined),
    port: caller?.port ?? (isCaller ? portIn(said, 'network.sourcePort') : undefined),
    user: said.take(
      `${sequence}.actors.0.user.name`,
      `${details}.awsIamAccessKey.principalName`,
      `${details}.awsIamAccessKey.userName`,
    ),
    process: processOf(said),
  });
};

const directions = new Map<string | undefined, 'inbound' | 'outbound'>([
  ['IN', 'inbound'],
  ['OUT', 'outbound'],
]);

export function connectionOf(said: Dig): Connection | undefined {
  const seen = ends.connectionOf(said);
  const remote = isOutbound(said)
    ? {
        ip: addressIn(said, ...far),
        port: portIn(said, 'network.destinationPort'),
        domain: takeIf(said, isDomain, 'network.destinationDomain'),
      }
    : {};
  return placed({
    direction: seen?.direction ?? directions.get(said.text('network.direction')?.toUpperCase()),
    protocol: seen?.protocol ?? said.take('network.protocol'),
    remote: placed({ ...remote, ...seen?.remote }),
  });
}

/** What it was done to; of a connection that went out, the machine that opened it. */
export function targetOf(said: Dig): Target {
  const end = ends.targetOf(said);
  const [addresses, ports] = isOutbound(said) ? [own, ['network.sourcePort']] : [far, ['network.destinationPort']];
  return defined({
    kind: said.text('resources.0.type') ?? 'resource',
    ...end,
    url: said.take(`${details}.awsApiGatewayV2Api.apiEndpoint`),
    domain: said.take('action.awsApiCallAction.serviceName', `${details}.awsCloudFrontDistribution.domainName`),
    ip: addressIn(said, ...addresses) ?? end?.ip,
    port: end?.port ?? portIn(said, ...ports),
  });
}

export const containerOf = (said: Dig): Container | undefined =>
  placed({
    id: /^container$/i.test(said.text('resources.0.type') ?? '') ? said.take('resources.0.id') : undefined,
    name: said.take(`${details}.container.name`),
    image: said.take(
      `${details}.container.imageName`,
      `${details}.awsEcrContainerImage.repositoryName`,
      `${details}.container.imageId`,
    ),
  });

export const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({ cluster: said.take(`${details}.awsEksCluster.name`) });

const names = [
  'awsS3Bucket.name',
  'awsLambdaFunction.functionName',
  'awsIamRole.roleName',
  'awsIamUser.userName',
  'awsIamPolicy.policyName',
  'awsRdsDbInstance.dbInstanceIdentifier',
  'awsEcsCluster.clusterName',
  'awsEc2SecurityGroup.groupName',
  'awsElbv2LoadBalancer.loadBalancerName',
].map((name) => `${details}.${name}`);

/** The first resource; the others stay among the facts. */
export const cloudOf = (said: Dig): Cloud => ({
  provider: 'aws',
  ...placed({
    account: said.take('awsAccountId'),
    region: said.take('region'),
    resource: placed({
      uid: /^container$/i.test(said.text('resources.0.type') ?? '') ? undefined : said.take('resources.0.id'),
      type: said.take('resources.0.type'),
      name: said.take(...names),
    }),
  }),
});

const weakCode = 'vulnerabilities.0.codeVulnerabilities.0.filePath';

export const codeOf = (said: Dig): Code | undefined =>
  placed({
    repository: said.take(`${details}.codeRepository.projectName`),
    path: said.take(`${weakCode}.filePath`),
    line: countIn(said, `${weakCode}.startLine`),
  });

const threat = 'threats.0.filePaths.0';

/** The file that a scan found. */
export const touchedFile = (said: Dig): File | undefined =>
  fileOf(
    said.take(`${threat}.filePath`, 'malware.0.path'),
    hashesIn(said, `${threat}.hash`),
    said.take(`${threat}.fileName`),
  );
