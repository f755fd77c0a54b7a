import { isChoice } from '../destinations/_kit/targets/choice.ts';
import { isLoopbackHost } from '../domain/addresses.ts';
import { isPem } from '../domain/pem.ts';
import { isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { isSecretInAuth } from './auth-schema.ts';
import { hasPlaceholder } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

type Section = Readonly<Record<string, unknown>>;

const secretHeader = /authorization|cookie|token|secret|signature|api-?key|^key$/i;

/** Of a choice, its values; what is compared is no secret. */
const valuesOf = (value: unknown, path: Path): Problem[] => {
  // A map without `from` is no choice: the secret or token of a callback.
  if (!isChoice(value) || !Object.hasOwn(value, 'from')) return plainAt(value, path);
  const { map, default: otherwise } = value;
  return [...plainAt(map, [...path, 'map']), ...plainAt(otherwise, [...path, 'default'])];
};

/** What a name in the environment may be made of. */
const nameOf = (path: Path): string =>
  path
    .slice(1)
    .filter((part) => part !== 'auth' && typeof part === 'string')
    .join('_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toUpperCase();

const isHere = (text: string): boolean => isLoopbackHost(URL.parse(text)?.hostname ?? '');

const messageFor = (path: Path): string =>
  `a secret in plain text, which whoever reads this file has: write "\${${nameOf(path)}}" and keep the value where secrets are kept`;

function plainAt(value: unknown, path: Path): Problem[] {
  if (Array.isArray(value)) return value.flatMap((inner, i) => plainAt(inner, [...path, i]));
  if (isFields(value)) return Object.entries(value).flatMap(([key, inner]) => plainAt(inner, [...path, key]));
  if (typeof value !== 'string' || value === '' || hasPlaceholder(value) || isHere(value)) return [];
  return [{ path, message: messageFor(path) }];
}

function inAuth(auth: unknown, path: Path): Problem[] {
  if (!isFields(auth)) return [];
  return Object.entries(auth).flatMap(([form, value]) => {
    if (!isFields(value)) return plainAt(value, [...path, form]);
    const parts = Object.entries(value).filter(([part]) => isSecretInAuth(form, part));
    return parts.flatMap(([part, inner]) => plainAt(inner, [...path, form, part]));
  });
}

function inDestination(settings: Section, path: Path, secrets: readonly string[]): Problem[] {
  const headers = isFields(settings['headers']) ? settings['headers'] : {};
  const named = Object.keys(headers).filter((name) => secretHeader.test(name));
  return [
    ...secrets.filter((name) => name !== 'headers').flatMap((name) => valuesOf(settings[name], [...path, name])),
    ...named.flatMap((name) => plainAt(headers[name], [...path, 'headers', name])),
  ];
}

/** The password in the URL of a proxy, and a private key. */
function inReach({ proxy, clientCertificate }: Section, path: Path): Problem[] {
  const key = isFields(clientCertificate) ? clientCertificate['key'] : undefined;
  const hasPassword = typeof proxy === 'string' && (URL.parse(proxy)?.password ?? '') !== '';
  return [
    ...(hasPassword ? plainAt(proxy, [...path, 'proxy']) : []),
    ...(typeof key === 'string' && isPem(key) ? plainAt(key, [...path, 'clientCertificate', 'key']) : []),
  ];
}

/** The parts of a file that may hold credentials, as they are written. */
interface Written {
  readonly sources: Section;
  readonly destinations: Section;
  readonly defaults: Section;
}

/** Credentials that stand in the file as they are. */
export function plainSecrets(
  { sources, destinations, defaults }: Written,
  { destinationTypes }: Pick<Surroundings, 'destinationTypes'>,
): Problem[] {
  const ofSources = Object.entries(sources).flatMap(([id, source]) =>
    isFields(source) ? inAuth(source['auth'], ['sources', id, 'auth']) : [],
  );
  const ofDestinations = Object.entries(destinations).flatMap(([id, settings]) => {
    if (!isFields(settings)) return [];
    const name = String(settings['type']);
    const type = Object.hasOwn(destinationTypes, name) ? destinationTypes[name] : undefined;
    const path = ['destinations', id];
    const own = type === undefined ? [] : inDestination(settings, path, type.secrets);
    return [...inReach(settings, path), ...own];
  });
  return [...ofSources, ...ofDestinations, ...inReach(defaults, ['defaults'])];
}
