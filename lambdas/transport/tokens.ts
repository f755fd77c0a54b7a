import { createHash } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import * as z from 'zod/mini';
import type { OutboundRequest } from '../core/destination.ts';
import type { ClientCredentialsAuth, ServiceAccountAuth } from '../core/http/request-auth.ts';
import type { Sent } from '../engine/ports/transport.ts';

export type TokenAuth = ClientCredentialsAuth | ServiceAccountAuth;

/** A token, or the result of the request when there is none. */
export type Obtained = { readonly token: string } | { readonly failed: Sent };

/** Access tokens by the credentials that they were obtained with, kept until shortly before they expire. */
export interface Tokens {
  obtain(auth: TokenAuth): Promise<Obtained>;
  /** Forgets a token that the service refused: the next request gets a new one. */
  forget(auth: TokenAuth): void;
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
  if (sent.kind !== 'answer') return { kind: 'not-sent', reason: `token_${sent.reason}` };
  const { status } = sent.response;
  if (passing.has(status) || status >= 500) return { kind: 'not-sent', reason: `token_http_${status}` };
  return { kind: 'answer', response: { ...sent.response, status: 401, headers: {}, body: '' } };
}

function parsed(body: string): z.infer<typeof Answer> | undefined {
  try {
    return Answer.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

const keyOf = (auth: TokenAuth): string => createHash('sha256').update(JSON.stringify(auth)).digest('hex');

export function createTokens(send: (request: OutboundRequest) => Promise<Sent>, now: () => number = Date.now): Tokens {
  const kept = new Map<string, { readonly token: Promise<Obtained>; untilMs: number }>();

  async function fetchToken(auth: TokenAuth, key: string): Promise<Obtained> {
    const sent = await requestOf(auth, now())
      .then(send)
      // A key that cannot sign counts as refused.
      .catch((): Sent => ({ kind: 'answer', response: { at: now(), status: 401, headers: {}, body: '' } }));
    const answer = sent.kind === 'answer' && sent.response.status === 200 ? parsed(sent.response.body) : undefined;
    const entry = kept.get(key);
    if (answer === undefined) {
      kept.delete(key);
      return { failed: failure(sent) };
    }
    if (entry !== undefined) entry.untilMs = now() + (answer.expires_in ?? DEFAULT_SECONDS) * 1000 - EARLY_MS;
    return { token: answer.access_token };
  }

  return {
    obtain(auth) {
      const key = keyOf(auth);
      const known = kept.get(key);
      if (known !== undefined && known.untilMs > now()) return known.token;
      const token = new Promise<Obtained>((resolve) => {
        // Started after the entry is in the map, because its result looks for the entry.
        queueMicrotask(() => resolve(fetchToken(auth, key)));
      });
      kept.set(key, { token, untilMs: Number.POSITIVE_INFINITY });
      return token;
    },
    forget(auth) {
      kept.delete(keyOf(auth));
    },
  };
}
