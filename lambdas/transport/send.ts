import type { OutboundRequest } from '../core/destination.ts';
import type { Send, Sent } from '../engine/ports/transport.ts';
import { createHttp } from './http.ts';
import { signed } from './sigv4.ts';
import { createTokens, type TokenAuth, type Tokens } from './tokens.ts';

async function withToken(request: OutboundRequest, auth: TokenAuth, tokens: Tokens, http: Send): Promise<Sent> {
  const obtained = await tokens.obtain(auth);
  if ('failed' in obtained) return obtained.failed;
  const headers = { ...request.headers, authorization: `Bearer ${obtained.token}` };
  const sent = await http({ ...request, headers });
  if (sent.kind === 'answer' && sent.response.status === 401) tokens.forget(auth);
  return sent;
}

const sign = (request: OutboundRequest, auth: Parameters<typeof signed>[1], http: Send): Promise<Sent> =>
  signed(request, auth).then(http, () => ({ kind: 'not-sent', reason: 'aws_credentials_missing' }));

/** Adds the signature or token that the `auth` of a request asks for. */
export function withAuth(http: Send): Send {
  const tokens = createTokens(http);
  return async (request) => {
    const { auth } = request;
    if (auth === undefined || auth.kind === 'password') return http(request);
    return auth.kind === 'aws' ? sign(request, auth, http) : withToken(request, auth, tokens, http);
  };
}

/**
 * Sends a rendered request by the protocol of its URL, with the credentials that its `auth` asks for. Never throws.
 * Protocols other than HTTP are loaded at their first use.
 */
export function createSend(allowLoopback: boolean): Send {
  const http = withAuth(createHttp(allowLoopback));
  return async (request) => {
    const { url } = request;
    if (/^smtps?:/.test(url)) return (await import('./smtp.ts')).sendMail(request, allowLoopback);
    if (url.startsWith('syslog+tls:')) return (await import('./syslog.ts')).sendSyslog(request, allowLoopback);
    return http(request);
  };
}
