import type { KeyObject } from 'node:crypto';
import type { Auth } from '../../core/config/auth-schema.ts';
import { standardWebhooks } from '../../core/signature-schemes.ts';
import { decoded } from './content.ts';
import { isAuthentic } from './plain-credentials.ts';
import type { HookHead, HookRequest } from './request.ts';
import { type Signed, type Verdict, verifyHmac, verifyStandard } from './signature.ts';
import { verifySns } from './sns.ts';

export type Certificates = (url: string) => Promise<KeyObject | undefined>;

/** A query is never signed, so a signature over no body proves nothing of it; and what bears none need not be read. */
const maySign = ({ method, headers }: HookHead, names: readonly string[]): Verdict | undefined =>
  method !== 'GET' && names.some((name) => Object.hasOwn(headers, name)) ? undefined : 'refused';

/**
 * What can be told of the credential before the body is read: all of it where it travels in a header or in the path,
 * nothing yet (`undefined`) where the body is signed.
 */
export function authenticateHead(auth: Auth, head: HookHead): Verdict | undefined {
  switch (auth.scheme) {
    case 'hmac': {
      const names = auth.forms.map(({ header }) => header);
      return maySign(head, names);
    }
    case 'standardWebhooks':
      return maySign(head, [standardWebhooks.header]);
    case 'sns':
      return undefined;
    case 'eventbridge':
      return 'refused';
    default:
      return isAuthentic(auth, head) ? 'authentic' : 'refused';
  }
}

/**
 * What is signed is the body, as it was before somebody on the way compressed it or as it is on the wire: that depends
 * on the sender, so either proves it.
 */
async function overBody(request: HookRequest, nowMs: number, check: (signed: Signed) => Verdict): Promise<Verdict> {
  const { headers, body } = request;
  const verdict = check({ headers, body, nowMs });
  if (verdict !== 'refused' || headers['content-encoding'] === undefined) return verdict;
  const plain = await decoded(body, headers['content-encoding']);
  return plain === undefined ? verdict : check({ headers, body: plain, nowMs });
}

type SignedAuth = Extract<Auth, { scheme: 'hmac' | 'standardWebhooks' | 'sns' }>;

export const isSigned = (auth: Auth): auth is SignedAuth =>
  auth.scheme === 'hmac' || auth.scheme === 'standardWebhooks' || auth.scheme === 'sns';

/** Whether the signature proves that the body comes from the source, over what was received and before it is read. */
export async function authenticateBody(
  auth: SignedAuth,
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
  }
}
