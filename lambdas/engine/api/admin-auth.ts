import type { Context, MiddlewareHandler } from 'hono';
import { type AuthorityPorts, authorityOver } from './authority.ts';
import { problemResponse } from './problem-response.ts';
import type { Caller } from './session/tokens.ts';

const CALLER = 'caller';

/** It has a body and changes nothing. */
const reads = new Set(['/v1/routes/trace']);

const mayOnlyRead = ({ name }: Caller, method: string): Response =>
  problemResponse({
    status: 403,
    title: 'Read only',
    detail: `found ${method} with the token "${name}", which has the access "read"; allowed: GET. Use a token with the access "operate"`,
  });

/**
 * Accepts requests with the admin token, with a token of tocsin.yaml, or with a session of the console. After wrong tokens
 * an address has to wait before its next token is checked, also when that is right; other addresses are not affected. A
 * request without a token is refused and does not count.
 */
export function adminAuth(ports: AuthorityPorts): MiddlewareHandler {
  const authority = authorityOver(ports);
  return async (c, next) => {
    const admitted = await authority.admit(c);
    if (admitted instanceof Response) return admitted;
    const { token } = admitted;
    const isReading = c.req.method === 'GET' || reads.has(c.req.path);
    if (token.access === 'read' && !isReading) return mayOnlyRead(token, c.req.method);
    c.set(CALLER, token);
    return next();
  };
}

/** The name of the token that a request came with; `by` of an action, unless the request says otherwise. */
export const callerName = (context: Context): string => (context.get(CALLER) as Caller | undefined)?.name ?? 'admin';
