import type { Auth } from '../../config/auth-schema.ts';
import { type Answer, problemAnswer } from '../../domain/problem-details.ts';
import { MAX_REQUEST_BYTES } from '../../domain/webhook.ts';
import type { Verdict } from './signature.ts';

/** The outcome of a request, as a value for a metric. */
export type Outcome =
  | 'accepted'
  | 'handshake'
  | 'unknown-source'
  | 'no-secret'
  | 'method'
  | 'address'
  | 'credential'
  | 'stale'
  | 'unverified'
  | 'limit'
  | 'too-large'
  | 'encoding'
  | 'store-failed'
  | 'overloaded';

export interface Answered {
  readonly outcome: Outcome;
  readonly answer: Answer;
  readonly webhookId?: string;
}

export const METHODS = ['GET', 'POST', 'PUT'];

const refuse = (
  outcome: Outcome,
  status: number,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Answered => ({ outcome, answer: problemAnswer({ status, title, detail }, headers) });

export const wrongMethod = (found: string): Answered => {
  const allow = METHODS.join(', ');
  return refuse('method', 405, 'Method not allowed', `found ${found}; allowed: ${allow}`, { allow });
};

export const unknownSource = (): Answered =>
  refuse(
    'unknown-source',
    404,
    'Unknown source',
    'no source of this name is configured: check the URL against the ones printed at deployment',
  );

export const noSecret = (): Answered =>
  refuse('no-secret', 503, 'Source has no secret', 'the secret of this source is not set: set it, then send again', {
    'retry-after': '60',
  });

export const wrongAddress = (found: string): Answered =>
  refuse(
    'address',
    403,
    'Address not allowed',
    `found ${found}; this source may send only from the addresses that allowFrom in tocsin.yaml lists`,
  );

const challenges: Readonly<Partial<Record<Auth['scheme'], string>>> = {
  basic: 'Basic',
  hmac: 'Signature',
  standardWebhooks: 'Signature',
  sns: 'Signature',
};

const wrongCredential = ({ scheme }: Auth, outcome: 'credential' | 'stale', detail: string): Answered =>
  refuse(outcome, 401, 'Wrong or missing credential', detail, { 'www-authenticate': challenges[scheme] ?? 'Bearer' });

/** The rejection of a request that is not authentic; nothing for one that is. */
export function rejectionOf(auth: Auth, verdict: Verdict): Answered | undefined {
  switch (verdict) {
    case 'authentic':
      return undefined;
    case 'refused': {
      const wanted = `send the ${auth.scheme} credential that tocsin.yaml names`;
      return wrongCredential(auth, 'credential', `the request is not authentic for this source: ${wanted}`);
    }
    case 'stale': {
      const detail =
        'the signature is right, but its time is too far from ours: set the clock of the sender, or sign and send again';
      return wrongCredential(auth, 'stale', detail);
    }
    case 'unavailable':
      return refuse('unverified', 503, 'Not verified', 'the certificate could not be fetched: send it again', {
        'retry-after': '20',
      });
  }
}

export const notConfirmed = (): Answered =>
  refuse('unverified', 503, 'Not confirmed', 'the subscription could not be confirmed: send the request again', {
    'retry-after': '20',
  });

export const slowDown = (perMinute: number, seconds: number): Answered =>
  refuse(
    'limit',
    429,
    'Too many webhooks',
    `found more than ${perMinute} a minute, the limit of this source: send again in ${seconds} seconds`,
    { 'retry-after': String(seconds) },
  );

const smaller = 'send smaller batches, or compress them (content-encoding: gzip)';

/** The rejection of a body that is too large as it was sent. */
export const requestTooLarge = (found: string): Answered =>
  refuse('too-large', 413, 'Body too large', `found ${found}; allowed: ${MAX_REQUEST_BYTES} bytes: ${smaller}`);

/** The rejection of a body that is too large after decompression. */
export const tooLarge = (found: string): Answered =>
  refuse('too-large', 413, 'Body too large', `found ${found}: send smaller batches`);

export const brokenEncoding = (found: string): Answered =>
  refuse('encoding', 400, 'Broken content encoding', `found ${found}; allowed: none, gzip, deflate`);

export const storeFailed = (): Answered =>
  refuse('store-failed', 503, 'Not stored', 'the webhook could not be stored and was not accepted: send it again', {
    'retry-after': '5',
  });

export const overloaded = (found: string): Answered =>
  refuse('overloaded', 503, 'Not accepted just now', `${found}: nothing was accepted, send it again`, {
    'retry-after': '20',
  });
