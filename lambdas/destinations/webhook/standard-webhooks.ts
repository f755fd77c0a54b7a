import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import * as z from 'zod/mini';
import type { Attempt } from '../_kit/define-destination.ts';

/**
 * Signatures as Standard Webhooks has them
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): `v1` with a secret that
 * both sides know, `v1a` with an Ed25519 key of which the receiver has the public half.
 */

const SHARED = 'whsec_';
const PRIVATE = 'whsk_';
const SHARED_MIN_BYTES = 24;
const SEED_BYTES = 32;
/** What stands before the seed in PKCS #8 (RFC 8410 §7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Several at once while one replaces the other: a list, or one text with commas. */
const secretsOf = (setting: string | readonly string[]): string[] =>
  [setting]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');

const isPrivate = (secret: string): boolean => secret.startsWith(PRIVATE);

const sharedOf = (secret: string): Buffer =>
  secret.startsWith(SHARED) ? Buffer.from(secret.slice(SHARED.length), 'base64') : Buffer.from(secret, 'utf8');

const privateOf = (secret: string): Buffer => Buffer.from(secret.slice(PRIVATE.length), 'base64');

const keyOf = (bytes: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, bytes.subarray(0, SEED_BYTES)]), format: 'der', type: 'pkcs8' });

/** A seed alone, or with the public key behind it, which must then be its own. */
function isKeyPair(bytes: Buffer): boolean {
  if (bytes.length === SEED_BYTES) return true;
  if (bytes.length !== 2 * SEED_BYTES) return false;
  const spki = createPublicKey(keyOf(bytes)).export({ format: 'der', type: 'spki' });
  return spki.subarray(-SEED_BYTES).equals(bytes.subarray(SEED_BYTES));
}

const isStrong = (secret: string): boolean =>
  isPrivate(secret) ? isKeyPair(privateOf(secret)) : sharedOf(secret).length >= SHARED_MIN_BYTES;

const areStrong = (setting: string | readonly string[]): boolean => {
  const secrets = secretsOf(setting);
  return secrets.length > 0 && secrets.every(isStrong);
};

/** One secret or several, each shared or private. */
export const SigningSecret = z.union([z.string(), z.array(z.string())]).check(
  z.refine(areStrong, {
    error:
      `is too short or no key: expected ${SHARED} and base64 of at least ${SHARED_MIN_BYTES} bytes, ` +
      `${PRIVATE} and base64 of an Ed25519 private key (${SEED_BYTES} bytes, or ${2 * SEED_BYTES} with the public one), ` +
      `or a text of at least ${SHARED_MIN_BYTES} bytes`,
  }),
);

function signatureOf(content: string, secret: string): string {
  if (isPrivate(secret)) return `v1a,${sign(null, Buffer.from(content), keyOf(privateOf(secret))).toString('base64')}`;
  return `v1,${createHmac('sha256', sharedOf(secret)).update(content, 'utf8').digest('base64')}`;
}

/** Names of the headers below, which nobody else may set. */
export const signatureHeaders: ReadonlySet<string> = new Set(['webhook-id', 'webhook-timestamp', 'webhook-signature']);

/** What identifies a request and signs its exact bytes, once for each secret that is valid at the moment. */
export function signedBy(
  { deliveryId, at }: Attempt,
  body: string,
  setting: string | readonly string[] | undefined,
): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const headers = { 'webhook-id': deliveryId, 'webhook-timestamp': timestamp };
  if (setting === undefined) return headers;
  const content = `${deliveryId}.${timestamp}.${body}`;
  const signature = secretsOf(setting)
    .map((secret) => signatureOf(content, secret))
    .join(' ');
  return signature === '' ? headers : { ...headers, 'webhook-signature': signature };
}
