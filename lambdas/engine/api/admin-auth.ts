import type { MiddlewareHandler } from 'hono';
import type { Problem } from '../../domain/problem-details.ts';
import { bearerToken, isOneOf } from '../constant-time.ts';
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
 * Accepts requests with the admin token. After wrong tokens an address has to wait before its next token is checked, also
 * when that is right; other addresses are not affected. A request without a token is refused and does not count.
 */
export function adminAuth({ adminToken, now, log }: Pick<Ports, 'adminToken' | 'now' | 'log'>): MiddlewareHandler {
  const wrongTokens = createWrongTokens(now, log);
  return async (c, next) => {
    const presented = bearerToken(c.req.header('authorization'));
    if (presented === '') return problemResponse(unauthorized);
    const token = await adminToken();
    // There is no await from here on, so each of many concurrent requests is counted before the next is checked.
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
