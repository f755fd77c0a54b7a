import { isIP } from 'node:net';
import type { Detection } from '../../domain/detection.ts';
import type { Actor, Cloud, Code, Container, Kubernetes, Target, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { placed, programOf, takeIf } from '../_kit/typed-places.ts';
import { cvssIn, hashesIn, pidIn } from '../_kit/typed-values.ts';

/** Where an issue, a threat, a detection or a finding has a field of its own. */
export const issue = (...names: readonly string[]): string[] =>
  ['issue.', 'threat.', 'detection.', 'finding.', ''].flatMap((place) => names.map((name) => place + name));

/** Where the resource has a field. */
export const entity = (...names: readonly string[]): string[] =>
  [
    'resource.',
    'primaryResource.',
    'resources.0.',
    'entitySnapshot.',
    'issue.entitySnapshot.',
    'vulnerableAsset.',
  ].flatMap((place) => names.map((name) => place + name));

/** A list as a template writes it: `payments, shop, `. */
export const listed = (text: string | undefined): string | undefined =>
  text?.replace(/(?<![,\s])[,\s]+$/, '') || undefined;

/** Of the first event of a detection; the API wraps them into `nodes`. */
export const event = (name: string): string[] => [`triggeringEvents.0.${name}`, `triggeringEvents.nodes.0.${name}`];

/** A program of the process tree: the first is the one that was seen, the next the one that started it. */
function programAt(said: Dig, at: number, ...commands: readonly string[]) {
  const field = (name: string) => event(`runtimeDetails.processTree.${at}.${name}`);
  return programOf({
    path: said.take(...field('path')),
    pid: pidIn(said, ...field('pid'), ...field('id')),
    commandLine: said.take(...field('command'), ...commands),
    hashes: hashesIn(said, ...field('hash')),
  });
}

const processOf = (said: Dig): Actor['process'] =>
  placed({ ...programAt(said, 0, ...event('commandLine')), parent: programAt(said, 1) });

function actorOf(said: Dig): Actor {
  const ip = said.take(...event('actorIP'), ...issue('actorIP'));
  const user = listed(said.text('primaryActor.name', 'actors.0.name', 'threat.actors', ...issue('actors.0.name')));
  return defined({
    // An actor of which only the address is known is called by it.
    ip: ip ?? (isIP(user ?? '') === 0 ? undefined : user),
    country: said.take(...event('actorIPMeta.country')),
    user: isIP(user ?? '') === 0 ? user : undefined,
    userAgent: said.take(...event('actorUserAgent'), ...event('userAgent')),
    process: processOf(said),
  });
}

const typeOf = (said: Dig): string => said.text(...entity('type', 'nativeType')) ?? '';
const isMachine = /^(?:virtual[_ ]?machine|compute[_ ]?instance|host|server|node)$/i;
const isRepository = /repository/i;

const targetOf = (said: Dig): Target =>
  defined({
    kind: typeOf(said) || 'resource',
    host: isMachine.test(typeOf(said)) ? said.text(...entity('name')) : undefined,
  });

const containerOf = (said: Dig): Container | undefined =>
  placed({
    name: /container(?!.*image)/i.test(typeOf(said)) ? said.text(...entity('name')) : undefined,
    image: /image/i.test(typeOf(said)) ? said.text(...entity('name')) : undefined,
  });

const kubernetesOf = (said: Dig): Kubernetes | undefined =>
  placed({
    cluster: said.take(...entity('kubernetesClusterName', 'kubernetesCluster.name')),
    namespace: said.take(...entity('kubernetesNamespaceName', 'kubernetesNamespace.name', 'namespace')),
    pod: /^pod$/i.test(typeOf(said)) ? said.text(...entity('name')) : undefined,
    workload: /^(?:deployment|daemon_?set|stateful_?set)$/i.test(typeOf(said))
      ? said.text(...entity('name'))
      : undefined,
  });

export const accounts = entity('subscriptionId', 'subscriptionExternalId', 'cloudAccount.externalId');
export const platforms = [...entity('cloudPlatform', 'cloudAccount.cloudPlatform'), ...issue('cloudPlatform')];
const providers = [...platforms, 'cloudAccounts.0.cloudPlatform'];

/** In lower case, as routes match it. */
const providerOf = (said: Dig): string | undefined => said.text(...providers)?.toLowerCase();

const cloudOf = (said: Dig): Cloud | undefined =>
  placed({
    provider: providerOf(said),
    account: said.take(...accounts, 'cloudAccounts.0.externalId'),
    region: said.take(...entity('region')),
    resource: isRepository.test(typeOf(said))
      ? undefined
      : placed({
          uid: said.take(...entity('providerId', 'externalId', 'providerUniqueId', 'id')),
          type: said.take(...entity('nativeType', 'type')),
          name: said.take(...entity('name')),
        }),
  });

const codeOf = (said: Dig): Code | undefined =>
  isRepository.test(typeOf(said)) ? placed({ repository: said.take(...entity('name')) }) : undefined;

const isCve = (text: string): boolean => /^CVE-\d{4}-\d{4,}$/i.test(text);

/** A vulnerability finding is called by its CVE. */
function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const cve = takeIf(said, isCve, ...issue('name', 'vulnerabilityExternalId', 'cve', 'cveId'));
  if (cve === undefined) return undefined;
  return [
    defined({
      cve,
      cvss: cvssIn(said, ...issue('score', 'cvssScore', 'baseScore')),
      package: said.take(...issue('detailedName', 'packageName')),
      version: said.take(...issue('version', 'currentVersion')),
      fixedIn: said.take(...issue('fixedVersion')),
    }),
  ];
}

export const placesOf = (said: Dig): Pick<Detection, 'actor' | 'target' | 'cloud' | 'code' | 'vulnerabilities'> => ({
  actor: actorOf(said),
  target: targetOf(said),
  ...defined({
    container: containerOf(said),
    kubernetes: kubernetesOf(said),
    code: codeOf(said),
    cloud: cloudOf(said),
    vulnerabilities: vulnerabilitiesOf(said),
  }),
});
