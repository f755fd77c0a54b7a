import * as z from 'zod/mini';

const given = (what: string) => z.string().check(z.minLength(1, { error: `must be ${what}` }));

const secret = given('the secret of the webhook').check(
  z.describe('The secret with which the vendor signs its requests; long and random.'),
);
const token = given('a secret text').check(
  z.describe('A secret text, long and random: the last part of the address, or the bearer token, of the requests.'),
);

/** `callback` of a vendor that signs its requests. */
export const signedCallback = z.optional(
  z
    .strictObject({ secret })
    .check(z.describe('What people do there is done here, too: { secret } with which the vendor signs its requests.')),
);

/** `callback` of a vendor that does not sign. */
export const tokenCallback = z.optional(
  z
    .strictObject({ token })
    .check(z.describe('What people do there is done here, too: { token }, a secret text that the requests carry.')),
);

/** `callback` of a vendor that signs where a secret is set. */
export const anyCallback = z.optional(
  z.strictObject({ secret: z.optional(secret), token: z.optional(token) }).check(
    z.refine(({ secret: key, token: text }) => (key ?? text) !== undefined, {
      error: 'needs a secret, which signs the requests, or a token, the last part of their address',
    }),
    z.describe(
      'What people do there is done here, too: { secret } with which the vendor signs its requests, or { token }, ' +
        'a secret text at the end of their address.',
    ),
  ),
);
