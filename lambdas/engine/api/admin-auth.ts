import type { MiddlewareHandler } from 'hono';
import { bearerToken, isOneOf } from '../../core/constant-time.ts';
import type { Problem } from '../../core/problem.ts';
import { addressOf, networkOf } from './caller.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';
import { createWrongTokens } from './wrong-tokens.ts';

const unauthorized: Problem = {
  status: 401,
  title: 'Wrong or missing credential',
  detail: 'send "Authorization: Bearer <TOCSIN_ADMIN_TOKEN>"',
};

const slowDown = (seconds: number): Response =>
  problemResponse(
    {
      status: 429,
      title: 'Too many wrong credentials',
      detail: `found more than 5 wrong admin tokens from this address in a minute: try again in ${seconds} seconds`,
    },
    { 'retry-after': String(seconds) },
  );

/**
 * Lets in who has the admin token. An address that sent wrong tokens waits before another one of it is looked at, also
 * a right one; no other address waits for it. A request without a token is no attempt and is refused at once.
 */
export function adminAuth({ adminToken, now, log }: Pick<Ports, 'adminToken' | 'now' | 'log'>): MiddlewareHandler {
  const wrongTokens = createWrongTokens(now, log);
  return async (c, next) => {
    const presented = bearerToken(c.req.header('authorization'));
    if (presented === '') return problemResponse(unauthorized);
    const token = await adminToken();
    // Nothing waits from here on: of many at the same time each is counted before the next is looked at.
    const address = networkOf(addressOf(c));
    const seconds = wrongTokens.waitOf(address);
    if (seconds > 0) return slowDown(seconds);
    if (token === undefined || !isOneOf(presented, [token])) {
      wrongTokens.add(address);
      return problemResponse(unauthorized);
    }
    wrongTokens.clear(address);
    return next();
  };
}
