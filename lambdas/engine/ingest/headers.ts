import type { Auth } from '../../core/config/auth-schema.ts';

// Credentials never travel on, and what the network added says nothing about the alert.
const dropped =
  /auth|cookie|token|secret|password|api-?key|signature|^x-forwarded|^x-amzn|^x-amz-cf|^cloudfront-|^(?:host|via|connection|accept.*|content-length|content-encoding|transfer-encoding|te|forwarded)$/;

const MAX_VALUE = 512;
const MAX_HEADERS = 40;

/** The headers that bear a credential under a name of the operator's own. */
function credentialsIn(auth: Auth): readonly string[] {
  if (auth.scheme === 'header') return [auth.name];
  return auth.scheme === 'hmac' ? auth.forms.map(({ header }) => header) : [];
}

/** The request's headers that a source may need to read the payload: event names, delivery ids, content type. */
export function headersThatMatter(headers: Readonly<Record<string, string>>, auth: Auth): Record<string, string> {
  const credentials = credentialsIn(auth);
  const kept = Object.entries(headers).filter(([name]) => !credentials.includes(name) && !dropped.test(name));
  return Object.fromEntries(kept.slice(0, MAX_HEADERS).map(([name, value]) => [name, value.slice(0, MAX_VALUE)]));
}
