import type { OutboundRequest } from '../domain/outbound.ts';
import type { Send, Sent } from '../engine/ports/transport.ts';
import { type Budget, inTime, notSentInTime, startBudget } from './connect/budget.ts';
import { createHttp } from './http/http.ts';
import { signed } from './sigv4.ts';
import { createTokens, type TokenAuth, type Tokens } from './tokens.ts';

/** The request itself gets what is left of the budget. */
const sendRest = async (request: OutboundRequest, budget: Budget, http: Send): Promise<Sent> =>
  budget.remainingMs() === 0 ? notSentInTime : http(request, budget.rest());

async function withToken(request: OutboundRequest, auth: TokenAuth, budget: Budget, tokens: Tokens, http: Send) {
  const obtained = await tokens.obtain(auth, budget);
  if ('failed' in obtained) return obtained.failed;
  const headers = { ...request.headers, authorization: `Bearer ${obtained.token}` };
  const sent = await sendRest({ ...request, headers }, budget, http);
  if (sent.kind === 'answer' && sent.response.status === 401) tokens.forget(auth);
  return sent;
}

/** The keys of a role come from a service of AWS, which may hang. */
async function withSignature(complete: Promise<OutboundRequest>, budget: Budget, http: Send): Promise<Sent> {
  const missing = (reason: string) => (): Sent => ({ kind: 'not-sent', reason });
  const signedOrNot = complete.catch(missing('aws_credentials_missing'));
  const result = await inTime(signedOrNot, budget.remainingMs(), missing('aws_credentials_timeout'));
  return 'kind' in result ? result : sendRest(result, budget, http);
}

/** Adds the signature or token that the `auth` of a request asks for. It takes from the same budget as the request. */
export function withAuth(http: Send, sign: typeof signed = signed): Send {
  const tokens = createTokens(http);
  return async (request, limits) => {
    const { auth } = request;
    if (auth === undefined || auth.kind === 'password') return http(request, limits);
    const budget = startBudget(limits);
    if (auth.kind === 'aws') return withSignature(sign(request, auth), budget, http);
    return withToken(request, auth, budget, tokens, http);
  };
}

/**
 * Sends a rendered request by the protocol of its URL, with the credentials that its `auth` asks for, within the limits.
 * Never throws. Protocols other than HTTP are loaded at their first use.
 */
export function createSend(allowLoopback: boolean): Send {
  const http = withAuth(createHttp(allowLoopback));
  return async (request, limits) => {
    const { url } = request;
    if (/^smtps?:/.test(url)) return (await import('./smtp.ts')).sendMail(request, allowLoopback, limits);
    if (url.startsWith('syslog+tls:'))
      return (await import('./syslog/syslog.ts')).sendSyslog(request, allowLoopback, limits);
    return http(request, limits);
  };
}
