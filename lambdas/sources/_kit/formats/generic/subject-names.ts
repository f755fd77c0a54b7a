import { type Names, namesOf } from '../../named-fields.ts';

/** Names of who did it and of where it happened, by which people know a problem; the typed places are filled beside them. */
export interface Subject {
  readonly ip: string | undefined;
  /** The address of the machine that it happened on, where it stands under a bare name. */
  readonly ownIp: string | undefined;
  /** Behind the address, where it stands in one text with it. */
  readonly port: number | undefined;
  readonly country: string | undefined;
  readonly user: string | undefined;
  readonly process: string | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly cluster: string | undefined;
  readonly namespace: string | undefined;
  readonly workload: string | undefined;
  readonly pod: string | undefined;
  readonly container: string | undefined;
  readonly image: string | undefined;
  readonly resource: string | undefined;
}

export const addresses = namesOf(
  'sourceIp',
  'sourceIpAddress',
  'srcIp',
  'src.ip',
  'source.ip',
  'clientIp',
  'client.ip',
  'remoteIp',
  'remoteAddr',
  'remoteAddress',
  'attackerIp',
  'attacker.ip',
  'actorIp',
  'actor.ip',
  'sourceAddress',
  'callerIp',
  'senderIp',
  'originIp',
  'ipSrc',
  'srcAddr',
  'srcAddress',
  'saddr',
  'id.origH',
  'attackerAddress',
  '^src',
  '^source',
  '^attacker',
  '^actor',
);

/** An address that may be of who did it, or of the machine that it is about. */
export const bareAddresses = namesOf('ipAddress', 'ip', 'ipv4', 'ipv4Address', 'ipAddr', 'ipv6', '^address');

export const urls = namesOf(
  'requestUrl',
  'requestUri',
  'request.url',
  'request.uri',
  'url.full',
  'url.path',
  'requestPath',
  'clientRequestPath',
  'clientRequestUri',
  'uri',
  'endpoint',
);
export const links = namesOf(
  'alertUrl',
  'alertLink',
  'eventUrl',
  'incidentUrl',
  'findingUrl',
  'issueUrl',
  'consoleUrl',
  'detailsUrl',
  'permalink',
  'htmlUrl',
  'webUrl',
  'externalUrl',
  'dashboardUrl',
  'generatorUrl',
  'panelUrl',
  'sourceUrl',
  'link',
  'linkUrl',
  'href',
  '^url',
);

const resources = namesOf(
  'resourceArn',
  'resourceDisplayName',
  'resource.displayName',
  'resourceId',
  'resourceName',
  'resource.arn',
  'resource.id',
  'resource.name',
  'resource',
  'resources.arn',
  'resources.id',
  'resources.name',
  'targetResource',
  'target.name',
  'target.id',
  '^target',
  'alertTargetIds',
  'impactedEntities',
  'configurationItems',
  'affectedResource',
  'affectedResources',
  'asset.name',
  'asset',
  'assetName',
  'entityName',
  'entity',
  '^arn',
  'repository.fullName',
  'repository.name',
  'repository',
  'bucket',
  'bucketName',
  's3Bucket.name',
  's3Bucket.arn',
  'filePath',
  'file.path',
  'fileName',
  'database',
  'application',
  'applicationName',
  'appName',
  '^app',
  'service.name',
  'serviceName',
  '^service',
  'recipient',
  'recipients',
  'toAddresses',
);

/** What senders call each, by lists of which the first that says something wins. */
export const names = {
  country: [
    namesOf('country', 'countryName', 'countryCode', 'sourceCountry', 'geo.country', 'clientCountry', 'source.cn'),
  ],
  user: [
    namesOf('userName', 'user', 'user.name', 'user.email', 'userEmail', 'actor.user', 'actor.name', 'actor.email'),
    namesOf(
      'principal',
      'principalName',
      'userPrincipalName',
      'identity',
      'login',
      'account.name',
      'userId',
      '^email',
      '^actor',
    ),
  ],
  process: [
    namesOf(
      'processName',
      'process.executable',
      'process.name',
      'process.path',
      'processPath',
      'process',
      'commandLine',
      'process.commandLine',
      'cmdline',
    ),
  ],
  host: [
    namesOf(
      'hostName',
      'host.name',
      'host.hostname',
      'host',
      'computerName',
      'deviceName',
      'device.name',
      'device.hostname',
      'endpointName',
      'instanceName',
      'monitoredHost',
      'clientRequestHost',
      'sysName',
      'srcHost',
      'sourceHost',
      'targetHost',
      'endpoint.hostname',
      'hostnameAndPort',
      'hostAndPort',
      'fqdn',
    ),
    namesOf('machineName', 'serverName', 'server', '^instance', 'nodeName', 'node', 'agent.name', '^device'),
    namesOf('instanceId'),
  ],
  cluster: [namesOf('clusterName', 'cluster.name', 'cluster', 'k8sCluster')],
  namespace: [namesOf('namespaceName', 'namespace', 'k8sNamespace', 'k8s.ns.name')],
  workload: [namesOf('workloadName', 'workload.name', 'workload', 'deploymentName', 'deployment')],
  pod: [namesOf('podName', 'pod.name', 'pod', 'k8sPod')],
  container: [namesOf('containerName', 'container.name', 'container')],
  image: [namesOf('containerImage', 'container.image', 'imageName', 'image.name', 'image')],
  resource: [resources],
} as const satisfies Partial<Record<keyof Subject, readonly Names[]>>;
