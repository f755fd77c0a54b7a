import { scryptSync } from 'node:crypto';

type Secrets = Readonly<Record<string, string | undefined>>;

/** The secret that signs buttons and links, when it is set; else the key is made of the admin token. */
const OWN = 'TOCSIN_ANSWERS_KEY';
const ADMIN = 'TOCSIN_ADMIN_TOKEN';

let kept: { readonly of: string; readonly key: Uint8Array } | undefined;

/**
 * The key of the installation for signed buttons and links; nothing when neither secret is set. It is derived slowly
 * (scrypt), so that nobody who holds a link can guess a short admin token.
 */
export function answersKey(secrets: Secrets): Uint8Array | undefined {
  const own = secrets[OWN] ?? '';
  const of = own === '' ? (secrets[ADMIN] ?? '') : own;
  if (of === '') return undefined;
  if (kept?.of !== of) kept = { of, key: scryptSync(of, 'tocsin answers v1', 32) };
  return kept.key;
}
