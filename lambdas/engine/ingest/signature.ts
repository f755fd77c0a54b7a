import { createHmac, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Auth } from '../../config/auth-schema.ts';
import {
  aroundBody,
  asStandard,
  type SignatureForm,
  standardWebhooks,
  TOLERANCE_SECONDS,
} from '../../config/signature-schemes.ts';
import { isOneOf } from '../constant-time.ts';

/**
 * `stale`: the signature is right, and its time is too far from ours. `unavailable`: it cannot be checked at the
 * moment.
 */
export type Verdict = 'authentic' | 'refused' | 'stale' | 'unavailable';

/** A request as it was signed. */
export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

/** Signatures that are checked at most, because each costs work; no sender sends more during a rotation. */
const MAX_SIGNATURES = 8;

/** Seconds, milliseconds, or RFC 3339. */
function timeMs(text: string): number {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text.replace(/(\.\d{3})\d+/, '$1'))
    : Number.NaN;
}

/** Whether a time is neither too old nor too far ahead; `false` for a text that is no time. */
export const isFresh = (text: string, nowMs: number, toleranceSeconds: number): boolean =>
  Math.abs(timeMs(text) - nowMs) <= toleranceSeconds * 1000;

const headerOf = (headers: Signed['headers'], name: string | undefined): string =>
  name !== undefined && Object.hasOwn(headers, name) ? (headers[name] ?? '').trim() : '';

/** The signatures in a header that begin with the prefix, without the prefix. */
const signaturesIn = (text: string, { prefix, separator }: Pick<SignatureForm, 'prefix' | 'separator'>): string[] =>
  (separator === undefined ? [text] : text.split(separator))
    .map((one) => one.trim())
    .filter((one) => one.startsWith(prefix) && one.length > prefix.length)
    .slice(0, MAX_SIGNATURES)
    .map((one) => one.slice(prefix.length));

type Key = string | Buffer;

/** Compares every secret with every signature, without stopping at a match. */
function fits(form: SignatureForm, keys: readonly Key[], { headers, body }: Signed): boolean {
  const around = aroundBody(form, headers);
  const signatures = signaturesIn(headerOf(headers, form.header), form);
  if (around === undefined || signatures.length === 0) return false;
  const digests = keys.map((key) =>
    createHmac(form.hash, key).update(around[0]).update(body).update(around[1]).digest(form.encoding),
  );
  const written = form.encoding === 'hex' ? signatures.map((one) => one.toLowerCase()) : signatures;
  return written.map((one) => isOneOf(one, digests)).includes(true);
}

function judge(form: SignatureForm, isRight: boolean, { headers, nowMs }: Signed, toleranceSeconds: number): Verdict {
  if (!isRight) return 'refused';
  if (form.timestampHeader === undefined) return 'authentic';
  return isFresh(headerOf(headers, form.timestampHeader), nowMs, toleranceSeconds) ? 'authentic' : 'stale';
}

type HmacAuth = Extract<Auth, { scheme: 'hmac' }>;
type StandardAuth = Extract<Auth, { scheme: 'standardWebhooks' }>;

/** Whether one of the forms is signed with one of the secrets. An empty secret never fits. */
export function verifyHmac({ forms, secrets, toleranceSeconds }: HmacAuth, signed: Signed): Verdict {
  const keys = secrets.filter((secret) => secret !== '');
  const verdicts = forms.map((form) => judge(form, fits(form, keys, signed), signed, toleranceSeconds));
  return verdicts.find((verdict) => verdict === 'authentic') ?? verdicts.find((v) => v === 'stale') ?? 'refused';
}

// RFC 8410: the bytes before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo.
const ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

function publicKeyOf(secret: string): KeyObject | undefined {
  const raw = Buffer.from(secret.slice('whpk_'.length), 'base64');
  if (raw.length !== 32) return undefined;
  return createPublicKey({ key: Buffer.concat([ED25519, raw]), format: 'der', type: 'spki' });
}

/** Asymmetric signatures of the same content, `v1a,`: what is configured is a public key. */
function fitsPublic(keys: readonly KeyObject[], { headers, body }: Signed): boolean {
  const around = aroundBody(standardWebhooks, headers);
  const form = { ...standardWebhooks, prefix: 'v1a,' };
  const signatures = signaturesIn(headerOf(headers, form.header), form);
  if (around === undefined) return false;
  const content = Buffer.concat([Buffer.from(around[0]), body, Buffer.from(around[1])]);
  return signatures.some((one) => keys.some((key) => verify(null, content, key, Buffer.from(one, 'base64'))));
}

/** `whsec_` and base64 is a shared secret, `whpk_` and base64 a public key; both may be configured together. */
export function verifyStandard({ secrets }: StandardAuth, came: Signed): Verdict {
  const signed = { ...came, headers: asStandard(came.headers) };
  const isPublic = (secret: string): boolean => secret.startsWith('whpk_');
  const shared = secrets
    .filter((secret) => !isPublic(secret))
    .map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .filter((key) => key.length > 0);
  const published = secrets.filter(isPublic).flatMap((secret) => publicKeyOf(secret) ?? []);
  const isRight = fits(standardWebhooks, shared, signed) || (published.length > 0 && fitsPublic(published, signed));
  return judge(standardWebhooks, isRight, signed, TOLERANCE_SECONDS);
}
