import { createHmac, scryptSync } from 'node:crypto';
import { isOneOf } from '../../constant-time.ts';

/** A session of the console: whose it is, and when it ends. */
export interface Session {
  /** The name of the token that it was opened with. */
  readonly name: string;
  readonly endsMs: number;
}

/** Eight hours: a shift. */
export const SESSION_MS = 8 * 3_600_000;

const FORM = /^v1\.([0-9a-z]{1,10})\.([\w-]{1,140})\.([\w-]{43})$/;
const MOST_KEYS = 64;
const keys = new Map<string, Buffer>();

/**
 * The key of the sessions of one token. It is derived slowly (scrypt), so that nobody who holds a cookie can guess a short
 * token. Another token makes another key, which ends its sessions.
 */
function keyOf(secret: string): Buffer {
  const key = keys.get(secret) ?? scryptSync(secret, 'tocsin console session v1', 32);
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(secret, key);
  return key;
}

const macOf = (secret: string, signed: string): string =>
  createHmac('sha256', keyOf(secret)).update(signed).digest('base64url');

/** A session as text that nobody without `secret` can make. */
export function signSession({ name, endsMs }: Session, secret: string): string {
  const signed = `v1.${endsMs.toString(36)}.${Buffer.from(name, 'utf8').toString('base64url')}`;
  return `${signed}.${macOf(secret, signed)}`;
}

/** Reads a session whose signature is right and that has not ended; `secretOf` gives the secret of a name. */
export function openSession(
  text: string,
  secretOf: (name: string) => string | undefined,
  nowMs: number,
): Session | undefined {
  const [, ends = '', encoded = '', mac = ''] = FORM.exec(text) ?? [];
  const name = Buffer.from(encoded, 'base64url').toString('utf8');
  const secret = mac === '' ? undefined : secretOf(name);
  const endsMs = Number.parseInt(ends, 36);
  if (secret === undefined || !isOneOf(mac, [macOf(secret, `v1.${ends}.${encoded}`)])) return undefined;
  return endsMs > nowMs ? { name, endsMs } : undefined;
}
