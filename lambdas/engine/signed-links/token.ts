import { createHmac } from 'node:crypto';
import { isOneOf } from '../constant-time.ts';

/** What a token names, and when it ends (epoch seconds). */
export interface TokenContent {
  readonly deliveryId: string;
  readonly endsAt: number;
}

/** `forged`: it was not signed with this key. */
export type OpenedToken =
  | { readonly kind: 'valid'; readonly deliveryId: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forged' };

/** 128 bits. */
const MAC_BYTES = 16;
const form = /^([0-9a-z]{1,8})\.([\w-]{1,440})\.([\w-]{22})$/;

const macOf = (key: Uint8Array, signed: string): string =>
  createHmac('sha256', key).update(`tocsin answer v1\n${signed}`).digest().subarray(0, MAC_BYTES).toString('base64url');

/** A text for buttons and links that names a delivery and an end, and that nobody without the key can make. */
export function signToken(key: Uint8Array, { deliveryId, endsAt }: TokenContent): string {
  const signed = `${endsAt.toString(36)}.${Buffer.from(deliveryId, 'utf8').toString('base64url')}`;
  return `${signed}.${macOf(key, signed)}`;
}

/** Reads a token: the signature first, in constant time, then the end. */
export function openToken(key: Uint8Array, token: string, nowMs: number): OpenedToken {
  const [, ends = '', id = '', mac = ''] = form.exec(token) ?? [];
  if (!isOneOf(mac, [macOf(key, `${ends}.${id}`)])) return { kind: 'forged' };
  if (Number.parseInt(ends, 36) * 1000 <= nowMs) return { kind: 'expired' };
  return { kind: 'valid', deliveryId: Buffer.from(id, 'base64url').toString('utf8') };
}
