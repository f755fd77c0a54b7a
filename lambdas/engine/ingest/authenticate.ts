import type { KeyObject } from 'node:crypto';
import type { Auth } from '../../config/auth-schema.ts';
import { standardWebhooks, svixSignature } from '../../config/signature-schemes.ts';
import { decoded } from './content.ts';
import { isAuthentic } from './plain-credentials.ts';
import type { HookHead, HookRequest } from './request.ts';
import { type Signed, type Verdict, verifyHmac, verifyStandard } from './signature.ts';
import { verifySns } from './sns.ts';

export type Certificates = (url: string) => Promise<KeyObject | undefined>;

/**
 * Refuses a request without a signature header, and a GET, whose query is not signed; else undecided until the body
 * is read.
 */
const maySign = ({ method, headers }: HookHead, names: readonly string[]): Verdict | undefined =>
  method !== 'GET' && names.some((name) => Object.hasOwn(headers, name)) ? undefined : 'refused';

/**
 * Checks the credential before the body is read. `undefined` where the body is signed, so that it has to be read first.
 */
export function authenticateHead(auth: Auth, head: HookHead): Verdict | undefined {
  switch (auth.scheme) {
    case 'hmac': {
      const names = auth.forms.map(({ header }) => header);
      return maySign(head, names);
    }
    case 'standardWebhooks':
      return maySign(head, [standardWebhooks.header, svixSignature]);
    case 'sns':
      return undefined;
    case 'eventbridge':
      return 'refused';
    default:
      return isAuthentic(auth, head) ? 'authentic' : 'refused';
  }
}

/**
 * Checks a signature over the body as it was received, and then over the decompressed body: which of them is signed
 * depends on the sender.
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

/** Checks the signature over the received body, before the body is parsed. */
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
