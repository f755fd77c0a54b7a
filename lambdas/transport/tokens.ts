import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import * as z from 'zod/mini';
import type { OutboundRequest } from '../domain/outbound.ts';
import type { Reach } from '../domain/reach.ts';
import type { ClientCredentialsAuth, ServiceAccountAuth } from '../domain/request-auth.ts';
import type { Send, Sent } from '../engine/ports/transport.ts';
import { type Budget, inTime, startBudget } from './connect/budget.ts';

export type TokenAuth = ClientCredentialsAuth | ServiceAccountAuth;

/** A token, or the result of the request when there is none. */
export type Obtained = { readonly token: string } | { readonly failed: Sent };

/** Access tokens by the credentials that they were obtained with, kept until shortly before they expire. */
export interface Tokens {
  /** Takes no longer than the budget, also when the request for the token is another caller's. */
  obtain(auth: TokenAuth, budget?: Budget, reach?: Reach): Promise<Obtained>;
  /** Forgets a token that the service refused: the next request gets a new one. */
  forget(auth: TokenAuth, reach?: Reach): void;
}

const EARLY_MS = 60_000;
const DEFAULT_SECONDS = 300;
const ASSERTION_SECONDS = 600;

// https://www.rfc-editor.org/rfc/rfc6749#section-5.1
const Answer = z.object({ access_token: z.string(), expires_in: z.optional(z.coerce.number()) });

const form = (url: string, fields: Readonly<Record<string, string>>): OutboundRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  body: new URLSearchParams(fields).toString(),
});

async function assertionOf({ clientEmail, privateKey, scope, tokenUrl }: ServiceAccountAuth, nowMs: number) {
  const now = Math.floor(nowMs / 1000);
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(clientEmail)
    .setAudience(tokenUrl)
    .setIssuedAt(now)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(await importPKCS8(privateKey, 'RS256'));
}

async function requestOf(auth: TokenAuth, nowMs: number): Promise<OutboundRequest> {
  if (auth.kind === 'service-account')
    return form(auth.tokenUrl, {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertionOf(auth, nowMs),
    });
  const { tokenUrl, clientId, clientSecret, scope } = auth;
  return form(tokenUrl, {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope === undefined ? {} : { scope }),
  });
}

const passing = new Set([408, 425, 429]);

/**
 * A refusal of the token endpoint is about the credential: it is reported as a 401 of the service, which opens the
 * circuit breaker.
 */
function failure(sent: Sent): Sent {
  if (sent.kind === 'not-sent') return { ...sent, reason: `token_${sent.reason}` };
  if (sent.kind === 'no-answer') return { kind: 'not-sent', reason: `token_${sent.reason}` };
  const { status, isCut } = sent.response;
  if (isCut === true) return { kind: 'not-sent', reason: 'token_answer_cut' };
  if (passing.has(status) || status >= 500) return { kind: 'not-sent', reason: `token_http_${status}` };
  return { kind: 'answer', response: { at: sent.response.at, status: 401, headers: {}, body: '' } };
}

function parsed(body: string): z.infer<typeof Answer> | undefined {
  try {
    return Answer.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Where the way differs, one that fails must not fail for the others. */
const keyOf = (auth: TokenAuth, reach: Reach | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify([auth, reach]))
    .digest('hex');

/** The time ended, which may have been that of the caller who made the request, and not of those who wait for it too. */
const isLate = (obtained: Obtained): boolean =>
  'failed' in obtained && obtained.failed.kind === 'not-sent' && /(?:timeout|answer_cut)$/.test(obtained.failed.reason);

const late = (): Obtained => ({ failed: { kind: 'not-sent', reason: 'token_timeout' } });

/** A token, or the request for it; one that failed is over at once. */
interface Kept {
  readonly token: Promise<Obtained>;
  untilMs: number;
}

/** What a token is asked for with. */
interface Asked {
  readonly auth: TokenAuth;
  readonly budget: Budget;
  readonly reach: Reach | undefined;
}

/** Obtains tokens by `send`. Callers with the same credentials share one request at a time. */
export function createTokens(send: Send, now: () => number = Date.now): Tokens {
  const kept = new Map<string, Kept>();

  async function fetchToken({ auth, budget, reach }: Asked): Promise<readonly [Obtained, untilMs: number]> {
    const sent = await requestOf(auth, now())
      .then((request) => send(request, { ...budget.rest(), reach }))
      // A key that cannot sign counts as refused.
      .catch((): Sent => ({ kind: 'answer', response: { at: now(), status: 401, headers: {}, body: '' } }));
    const answer = sent.kind === 'answer' && sent.response.status === 200 ? parsed(sent.response.body) : undefined;
    if (answer === undefined) return [{ failed: failure(sent) }, 0];
    const lifeMs = (answer.expires_in ?? DEFAULT_SECONDS) * 1000;
    return [{ token: answer.access_token }, now() + lifeMs - EARLY_MS];
  }

  function begin(asked: Asked, key: string): Kept {
    for (const [other, { untilMs }] of kept) if (untilMs <= now()) kept.delete(other);
    const token = fetchToken(asked).then(([obtained, untilMs]) => {
      entry.untilMs = untilMs;
      return obtained;
    });
    const entry: Kept = { token, untilMs: Number.POSITIVE_INFINITY };
    kept.set(key, entry);
    return entry;
  }

  return {
    async obtain(auth, budget = startBudget(), reach = undefined) {
      const key = keyOf(auth, reach);
      for (;;) {
        const known = kept.get(key);
        const isKnown = known !== undefined && known.untilMs > now();
        const { token } = isKnown ? known : begin({ auth, budget, reach }, key);
        const obtained = await inTime(token, budget.remainingMs(), late);
        if (!isKnown || !isLate(obtained) || budget.remainingMs() === 0) return obtained;
      }
    },
    forget(auth, reach) {
      kept.delete(keyOf(auth, reach));
    },
  };
}
