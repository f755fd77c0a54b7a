import type {
  Actor,
  Cloud,
  Connection,
  Container,
  File,
  Kubernetes,
  Process,
  Target,
} from '../../../../domain/places.ts';
import { defined } from '../../../../domain/values/json-fields.ts';
import type { Dig } from '../../field-reader.ts';
import { addressesIn, addressIn, placed } from '../../typed-places.ts';
import { type Entity, firstOf } from './entities.ts';
import { fileIn, processIn } from './programs.ts';

/** Everything that the entities of one alert name. */
export interface Places {
  readonly actor: Actor;
  readonly target: Target;
  readonly connection?: Connection;
  readonly file?: File;
  readonly container?: Container;
  readonly kubernetes?: Kubernetes;
  readonly cloud?: Cloud;
}

const users = /^(?:account|user|mailbox|securityprincipal)$/;

/** The account that the entities name, else the one that ran the process. */
const userOf = (entities: readonly Entity[]): string | undefined =>
  firstOf(
    entities,
    users,
    'userAccount.userPrincipalName',
    'userAccount.accountName',
    'userPrincipalName',
    'accountUpn',
    'additionalData.UserPrincipalName',
    'upn',
    'primaryAddress',
    'accountName',
    'name',
    'displayName',
  ) ?? firstOf(entities, /^process$/, 'userAccount.userPrincipalName', 'userAccount.accountName');

/** The address of an account: its own, or its name and the suffix that Sentinel gives apart. */
function emailOf(entities: readonly Entity[]): string | undefined {
  for (const { kind, said } of entities) {
    if (!users.test(kind)) continue;
    const whole = said.text(
      'userAccount.userPrincipalName',
      'userPrincipalName',
      'accountUpn',
      'upn',
      'primaryAddress',
    );
    const [name, suffix] = [said.text('accountName', 'name'), said.text('upnSuffix')];
    const mail = whole ?? (name !== undefined && suffix !== undefined ? `${name}@${suffix}` : undefined);
    if (mail?.includes('@') === true) return mail;
  }
  return undefined;
}

const remoteRole = /destination|commandAndControl/i;
const isRemote = ({ said }: Entity): boolean => remoteRole.test(said.text('roles', 'evidenceRole') ?? '');

const addresses = ['ipAddress', 'address', 'remoteIp', 'localIp'] as const;
const countries = ['countryLetterCode', 'location.countryCode', 'location.countryName'] as const;

/** The first address of some kinds of entities. */
function firstIp(entities: readonly Entity[], kinds: RegExp, paths: readonly string[]): string | undefined {
  for (const { kind, said } of entities) {
    const ip = kinds.test(kind) ? addressIn(said, ...paths) : undefined;
    if (ip !== undefined) return ip;
  }
  return undefined;
}

/** Who did it, as far as the entities say: an address that was connected to is none. */
function actorIn(entities: readonly Entity[], user: string | undefined, process: Process | undefined): Actor {
  const others = entities.filter((each) => !isRemote(each));
  return defined({
    ip: firstIp(others, /^ip/, addresses),
    country: firstOf(others, /^ip/, ...countries),
    user,
    email: emailOf(entities),
    process,
  });
}

const connectionIn = (entities: readonly Entity[]): Connection | undefined =>
  placed({
    remote: placed({
      ip: firstIp(entities.filter(isRemote), /^ip/, addresses),
      domain: firstOf(entities, /^dns/, 'domainName'),
    }),
  });

const hosts = ['deviceDnsName', 'computerDnsName', 'hostName', 'deviceName', 'netBiosName'] as const;
const hostIps = ['lastIpAddress', 'ipInterfaces.0'] as const;
const publicIps = ['lastExternalIpAddress'] as const;
const machines = /^(?:host|device|machine)$/;

const resources = /resource$/;
const resourceIds = ['resourceId', 'azureResourceId', 'fullResourceName', 'amazonResourceId'] as const;

/** The subscription in the id of an Azure resource. */
const accountIn = (uid: string | undefined): string | undefined => /^\/subscriptions\/([^/]+)/i.exec(uid ?? '')?.[1];

