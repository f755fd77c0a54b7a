import { isIP } from 'node:net';
import { httpUrl } from '../../../../domain/values/text.ts';
import { type NamedFields, type Names, namesOf } from '../../named-fields.ts';
import { hostAndPort, isPrivateAddress } from '../../typed-values.ts';
import { addresses, bareAddresses, links, names, type Subject, urls } from './subject-names.ts';

export type { Subject } from './subject-names.ts';

/** An address, also with a port behind it. */
function addressIn(text: string): { readonly ip: string; readonly port?: number } | undefined {
  const { host, port } = hostAndPort(text.trim());
  const ip = host.replace(/^\[|\]$/g, '');
  if (isIP(ip) === 0) return undefined;
  return port === undefined ? { ip } : { ip, port };
}

/** What the first list of names says of which one says something. */
function firstText(said: NamedFields, lists: readonly Names[]): string | undefined {
  for (const list of lists) {
    const text = said.text(list);
    if (text !== undefined) return text;
  }
  return undefined;
}

const instanceIds = namesOf('instanceId');
const methods = namesOf(
  'httpMethod',
  'requestMethod',
  'clientRequestMethod',
  'request.method',
  'http.method',
  'method',
);
const methodIn = (text: string) => (/^[A-Z]{3,9}$/.test(text) ? text : undefined);

const bareUrls = namesOf('^url', '^path');

/** A bare `url` is where something happened when it is a path or a method stands beside it, else a link. */
function urlOf(said: NamedFields, method: string | undefined): string | undefined {
  const bare = said.text(bareUrls);
  const isPlace = bare !== undefined && (method !== undefined || bare.startsWith('/'));
  return said.text(urls) ?? (isPlace ? bare : undefined);
}

/** What is said of where it happened. */
const ofPlace = [
  ...(['method', 'url', 'host', 'cluster', 'namespace', 'workload', 'pod', 'container', 'image'] as const),
  'resource' as const,
];

/** Addresses of what looked: `first_probe.ip`. */
const isOfObserver = (path: string): boolean =>
  /(?:probe|checker|monitor|collector|scanner|poller|manager|sensor|reporter|observer)[^.]{0,20}\.[^.]{1,40}$/i.test(
    path,
  );

/** A bare address beside the name of a machine is that machine's, unless it is a public one or that of a request. */
function bareAddress(said: NamedFields, host: string | undefined, method: string | undefined) {
  const found = said
    .all(bareAddresses)
    .flatMap(({ path, text }) => (isOfObserver(path) ? [] : (addressIn(text) ?? [])))[0];
  const isMachine = host !== undefined && method === undefined;
  const isOwn = isMachine && (found?.ip === host || isPrivateAddress(found?.ip ?? ''));
  return { bare: isOwn ? undefined : found, ownIp: isOwn ? found?.ip : undefined };
}

/** Who did it, as far as it is said. */
function whoOf(said: NamedFields, host: string | undefined, method: string | undefined) {
  const { bare, ownIp } = bareAddress(said, host, method);
  const address = said.first(addressIn, addresses) ?? bare;
  const user = firstText(said, names.user);
  return { ip: address?.ip, port: address?.port, ownIp, user: user === address?.ip ? undefined : user };
}

/** What a problem was found on beside a host and an address on the web. */
const unitsOf = (said: NamedFields) => ({
  cluster: firstText(said, names.cluster),
  namespace: firstText(said, names.namespace),
  workload: firstText(said, names.workload),
  pod: firstText(said, names.pod),
  container: firstText(said, names.container),
  image: firstText(said, names.image),
});

/** The id of an instance in a cloud is one of a machine; eight hex digits are of any. */
function hostOf(said: NamedFields): string | undefined {
  const host = firstText(said, names.host);
  return host !== undefined && /^(?=[a-f-]*\d)[\da-f-]{8,}$/i.test(host) && said.text(instanceIds) === host
    ? undefined
    : host;
}

/** By what people know a problem. */
export function subjectOf(said: NamedFields, resource: string | undefined): Subject {
  const method = said.first(methodIn, methods);
  const host = hostOf(said);
  const { ip, port, ownIp, user } = whoOf(said, host, method);
  const { cluster, namespace, workload, pod, container, image } = unitsOf(said);
  const url = urlOf(said, method);
  const where = method ?? url ?? host ?? cluster ?? namespace ?? workload ?? pod ?? container ?? image;
  return {
    ip,
    port,
    ownIp,
    country: firstText(said, names.country),
    user,
    process: firstText(said, names.process),
    method,
    url,
    host,
    cluster,
    namespace,
    workload,
    pod,
    container,
    image,
    resource: firstText(said, names.resource) ?? (where === undefined ? resource : undefined),
  };
}

/** The names of where it happened alone. */
export function placesIn(subject: Subject): (readonly [name: string, value: string])[] {
  const places: (readonly [name: string, value: string])[] = [];
  for (const name of ofPlace) {
    const value = subject[name];
    if (value !== undefined) places.push([name, value]);
  }
  return places;
}

const shownLists: readonly (readonly Names[])[] = [
  ...Object.values(names),
  [addresses],
  [bareAddresses],
  [urls],
  [bareUrls],
];

/** What stands in a typed place, word for word, leaves the facts. */
export function takeShown(said: NamedFields, shown: readonly string[]): void {
  for (const lists of shownLists)
    for (const list of lists) {
      const text = said.text(list);
      if (text === undefined) continue;
      if (shown.includes(text)) said.take(list);
      break;
    }
}

/** A link back to the sender's console; not the address that was attacked. */
export const linkOf = (said: NamedFields, { url, method }: Subject): string | undefined =>
  said.first((text) => (method !== undefined && text === url ? undefined : httpUrl(text)), links);

/** The most telling name of where it happened. */
export const placeOf = ({ method, url, host, pod, workload, container, resource }: Subject): string | undefined =>
  url === undefined
    ? (pod ?? workload ?? host ?? resource ?? container)
    : [method, host !== undefined && url.startsWith('/') ? host + url : url]
        .filter((part) => part !== undefined)
        .join(' ');
