import type { Auth } from '../../config/auth-schema.ts';

// Headers that proxies added do not describe the alert.
const added =
  /^x-forwarded|^x-amzn|^x-amz-cf|^cloudfront-|^(?:host|via|connection|accept.*|content-length|content-encoding|transfer-encoding|te|forwarded)$/;

/** The words of a credential's name, also glued to others (`x-gitlabtoken`); `author`, `authid` and `authority` are none. */
const credential =
  /(?:token|secret|passw(?:or)?d|passphrase|cookie|signature|credentials?|apikey|authkey|accesskey|privatekey|sessionid|jwt|bearer)s?$|^(?:x?auth|xauth|authn|authz|auth(?:entication|orization|header|code)|pwd|pass|hmac|sig|session|csrf|xsrf)$/;

/** Two words that are one: `x-api-key`. */
const keyed =
  /(?:^|-)(?:api|auth|access|private|secret|shared|subscription|functions|hook|webhook|signing|session)-(?:key|id)$/;

const bearsCredential = (name: string): boolean =>
  keyed.test(name.replaceAll('_', '-')) ||
  name.split(/[-_.]/).some((word) => credential.test(word)) ||
  /(?:api|auth|access|secret)key/.test(name);

const MAX_VALUE = 512;
const MAX_HEADERS = 40;

/** The configured headers that carry a credential. */
function credentialsIn(auth: Auth): readonly string[] {
  if (auth.scheme === 'header') return [auth.name];
  return auth.scheme === 'hmac' ? auth.forms.map(({ header }) => header) : [];
}

/** The headers that a source may need to parse the payload: event names, delivery ids, content type. */
export function headersThatMatter(headers: Readonly<Record<string, string>>, auth: Auth): Record<string, string> {
  const credentials = credentialsIn(auth);
  const kept = Object.entries(headers).filter(
    ([name]) => !credentials.includes(name) && !added.test(name) && !bearsCredential(name),
  );
  return Object.fromEntries(kept.slice(0, MAX_HEADERS).map(([name, value]) => [name, value.slice(0, MAX_VALUE)]));
}