function providerOf(entities: readonly Entity[], uid: string | undefined): string | undefined {
  if (accountIn(uid) !== undefined) return 'azure';
  const kind = entities.find((each) => resources.test(each.kind))?.kind ?? '';
  return { amazonresource: 'aws', googlecloudresource: 'gcp', azureresource: 'azure' }[kind];
}

function cloudIn(entities: readonly Entity[]): Cloud | undefined {
  const uid = firstOf(entities, resources, ...resourceIds) ?? firstOf(entities, machines, 'vmMetadata.resourceId');
  const app = firstOf(entities, /application/, 'displayName', 'appName', 'name');
  const isApp = app !== undefined && uid === undefined;
  return placed({
    provider: providerOf(entities, uid),
    account: firstOf(entities, resources, 'amazonAccountId', 'projectId', 'subscriptionId') ?? accountIn(uid),
    region: firstOf(entities, resources, 'location', 'region'),
    resource: placed({
      uid,
      type: firstOf(entities, resources, 'resourceType') ?? (isApp ? 'application' : undefined),
      name: firstOf(entities, resources, 'resourceName') ?? app,
    }),
  });
}

const containerIn = (entities: readonly Entity[]): Container | undefined =>
  placed({
    id: firstOf(entities, /^container$/, 'containerId'),
    name: firstOf(entities, /^container$/, 'name'),
    image: firstOf(entities, /containerimage$/, 'imageId'),
  });

const kubernetesIn = (entities: readonly Entity[]): Kubernetes | undefined =>
  placed({
    cluster: firstOf(entities, /kubernetescluster$/, 'name', 'cloudResource.resourceName'),
    namespace: firstOf(entities, /kubernetesnamespace$/, 'name'),
    workload: firstOf(entities, /kubernetescontroller$/, 'name'),
    pod: firstOf(entities, /kubernetespod$/, 'name'),
  });

/** What the entities are about, in one word. */
function kindIn({ host, user, cloud, file }: { host?: string; user?: string; cloud?: Cloud; file?: File }): string {
  if (host !== undefined) return 'host';
  if (cloud?.resource !== undefined) return cloud.resource.type === 'application' ? 'application' : 'resource';
  if (user !== undefined) return 'account';
  return file === undefined ? 'unknown' : 'file';
}

/** The address of the first machine that has one, and that under which others see it. */
function machineIps(entities: readonly Entity[]): Pick<Target, 'ip' | 'publicIp'> {
  const all = entities
    .filter(({ kind }) => machines.test(kind))
    .map(({ said }) => addressesIn(said, hostIps, publicIps));
  return all.find(({ ip }) => ip !== undefined) ?? {};
}

/** Who did it, what it was done to, and all else that has a place. */
export function placesIn(entities: readonly Entity[], more?: Process): Places {
  const [user, file, cloud] = [userOf(entities), fileIn(entities), cloudIn(entities)];
  const host = firstOf(entities, machines, ...hosts);
  const process = processIn(entities) ?? more;
  return defined({
    actor: actorIn(entities, user, process),
    target: defined({
      kind: kindIn(defined({ host, user, cloud, file })),
      url: firstOf(entities, /^url$/, 'url', 'remoteUrl'),
      host,
      ...machineIps(entities),
    }),
    connection: connectionIn(entities),
    file,
    container: containerIn(entities),
    kubernetes: kubernetesIn(entities),
    cloud,
  });
}

/** The one thing that an alert is about where no machine is: a resource, an application, a file. */
export const thingOf = ({ cloud, file }: Places): string | undefined =>
  cloud?.resource?.uid ?? cloud?.resource?.name ?? file?.path ?? file?.name;

/** Where the entities name no subscription, that of the workspace which found it. */
export function inWorkspace(places: Places, said: Dig, path: string): Places {
  if (places.cloud?.account !== undefined || said.text(path) === undefined) return places;
  return { ...places, cloud: defined({ provider: 'azure', ...places.cloud, account: said.take(path) }) };
}
