import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import type { Draft } from './draft.ts';
import { secretFor } from './names.ts';

/** Names that are not resolved in public. */
const inside = /^[^.]+$|\.(?:svc|local|internal|lan|corp|home|intranet|test|consul)$/i;
const privateAddress = /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./;

const isInside = (host: string): boolean => inside.test(host) || privateAddress.test(host);

/** What has to be allowed for a receiver inside the network. */
export const reachOf = (host: string): Fields => (isInside(host) ? { allowAddresses: [host] } : {});

const LONG = 16;

/** A part of a path that is long and has letters and digits: a token. */
const isToken = (part: string): boolean => part.length >= LONG && /\d/.test(part) && /[A-Za-z]/.test(part);

const isSecret = ({ username, password, search, pathname }: URL): boolean =>
  username !== '' || password !== '' || search !== '' || pathname.split('/').some(isToken);

interface Where {
  /** Where it stands in the old file. */
  readonly path: string;
  /** The name of the secret, when it has to be one. */
  readonly secret: string;
}

/**
 * The settings of an address: as it is, or as a secret when it holds a credential; a receiver inside the network is allowed by its
 * name. Nothing for what is no address.
 */
export function addressSettings(text: string, { path, secret }: Where, draft: Draft): Fields | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    draft.notes.push({ path, message: 'is no address that begins with https://; it was left out, set it by hand' });
    return undefined;
  }
  const isOpen = url.protocol === 'http:';
  const reach = isOpen ? { allowAddresses: [url.hostname] } : reachOf(url.hostname);
  if (isOpen)
    draft.notes.push({
      path,
      message: `uses plain http://, which is allowed here for ${url.hostname} alone (allowAddresses); change it to https:// where you can`,
    });
  return { url: isSecret(url) ? secretFor(secret, text, draft.secrets) : text, ...reach };
}

/** Headers, each value a secret: one of them is a credential as a rule. */
export function headerSettings(headers: Fields, prefix: string, draft: Draft): Fields {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    secretFor(`${prefix}_HEADER_${name}`, String(value), draft.secrets),
  ]);
  return entries.length === 0 ? {} : { headers: Object.fromEntries(entries) };
}
