import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../../domain/outcome.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { defineDestination } from '../_kit/define-destination.ts';
import { awsAuth, awsSettings, domainOf, judgeAwsError, keysChecks, type OwnErrors, Region } from '../_kit/http/aws.ts';
import { isSuccess, unconfirmedResponse } from '../_kit/http/http-status.ts';
import { alertMail, type Mail, repeatsMail } from '../_kit/mail/mail.ts';
import { Address, Recipients, SenderName } from '../_kit/mail/settings.ts';

const Settings = z
  .strictObject({
    region: Region.check(z.describe('The region in which the from address, or its domain, is verified.')),
    from: Address.check(z.describe('The address that mails come from: verified, or of a verified domain.')),
    fromName: SenderName,
    to: Recipients,
    configurationSet: z.optional(
      z
        .string()
        .check(
          z.regex(/^[\w-]{1,64}$/, { error: 'is not the name of a configuration set: letters, digits, _ and - only' }),
          z.describe('A configuration set of SES, for bounces, events or a pool of addresses.'),
        ),
    ),
    ...awsSettings,
  })
  .check(...keysChecks);
type Settings = z.infer<typeof Settings>;

function requestOf({ raw }: Mail, settings: Settings): OutboundRequest {
  const { region, from, to, configurationSet, apiUrl = `https://email.${region}.${domainOf(region)}` } = settings;
  return {
    method: 'POST',
    url: `${withoutSlash(apiUrl)}/v2/email/outbound-emails`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      FromEmailAddress: from,
      Destination: { ToAddresses: to },
      Content: { Raw: { Data: Buffer.from(raw, 'ascii').toString('base64') } },
      ConfigurationSetName: configurationSet,
    }),
    auth: awsAuth('ses', region, settings),
  };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
const errors: OwnErrors = {
  AccountSuspended: refused,
  SendingPaused: refused,
  MailFromDomainNotVerified: refused,
  // The configuration set, or the identity.
  NotFound: refused,
  // Any part of the request, the settings' as well as the alert's.
  BadRequest: (reason) => retry(reason),
  MessageRejected: rejected,
};

/** In the sandbox, and before the address is verified, SES says so of every mail. */
const isUnverified = ({ body }: OutboundResponse): boolean => /not verified|identities failed the check/i.test(body);

const Answer = z.object({ MessageId: z.string().check(z.regex(/^[\w-]{1,100}$/)) });

/** The header that SES gives the mail in place of ours; the region that it began in has a name of its own. */
function messageId(body: string, { region }: Settings): string | undefined {
  try {
    const id = Answer.safeParse(JSON.parse(body)).data?.MessageId;
    const host = region === 'us-east-1' ? 'email' : region;
    return id === undefined ? undefined : `<${id}@${host}.amazonses.com>`;
  } catch {
    return undefined;
  }
}

function judgeAccepted({ body }: OutboundResponse, settings: Settings): Outcome {
  const id = messageId(body, settings);
  return id === undefined ? unconfirmedResponse : delivered(id);
}

function judge(response: OutboundResponse, settings: Settings): Outcome {
  if (isSuccess(response)) return judgeAccepted(response, settings);
  const outcome = judgeAwsError(response, errors);
  const isOfAll = outcome.kind === 'rejected' && isUnverified(response);
  return isOfAll ? refused('identity_not_verified') : outcome;
}

/** What the sandbox of SES lets out; production access allows more. */
const PER_MINUTE = 60;

/** A mail through Amazon SES, without an SMTP password. */
export const ses = defineDestination<Settings>({
  docs: 'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html',
  about: {
    name: 'Email (Amazon SES)',
    group: 'mail',
    shows:
      'A mail with severity, title and place in its subject, then what was done about it, the facts, the advice and the ' +
      'evidence, as HTML and as plain text. Repeats of a problem come as answers to the first mail, in its thread; that of its end has [RESOLVED] in its subject.',
    setup: [
      'In the SES console, "Identities", "Create identity": verify the domain of the from address (DKIM), or the address.',
      '"Account dashboard", "Request production access": until then SES sends to verified addresses only.',
      'Nothing else when Tocsin runs in the same account: its deliver function is allowed to send as this address. For ' +
        'another account make an IAM user there with ses:SendEmail and ses:SendRawEmail on the identity, and give its keys.',
    ],
    cannot: [
      'SES knows no repeat: after a lost answer a mail may come twice, the second one marked.',
      'A taken mail may still bounce; a configuration set reports that.',
    ],
    limits: [
      {
        what: 'message',
        max: 40 * 1024 * 1024,
        unit: 'bytes',
        docs: 'https://docs.aws.amazon.com/ses/latest/dg/quotas.html',
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      { what: 'recipients', max: 50, unit: 'a message', docs: 'https://docs.aws.amazon.com/ses/latest/dg/quotas.html' },
      {
        what: 'messages (sandbox)',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://docs.aws.amazon.com/ses/latest/dg/quotas.html',
      },
    ],
  },
  settings: Settings,
  secrets: ['secretAccessKey'],
  targets: ['to'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: ({ region, from }) => `ses ${region} ${from}`,
  render: (alert, attempt, settings) => requestOf(alertMail(alert, attempt, settings), settings),
  judge,
  conversation: {
    reply: (repeats, attempt, first, settings, told) =>
      requestOf(repeatsMail({ repeats, attempt, first, told }, settings), settings),
    judge,
  },
});
