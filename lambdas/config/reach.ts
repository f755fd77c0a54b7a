import { allowedEntryMistake } from '../domain/allow-addresses.ts';
import { parseProxy } from '../domain/forward-proxy.ts';
import { isCertificates, isPair, isPem, pemText } from '../domain/pem.ts';
import { type ClientCertificate, NO_PROXY, type Reach, reachSettings } from '../domain/reach.ts';
import { defined, type Fields, isFields, textOf } from '../domain/values/json-fields.ts';
import { hasPlaceholder } from './secrets.ts';

/** Thrown for a setting whose value does not fit; the value is not part of it. */
class Unfit extends Error {}

function fitting<T>(value: T, isFit: (value: T) => boolean, name: string): T {
  if (isFit(value)) return value;
  throw new Unfit(`${name} does not fit`);
}

const proxyOf = (value: unknown): string | undefined =>
  value === undefined
    ? undefined
    : fitting(String(value).trim(), (text) => text === NO_PROXY || parseProxy(text) !== undefined, 'proxy');

const authorityOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : fitting(pemText(String(value)), isCertificates, 'authority');

function pairOf(value: unknown): ClientCertificate | undefined {
  if (!isFields(value)) return undefined;
  const pair = { cert: pemText(String(value['cert'])), key: pemText(String(value['key'])) };
  return fitting(pair, ({ cert, key }) => isPair(cert, key), 'clientCertificate');
}

function entriesOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return fitting(
    value,
    (entries) => entries.every((entry) => allowedEntryMistake(entry) === undefined),
    'allowAddresses',
  );
}

/**
 * How a destination is reached, by its settings with their secrets in place; nothing when none is set. Throws when a
 * secret does not hold what the setting wants.
 */
export function reachOf(settings: Fields): Reach | undefined {
  if (!reachSettings.some((name) => settings[name] !== undefined)) return undefined;
  return defined({
    proxy: proxyOf(settings['proxy']),
    authority: authorityOf(settings['authority']),
    clientCertificate: pairOf(settings['clientCertificate']),
    allowAddresses: entriesOf(settings['allowAddresses']),
  });
}

type ReadFile = (name: string) => string | undefined;

/** PEM in place of the name of the file that holds it. */
function withText(value: unknown, readFile: ReadFile): unknown {
  const name = textOf(value);
  return name === undefined || hasPlaceholder(name) || isPem(name) ? value : (readFile(name) ?? value);
}

/** The settings of a destination with the content of the files that they name. */
export function withFiles<S extends Fields>(settings: S, readFile: ReadFile): S {
  const { authority, clientCertificate } = settings;
  const pair = isFields(clientCertificate)
    ? { cert: withText(clientCertificate['cert'], readFile), key: withText(clientCertificate['key'], readFile) }
    : undefined;
  return {
    ...settings,
    ...(authority === undefined ? {} : { authority: withText(authority, readFile) }),
    ...(pair === undefined ? {} : { clientCertificate: pair }),
  };
}
