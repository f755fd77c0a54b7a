import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import { isCertificateUrl, type SnsMessage, snsMessage, snsSignature } from '../../core/body/sns.ts';
import type { Auth } from '../../core/config/auth-schema.ts';
import { isFresh, type Signed, type Verdict } from './signature.ts';

/** The text at a URL, or nothing when it cannot be had. */
export type Fetch = (url: string) => Promise<string | undefined>;

/** SNS signs with one certificate a region and changes it once in a year or so. */
const MAX_KEPT = 16;

function keyIn(pem: string | undefined): KeyObject | undefined {
  try {
    return pem === undefined ? undefined : new X509Certificate(pem).publicKey;
  } catch {
    return undefined;
  }
}

/** Nothing is proven yet when a certificate is fetched: however many ask, few requests are on the way. */
const MAX_FETCHING = 4;

/**
 * The public key at a URL, kept. Nothing when it cannot be had, which is not kept, or when too many others are being
 * fetched. A URL is fetched once for all who ask meanwhile.
 */
export function createCertificates(fetch: Fetch): (url: string) => Promise<KeyObject | undefined> {
  const kept = new Map<string, KeyObject>();
  const fetching = new Map<string, Promise<KeyObject | undefined>>();
  const obtain = async (url: string): Promise<KeyObject | undefined> => {
    const publicKey = keyIn(await fetch(url));
    if (publicKey === undefined) return undefined;
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(url, publicKey);
    return publicKey;
  };
  return async (url) => {
    const known = kept.get(url) ?? fetching.get(url);
    if (known !== undefined || fetching.size >= MAX_FETCHING) return known;
    const obtained = obtain(url).finally(() => fetching.delete(url));
    fetching.set(url, obtained);
    return obtained;
  };
}

type Certificates = ReturnType<typeof createCertificates>;

export function readSns(body: Uint8Array): SnsMessage | undefined {
  try {
    return snsMessage(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return undefined;
  }
}

type SnsAuth = Extract<Auth, { scheme: 'sns' }>;

/**
 * The topic has to be one that is named; its certificate is taken from the SNS of the topic's region and from nowhere
 * else, so that nobody can make ingest ask a host of their choice.
 */
export async function verifySns(
  { topicArns, toleranceSeconds }: SnsAuth,
  { body, nowMs }: Signed,
  certificates: Certificates,
): Promise<Verdict> {
  const message = readSns(body);
  const signed = message === undefined ? undefined : snsSignature(message);
  if (message === undefined || signed === undefined || !topicArns.includes(message.topicArn)) return 'refused';
  if (!isCertificateUrl(signed.certificateUrl, message.topicArn)) return 'refused';
  const key = await certificates(signed.certificateUrl);
  if (key === undefined) return 'unavailable';
  const isRight = verify(signed.hash, Buffer.from(signed.content), key, Buffer.from(signed.signature, 'base64'));
  if (!isRight) return 'refused';
  return isFresh(signed.timestamp, nowMs, toleranceSeconds) ? 'authentic' : 'stale';
}
