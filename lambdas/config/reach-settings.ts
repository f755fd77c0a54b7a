import { isIP } from 'node:net';
import { addressKind } from '../domain/addresses.ts';
import { allowanceOf, allowedEntryMistake, mayReach } from '../domain/allow-addresses.ts';
import { parseProxy } from '../domain/forward-proxy.ts';
import { isCertificates, isPair, isPem, isPrivateKey } from '../domain/pem.ts';
import { NO_PROXY } from '../domain/reach.ts';
import { type Fields, isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { unknownName } from './mistakes.ts';
import { hasPlaceholder } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

type Where = Pick<Surroundings, 'allowLoopback' | 'readFile'>;

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

/** The entries of `allowAddresses` that can be used. */
export const allowedEntries = (value: unknown): readonly string[] =>
  textsIn(value).filter((entry) => allowedEntryMistake(entry) === undefined);

const proxyForm = `allowed: the URL of an HTTP proxy such as "http://proxy.corp.example:3128", "\${NAME}" for one with credentials, or ${NO_PROXY}`;

const schemeIn = (text: string): string => {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  return scheme === undefined ? 'a text without http:// in front' : `"${scheme}…"`;
};

/** What is found is not shown: it may hold the password of the proxy. */
function proxyMistake(value: unknown, allowAddresses: unknown): string | undefined {
  if (value === undefined || value === NO_PROXY) return undefined;
  if (typeof value !== 'string') return `found ${JSON.stringify(value)}; ${proxyForm}`;
  if (hasPlaceholder(value)) return undefined;
  const proxy = parseProxy(value);
  if (proxy === undefined) return `found ${schemeIn(value)}; ${proxyForm}`;
  const { host } = proxy;
  if (isIP(host) === 0 || mayReach(host, host, allowanceOf(true, allowedEntries(allowAddresses)))) return undefined;
  return addressKind(host) === 'never'
    ? `found ${host}, a link-local, metadata or reserved address: nothing may connect there`
    : `found ${host}, a private address: name it in allowAddresses too, for example allowAddresses: [${host}]`;
}

function entryProblems(value: unknown, path: Path): Problem[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length === 0)
    return [
      { path, message: `found ${JSON.stringify(value)}; allowed: a list such as [10.0.0.0/8, jira.corp.example]` },
    ];
  return value.flatMap((entry, i) => {
    const message = allowedEntryMistake(entry);
    return message === undefined ? [] : [{ path: [...path, i], message }];
  });
}

/** What a setting holds that is PEM, the name of a file with it, or a placeholder for it. */
type Found = { readonly text: string } | { readonly mistake: string } | 'later';

function pemAt(value: unknown, { readFile }: Where, what: string): Found {
  const allowed = `allowed: the name of a PEM file, relative to tocsin.yaml, or "\${NAME}" for ${what} as PEM text`;
  if (typeof value !== 'string' || value.trim() === '')
    return { mistake: `found ${typeof value === 'string' ? '""' : 'no text'}; ${allowed}` };
  if (hasPlaceholder(value)) return 'later';
  if (isPem(value)) return { text: value };
  if (value.length > 500 || value.includes('\n')) return { mistake: `found a text that is neither; ${allowed}` };
  const text = readFile?.(value);
  return text === undefined
    ? { mistake: `found "${value}", and there is no such file that can be read; ${allowed}` }
    : { text };
}

/** What holds the wrong thing: the file is named, a text that stands in the configuration is not shown. */
const holder = (value: unknown): string =>
  typeof value === 'string' && !isPem(value) ? `found "${value}", which` : 'found a PEM text, which';

const certificateForm =
  'expected PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, one or several, and nothing else';

function certificateMistake(value: unknown, where: Where): string | undefined {
  const found = pemAt(value, where, 'certificates');
  if (found === 'later') return undefined;
  if ('mistake' in found) return found.mistake;
  return isCertificates(found.text) ? undefined : `${holder(value)} holds no certificates: ${certificateForm}`;
}

function keyMistake(value: unknown, where: Where): string | undefined {
  const isFile = typeof value === 'string' && !hasPlaceholder(value) && !isPem(value);
  if (isFile && !where.allowLoopback)
    return `is the name of a file, which would be deployed with the function: on AWS write "\${NAME}" and put the key into the secret of the destinations`;
  const found = pemAt(value, where, 'the private key');
  if (found === 'later') return undefined;
  if ('mistake' in found) return found.mistake;
  return isPrivateKey(found.text)
    ? undefined
    : `${holder(value)} holds no private key that can be read: expected PEM, -----BEGIN PRIVATE KEY-----, without a passphrase`;
}

const pairNames = ['cert', 'key'] as const;

function pairProblems(value: unknown, path: Path, where: Where): Problem[] {
  if (value === undefined) return [];
  if (!isFields(value)) return [{ path, message: `found no map; allowed: { cert: FILE, key: "\${NAME}" }` }];
  const unknown = Object.keys(value)
    .filter((name) => !pairNames.some((known) => known === name))
    .map((name) => ({ path: [...path, name], message: unknownName('setting', name, pairNames), atKey: true as const }));
  const messages = [
    ['cert', certificateMistake(value['cert'], where)],
    ['key', keyMistake(value['key'], where)],
  ] as const;
  const wrong = messages.flatMap(([name, message]) =>
    message === undefined ? [] : [{ path: [...path, name], message }],
  );
  if (unknown.length + wrong.length > 0) return [...unknown, ...wrong];
  return belongTogether(value, where)
    ? []
    : [{ path: [...path, 'key'], message: 'is not the key of the certificate in cert' }];
}

function belongTogether({ cert, key }: Fields, where: Where): boolean {
  const [first, second] = [pemAt(cert, where, ''), pemAt(key, where, '')];
  return (
    first === 'later' || second === 'later' || !('text' in first && 'text' in second) || isPair(first.text, second.text)
  );
}

/** The mistakes in how a destination is to be reached. `allowAddresses` may come from `defaults`. */
export function checkReach(settings: Fields, path: Path, where: Where, effective: Fields = settings): Problem[] {
  const { proxy, authority, clientCertificate, allowAddresses } = settings;
  const messages = [
    ['proxy', proxyMistake(proxy, effective['allowAddresses'])],
    ['authority', authority === undefined ? undefined : certificateMistake(authority, where)],
  ] as const;
  return [
    ...messages.flatMap(([name, message]) => (message === undefined ? [] : [{ path: [...path, name], message }])),
    ...pairProblems(clientCertificate, [...path, 'clientCertificate'], where),
    ...entryProblems(allowAddresses, [...path, 'allowAddresses']),
  ];
}
