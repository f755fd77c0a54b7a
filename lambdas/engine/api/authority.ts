import type { Context } from 'hono';
import { bearerToken } from '../constant-time.ts';
import { addressOf, networkOf } from './caller.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';
import { sessionIn } from './session/cookie.ts';
import { wrongWithSession } from './session/same-origin.ts';
import { openSession, SESSION_MS, type Session } from './session/signed-session.ts';
import { type NamedToken, type Tokens, tokensOf } from './session/tokens.ts';
import { createWrongTokens } from './wrong-tokens.ts';

/** A caller whose token or session is right. */
export interface Admitted {
  readonly token: NamedToken;
  /** Present when it came with the cookie of the console. */
  readonly session?: Session;
}

/** Checks tokens and sessions, and slows down who sends wrong tokens. */
export interface Authority {
  /** The caller of a request, by its token or its session; else the refusal. */
  admit(context: Context): Promise<Admitted | Response>;
  /** The token that was presented, when it is right; else the refusal, which counts. */
  check(context: Context, presented: string): Promise<NamedToken | Response>;
  /** The session that a token opens, and what signs it. */
  open(token: NamedToken): Promise<{ readonly session: Session; readonly secret: string } | undefined>;
}

export type AuthorityPorts = Pick<Ports, 'adminToken' | 'namedTokens' | 'now' | 'log'>;

const unauthorized = (): Response =>
  problemResponse({
    status: 401,
    title: 'Wrong or missing credential',
    detail: 'send "Authorization: Bearer <TOCSIN_ADMIN_TOKEN>"',
  });

const slowDown = (seconds: number): Response =>
  problemResponse(
    {
      status: 429,
      title: 'Too many wrong credentials',
      detail: `found more than 5 wrong admin tokens from this address in a minute: try again in ${seconds} seconds`,
    },
    { 'retry-after': String(seconds) },
  );

const forbidden = (found: string): Response =>
  problemResponse({
    status: 403,
    title: 'Not from the console',
    detail: `found ${found}: a session is for the console of this Tocsin alone; a program sends "Authorization: Bearer <TOCSIN_ADMIN_TOKEN>"`,
  });

function admittedBySession(context: Context, tokens: Tokens, nowMs: number): Admitted | Response {
  const session = openSession(sessionIn(context), tokens.secretOf, nowMs);
  const token = session === undefined ? undefined : tokens.byName(session.name);
  if (session === undefined || token === undefined) return unauthorized();
  const wrong = wrongWithSession(context);
  return wrong === undefined ? { token, session } : forbidden(wrong);
}

/** Makes what checks credentials; it remembers the addresses that sent wrong ones. */
function createAuthority({ adminToken, namedTokens, now, log }: AuthorityPorts): Authority {
  const wrongTokens = createWrongTokens(now, log);
  const current = async (): Promise<Tokens> => {
    const [admin, named = []] = await Promise.all([adminToken(), namedTokens?.()]);
    return tokensOf(admin, named, now());
  };
  const check = async (context: Context, presented: string): Promise<NamedToken | Response> => {
    const tokens = await current();
    // There is no await from here on, so each of many concurrent requests is counted before the next is checked.
    const address = networkOf(addressOf(context));
    const seconds = wrongTokens.waitOf(address);
    if (seconds > 0) return slowDown(seconds);
    const token = tokens.find(presented);
    if (token === undefined) wrongTokens.add(address);
    else wrongTokens.clear(address);
    return token ?? unauthorized();
  };
  return {
    check,
    async admit(context) {
      const presented = bearerToken(context.req.header('authorization'));
      if (presented !== '') {
        const token = await check(context, presented);
        return token instanceof Response ? token : { token };
      }
      return sessionIn(context) === '' ? unauthorized() : admittedBySession(context, await current(), now());
    },
    async open(token) {
      const endsMs = Math.min(now() + SESSION_MS, token.endsMs ?? Number.POSITIVE_INFINITY);
      const secret = (await current()).secretOf(token.name);
      return secret === undefined ? undefined : { session: { name: token.name, endsMs }, secret };
    },
  };
}

const known = new WeakMap<AuthorityPorts, Authority>();

/** The authority over these ports, always the same one, so that the addresses of wrong tokens are remembered once. */
export function authorityOver(ports: AuthorityPorts): Authority {
  const made = known.get(ports) ?? createAuthority(ports);
  known.set(ports, made);
  return made;
}
