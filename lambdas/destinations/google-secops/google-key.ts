import * as z from 'zod/mini';
import type { ServiceAccountAuth } from '../../domain/request-auth.ts';

const TOKEN_URL = 'https://oauth2.googleapis.com/token';

/** Whether the text is a PEM of PKCS #8 that nothing was cut off: DER begins with its own length. */
function isWholeKey(pem: string): boolean {
  const body = /^\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/.exec(pem)?.[1];
  const der = Buffer.from(body ?? '', 'base64');
  const [tag, length = 0] = der;
  if (tag !== 0x30) return false;
  const octets = length < 0x80 ? 0 : length - 0x80;
  if (octets > 4 || der.length < 2 + octets) return false;
  return der.length === 2 + octets + (octets === 0 ? length : der.readUIntBE(2, octets));
}

const Key = z.object({
  type: z.literal('service_account'),
  client_email: z.string().check(z.regex(/^[^\s@]+@[^\s@]+$/)),
  private_key: z.string().check(z.refine(isWholeKey)),
  token_uri: z._default(z.url({ protocol: /^https?$/ }), TOKEN_URL),
});

function keyIn(text: string): z.infer<typeof Key> | undefined {
  try {
    return Key.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The text of a service account's JSON key (https://cloud.google.com/iam/docs/keys-create-delete). */
export const ServiceAccountKey = z.string().check(
  z.refine((text) => keyIn(text) !== undefined, {
    error:
      'is not the JSON key of a service account: expected the whole file, with type service_account, client_email and ' +
      'a private_key whose line breaks are written \\n',
  }),
);

/** How a request proves itself as the account of a key that was checked before. */
export function serviceAccount(text: string, scope: string): ServiceAccountAuth {
  const key = keyIn(text);
  return {
    kind: 'service-account',
    tokenUrl: key?.token_uri ?? TOKEN_URL,
    clientEmail: key?.client_email ?? '',
    privateKey: key?.private_key ?? '',
    scope,
  };
}
