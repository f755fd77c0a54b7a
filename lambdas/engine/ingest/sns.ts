import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { Auth } from '../../config/auth-schema.ts';
import { isCertificateUrl, type SnsMessage, snsMessage, snsSignature } from '../../sources/_kit/body/sns.ts';
import { isFresh, type Signed, type Verdict } from './signature.ts';

/** The text at a URL, or nothing when it cannot be fetched. */
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

/** Certificates that are fetched at the same time; a request that is not authenticated yet can cause a fetch. */
const MAX_FETCHING = 4;

/**
 * Fetches and caches the public key at a URL. Nothing when it cannot be fetched, which is not cached, or when too many
 * others are being fetched. Concurrent calls for a URL share one fetch.
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
 * Checks the signature of an SNS message. The topic must be configured, and its certificate is fetched only from SNS in
 * the region of the topic, so that a sender cannot make ingest call another host.
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
