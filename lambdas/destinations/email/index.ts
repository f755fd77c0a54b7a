import * as z from 'zod/mini';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { MESSAGE_ID } from '../../domain/outbound.ts';
import { defineDestination } from '../_kit/define-destination.ts';
import { alertMail, type Mail, repeatsMail } from '../_kit/mail/mail.ts';
import { Address, Recipients, SenderName } from '../_kit/mail/settings.ts';
import { judgeReply } from '../_kit/mail/smtp-reply.ts';

/** No host name holds anything else; brackets are for IPv6. */
const Host = z.string().check(
  z.regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])$/, {
    error: 'is not the name of a server: expected one such as smtp.example.com, without smtp:// and port',
  }),
);

const isServer = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '' && url.username + url.password === '';
};

const Settings = z
  .strictObject({
    host: z.optional(Host.check(z.describe('The mail server’s name, when there is no url.'))),
    port: z.optional(
      z
        .int()
        .check(
          z.minimum(1),
          z.maximum(65_535),
          z.describe('Its port. Without one 587, or 465 when secure. AWS does not let Lambda out on 25.'),
        ),
    ),
    secure: z.optional(
      z
        .boolean()
        .check(
          z.describe(
            'TLS from the first byte on. Without it STARTTLS, which must succeed; a relay on this machine may offer none.',
          ),
        ),
    ),
    url: z.optional(
      z.string().check(
        z.refine(isServer, {
          error: 'must be smtp://host:port (STARTTLS) or smtps://host:port (TLS), without user and password',
        }),
        z.describe('The server as one address, in place of host, port and secure.'),
      ),
    ),
    user: z.optional(z.string().check(z.minLength(1), z.describe('The user to log in as; none for an open relay.'))),
    password: z.optional(z.string().check(z.minLength(1), z.describe('The password, or an app password.'))),
    from: Address.check(z.describe('The address that mails come from.')),
    fromName: SenderName,
    to: Recipients,
  })
  .check(
    z.refine(({ host, port, secure, url }) => (url === undefined ? host !== undefined : !(host ?? port ?? secure)), {
      error: 'needs either host (with port and secure as they are) or url, and not both',
    }),
    z.refine(({ user, password }) => (user === undefined) === (password === undefined), {
      error: 'user and password belong together',
    }),
  );
type Settings = z.infer<typeof Settings>;

function serverOf({ url, host = '', port, secure = false }: Settings): string {
  if (url !== undefined) return url;
  return `${secure ? 'smtps' : 'smtp'}://${host}${port === undefined ? '' : `:${port}`}`;
}

function requestOf({ id, raw }: Mail, settings: Settings): OutboundRequest {
  const { user, password, from, to } = settings;
  return {
    method: 'POST',
    url: serverOf(settings),
    headers: { [MESSAGE_ID]: id },
    body: raw,
    envelope: { from, to },
    ...(user === undefined || password === undefined ? {} : { auth: { kind: 'password', user, password } }),
  };
}

/** Exchange Online sends no more from one mailbox, and nobody reads more. */
const PER_MINUTE = 30;

/** A mail through any SMTP server. */
export const email = defineDestination<Settings>({
  docs: 'https://www.rfc-editor.org/rfc/rfc5321',
  about: {
    name: 'Email (SMTP)',
    group: 'mail',
    shows:
      'A mail with severity, title and place in its subject, then what was done about it, the facts, the advice and the ' +
      'evidence, as HTML and as plain text. Repeats of a problem come as answers to the first mail, in its thread; that of its end has [RESOLVED] in its subject.',
    setup: [
      'Choose the server: that of your mail provider, or a relay of your own that Lambda can reach.',
      'Make a user for Tocsin that may send as the from address. Microsoft 365: a mailbox with "Authenticated SMTP" on, ' +
        'smtp.office365.com, port 587. Google Workspace: an app password, or the relay smtp-relay.gmail.com, port 587. ' +
        'Amazon SES: "SMTP settings", "Create SMTP credentials" (or use the type ses).',
      'See that SPF and DKIM of the from address’s domain cover that server, or mails go to spam.',
    ],
    cannot: [
      'SMTP does not say whether an earlier try arrived. A mail that is sent again has the same Message-ID, by which ' +
        'Gmail and Exchange show it once; others show it twice, the second one marked.',
      'A mail that the server took for some of its recipients counts as delivered: sending it again would reach the others ' +
        'twice. One mailbox or list as recipient avoids that.',
      'Who reads mail is not known: bounces come to the from address.',
    ],
    limits: [
      {
        what: 'line',
        max: 998,
        unit: 'characters',
        docs: 'https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1',
        measure: ({ body = '' }) => body.split('\r\n').reduce((most, line) => Math.max(most, line.length), 0),
      },
      {
        what: 'messages from a mailbox (Exchange Online)',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits',
      },
    ],
  },
  settings: Settings,
  secrets: ['password'],
  targets: ['to'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: (settings) => `email ${serverOf(settings)} ${settings.user ?? ''} ${settings.from}`,
  render: (alert, attempt, settings) => requestOf(alertMail(alert, attempt, settings), settings),
  judge: judgeReply,
  conversation: {
    reply: (repeats, attempt, first, settings, told) =>
      requestOf(repeatsMail({ repeats, attempt, first, told }, settings), settings),
    judge: judgeReply,
  },
});
