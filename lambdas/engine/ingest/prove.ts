import type { KeyObject } from 'node:crypto';
import type { Auth } from '../../core/config/auth-schema.ts';
import { isAuthentic } from './authenticate.ts';
import { decoded } from './content.ts';
import type { HookRequest } from './request.ts';
import { type Signed, type Verdict, verifyHmac, verifyStandard } from './signature.ts';
import { verifySns } from './sns.ts';

export type Certificates = (url: string) => Promise<KeyObject | undefined>;

/**
 * What is signed is the body, as it was before somebody on the way compressed it or as it is on the wire: that depends
 * on the sender, so either proves it. A query is never signed, so a signature over no body proves nothing of it.
 */
async function overBody(request: HookRequest, nowMs: number, check: (signed: Signed) => Verdict): Promise<Verdict> {
  if (request.method === 'GET') return 'refused';
  const { headers, body } = request;
  const verdict = check({ headers, body, nowMs });
  if (verdict !== 'refused' || headers['content-encoding'] === undefined) return verdict;
  const plain = await decoded(body, headers['content-encoding']);
  return plain === undefined ? verdict : check({ headers, body: plain, nowMs });
}

/** Whether a request proves that it comes from the source, over what was received and before any of it is read. */
export async function prove(
  auth: Auth,
  request: HookRequest,
  nowMs: number,
  certificates: Certificates,
): Promise<Verdict> {
  switch (auth.scheme) {
    case 'hmac':
      return overBody(request, nowMs, (signed) => verifyHmac(auth, signed));
    case 'standardWebhooks':
      return overBody(request, nowMs, (signed) => verifyStandard(auth, signed));
    case 'sns':
      return verifySns(auth, { headers: request.headers, body: request.body, nowMs }, certificates);
    case 'eventbridge':
      return 'refused';
    default:
      return isAuthentic(auth, request) ? 'authentic' : 'refused';
  }
}
