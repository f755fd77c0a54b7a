import type { OutboundRequest } from '../domain/outbound.ts';
import type { Reach } from '../domain/reach.ts';
import type { Send, Sent } from '../engine/ports/transport.ts';
import { type Budget, inTime, notSentInTime, startBudget } from './connect/budget.ts';
import { signed } from './sigv4.ts';
import { createTokens, type TokenAuth, type Tokens } from './tokens.ts';

/** The time of a request and how its destination is reached; both are those of the request for its token, too. */
interface Sending {
  readonly budget: Budget;
  readonly reach: Reach | undefined;
}

/** The request itself gets what is left of the budget. */
const sendRest = async (request: OutboundRequest, { budget, reach }: Sending, http: Send): Promise<Sent> =>
  budget.remainingMs() === 0 ? notSentInTime : http(request, { ...budget.rest(), reach });

async function withToken(request: OutboundRequest, auth: TokenAuth, sending: Sending, tokens: Tokens, http: Send) {
  const obtained = await tokens.obtain(auth, sending.budget, sending.reach);
  if ('failed' in obtained) return obtained.failed;
  const headers = { ...request.headers, authorization: `Bearer ${obtained.token}` };
  const sent = await sendRest({ ...request, headers }, sending, http);
  if (sent.kind === 'answer' && sent.response.status === 401) tokens.forget(auth, sending.reach);
  return sent;
}

/** The keys of a role come from a service of AWS, which may hang. */
async function withSignature(complete: Promise<OutboundRequest>, sending: Sending, http: Send): Promise<Sent> {
  const missing = (reason: string) => (): Sent => ({ kind: 'not-sent', reason });
  const signedOrNot = complete.catch(missing('aws_credentials_missing'));
  const result = await inTime(signedOrNot, sending.budget.remainingMs(), missing('aws_credentials_timeout'));
  return 'kind' in result ? result : sendRest(result, sending, http);
}

/** Adds the signature or token that the `auth` of a request asks for. It takes from the same budget as the request. */
export function withAuth(http: Send, sign: typeof signed = signed): Send {
  const tokens = createTokens(http);
  return async (request, options) => {
    const { auth } = request;
    if (auth === undefined || auth.kind === 'password') return http(request, options);
    const sending: Sending = { budget: startBudget(options), reach: options?.reach };
    if (auth.kind === 'aws') return withSignature(sign(request, auth), sending, http);
    return withToken(request, auth, sending, tokens, http);
  };
}
