import type { Auth } from '../../config/auth-schema.ts';

// Credentials are never stored, and headers that proxies added do not describe the alert.
const dropped =
  /auth|cookie|token|secret|password|api-?key|signature|^x-forwarded|^x-amzn|^x-amz-cf|^cloudfront-|^(?:host|via|connection|accept.*|content-length|content-encoding|transfer-encoding|te|forwarded)$/;

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
  const kept = Object.entries(headers).filter(([name]) => !credentials.includes(name) && !dropped.test(name));
  return Object.fromEntries(kept.slice(0, MAX_HEADERS).map(([name, value]) => [name, value.slice(0, MAX_VALUE)]));
}
