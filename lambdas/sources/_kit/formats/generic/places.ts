import { isIP } from 'node:net';
import type { DraftActor, DraftTarget } from '../../../../domain/detection.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import type { NamedFields } from '../../named-fields.ts';

/** An address, also with a port behind it. */
function addressIn(text: string): string | undefined {
  const words = [text.trim(), text.trim().replace(/:\d+$/, ''), text.trim().replace(/^\[|\](?::\d+)?$/g, '')];
  return words.find((word) => isIP(word) !== 0);
}

const addresses = [
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
  '^src',
  '^source',
  '^attacker',
  '^actor',
  'ipAddress',
  'ip',
] as const;

export function actorOf(said: NamedFields): DraftActor {
  const user =
    said.text('userName', 'user', 'user.name', 'user.email', 'userEmail', 'actor.user', 'actor.name', 'actor.email') ??
    said.text(
      'principal',
      'principalName',
      'userPrincipalName',
      'identity',
      'login',
      'account.name',
      'userId',
      '^email',
      '^actor',
    );
  const ip = said.first(addressIn, ...addresses);
  return defined({
    ip,
    country: said.text('country', 'countryName', 'countryCode', 'sourceCountry', 'geo.country'),
    user: user === ip ? undefined : user,
    process: said.text(
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
  });
}

const resources = [
  'resourceArn',
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
  '^service',
] as const;

/** A bare `url` is where something happened when it is a path or a method stands beside it, else a link. */
function urlOf(said: NamedFields, method: string | undefined): string | undefined {
  const own = said.text(
    'requestUrl',
    'requestUri',
    'request.url',
    'request.uri',
    'url.full',
    'url.path',
    'requestPath',
    'uri',
    'endpoint',
  );
  const bare = said.text('^url', '^path');
  return own ?? (bare !== undefined && (method !== undefined || bare.startsWith('/')) ? bare : undefined);
}

const kindOf = (target: Omit<DraftTarget, 'kind'>): string => {
  if ((target.container ?? target.pod) !== undefined) return 'container';
  if (target.url !== undefined) return 'api';
  if (target.workload !== undefined) return 'workload';
  if (target.host !== undefined) return 'host';
  return target.resource === undefined ? 'unknown' : 'resource';
};

export function targetOf(said: NamedFields): DraftTarget {
  const method = said.first(
    (text) => (/^[A-Z]{3,9}$/.test(text) ? text : undefined),
    ...['httpMethod', 'requestMethod', 'request.method', 'http.method', 'method'],
  );
  const place: Omit<DraftTarget, 'kind'> = defined({
    method,
    url: urlOf(said, method),
    host:
      said.text(
        'hostName',
        'host.name',
        'host.hostname',
        'host',
        'computerName',
        'deviceName',
        'device.name',
        'device.hostname',
      ) ??
      said.text(
        'machineName',
        'serverName',
        'server',
        'instanceId',
        '^instance',
        'nodeName',
        'node',
        'agent.name',
        '^device',
      ),
    cluster: said.text('clusterName', 'cluster.name', 'cluster', 'k8sCluster'),
    namespace: said.text('namespaceName', 'namespace', 'k8sNamespace', 'k8s.ns.name'),
    workload: said.text('workloadName', 'workload.name', 'workload', 'deploymentName', 'deployment'),
    pod: said.text('podName', 'pod.name', 'pod', 'k8sPod'),
    container: said.text('containerName', 'container.name', 'container'),
    image: said.text('containerImage', 'container.image', 'imageName', 'image.name', 'image'),
    resource: said.text(...resources),
  });
  return { kind: kindOf(place), ...place };
}

const links = [
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
] as const;

/** A link back to the sender's console; not the address that was attacked. */
export const linkOf = (said: NamedFields, { url, method }: DraftTarget): string | undefined =>
  said.first((text) => (method !== undefined && text === url ? undefined : httpUrl(text)), ...links);

/** The most telling name of where it happened. */
export const placeOf = ({ method, url, host, pod, workload, container, resource }: DraftTarget): string | undefined =>
  url === undefined
    ? (pod ?? workload ?? host ?? resource ?? container)
    : [method, host !== undefined && url.startsWith('/') ? host + url : url]
        .filter((part) => part !== undefined)
        .join(' ');
