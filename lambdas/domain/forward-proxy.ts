/** A proxy that makes connections by CONNECT (RFC 9110 §9.3.6). */
export interface ForwardProxy {
  /** Name or address, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** The connection to the proxy itself is TLS. */
  readonly isSecure: boolean;
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`;
}

/** Reads the URL of a proxy; nothing when it is none. */
export function parseProxy(text: string): ForwardProxy | undefined {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  if (url === null || url.pathname.length > 1 || url.search !== '' || url.hash !== '') return undefined;
  const isSecure = url.protocol === 'https:';
  const authorization = authorizationOf(url);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isSecure ? 443 : 80),
    isSecure,
    ...(authorization === undefined ? {} : { authorization }),
  };
}
