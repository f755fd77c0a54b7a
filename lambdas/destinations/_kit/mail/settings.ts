import * as z from 'zod/mini';

// The addresses that people have; quoted local parts and address literals are none of them.
const address =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** A plain address, without a name. */
export const Address = z
  .string()
  .check(
    z.regex(address, { error: 'is not a mail address: expected one such as soc@example.com, without a name' }),
    z.maxLength(254),
  );

/** Amazon SES takes 50 recipients a message (https://docs.aws.amazon.com/ses/latest/dg/quotas.html); so does common sense. */
const RECIPIENTS_MAX = 50;

export const Recipients = z
  .array(Address)
  .check(
    z.minLength(1, { error: 'must name at least one address' }),
    z.maxLength(RECIPIENTS_MAX, { error: `names more than ${RECIPIENTS_MAX} addresses: use a mailing list` }),
    z.describe('Whom mails go to, each seeing the others.'),
  );

export const SenderName = z._default(
  z.string().check(z.maxLength(100), z.describe('The name beside the from address.')),
  'Tocsin',
);
