import { isIP } from 'node:net';
import { defined } from '../../../../domain/values/json-fields.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { type NamedFields, type Names, namesOf } from '../../named-fields.ts';
import { hostAndPort, isPrivateAddress } from '../../typed-values.ts';
import { addresses, bareAddresses, links, names, type Subject, type TextKey, urls } from './subject-names.ts';

export type { Subject } from './subject-names.ts';

/** An address, also with a port behind it. */
function addressIn(text: string): { readonly ip: string; readonly port?: number } | undefined {
  const { host, port } = hostAndPort(text.trim());
  const ip = host.replace(/^\[|\]$/g, '');
  if (isIP(ip) === 0) return undefined;
  return port === undefined ? { ip } : { ip, port };
}

const named = Object.entries(names) as [TextKey, readonly Names[]][];

/** What the first list of names says of which one says something. */
function firstText(said: NamedFields, lists: readonly Names[]): string | undefined {
  for (const list of lists) {
    const text = said.text(list);
    if (text !== undefined) return text;
  }
  return undefined;
}

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

/** What is said of who did it. */
const ofActor: ReadonlySet<string> = new Set(['ip', 'port', 'country', 'user', 'process'] satisfies (keyof Subject)[]);

const isPlaced = (subject: Subject): boolean => Object.keys(subject).some((name) => !ofActor.has(name));

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
  return isMachine && (found?.ip === host || isPrivateAddress(found?.ip ?? '')) ? undefined : found;
}

/** By what people know a problem. */
export function subjectOf(said: NamedFields, resource: string | undefined): Subject {
  const method = said.first(methodIn, methods);
  const texts: Partial<Record<TextKey, string>> = {};
  for (const [key, lists] of named) {
    const text = firstText(said, lists);
    if (text !== undefined) texts[key] = text;
  }
  const address = said.first(addressIn, addresses) ?? bareAddress(said, texts.host, method);
  const subject: Subject = defined({ ...address, method, url: urlOf(said, method), ...texts });
  const { user, ...others } = subject;
  const found = user === address?.ip ? others : subject;
  return isPlaced(found) || resource === undefined ? found : { ...found, resource };
}

/** The names of where it happened alone. */
export const placesIn = (subject: Subject): (readonly [name: string, value: string])[] =>
  Object.entries(subject).filter(([name]) => !ofActor.has(name));

const shownLists: readonly (readonly Names[])[] = [
  ...named.map(([, lists]) => lists),
  [addresses],
  [bareAddresses],
  [urls],
  [bareUrls],
];

/** What stands in a typed place, word for word, leaves the facts. */
export function takeShown(said: NamedFields, shown: ReadonlySet<string>): void {
  for (const lists of shownLists)
    for (const list of lists) {
      const text = said.text(list);
      if (text === undefined) continue;
      if (shown.has(text)) said.take(list);
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
