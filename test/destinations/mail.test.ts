import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { readMail } from '../../infra/sandbox/_kit/mime-reader.ts';
import { email } from '../../lambdas/destinations/email/index.ts';
import { ses } from '../../lambdas/destinations/ses/index.ts';
import { memberOf } from '../../lambdas/domain/group.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Repeats } from '../../lambdas/domain/repeats.ts';
import { digestAlert } from '../../lambdas/domain/summary-alert.ts';
import { alertNamed, alerts, arbitraryAlert, arbitraryAttempt, attemptFor } from '../conformance/alerts.ts';

const sender = { from: 'tocsin@example.com', to: ['soc@example.com', 'oncall@example.com'] };
const smtp = email.connect({ host: 'smtp.example.com', ...sender });
const amazon = ses.connect({ region: 'eu-central-1', ...sender });

const rawOf = ({ url, body = '' }: OutboundRequest): string =>
  url.startsWith('smtp') ? body : Buffer.from(JSON.parse(body).Content.Raw.Data, 'base64').toString('latin1');
const parse = (request: OutboundRequest) => PostalMime.parse(rawOf(request));

/** Everything that a mail's head may say, as another program reads it. */
async function headOf(request: OutboundRequest) {
  const { from, to, cc, bcc, replyTo, headers, attachments } = await parse(request);
  return {
    from: from?.address,
    to: to?.map(({ address }) => address),
    cc,
    bcc,
    replyTo,
    count: headers.length,
    attachments,
  };
}

describe('a mail', () => {
  it.each([...alerts.keys()])('of %s says to a mail program what it was made of', async (name) => {
    const alert = alertNamed(name);
    const request = smtp.render(alert, attemptFor(alert));
    const mail = await parse(request);
    expect(mail.messageId).toBe(request.headers['message-id']);
    expect(mail.from).toEqual({ address: sender.from, name: 'Tocsin' });
    expect(mail.to?.map(({ address }) => address)).toEqual(sender.to);
    const own = readMail(rawOf(request));
    expect(mail.text?.replaceAll('\r\n', '\n').trim()).toBe(own.text.trim());
    expect(mail.html?.replaceAll('\r\n', '\n').trim()).toBe(own.html.trim());
    expect(mail.subject).toBe(own.headers.get('subject')?.[0]);
  });

  it('of any alert has no header, recipient or part that an alert put there', async () => {
    const [first] = await Promise.all([headOf(smtp.render(alertNamed('minimal'), attemptFor(alertNamed('minimal'))))]);
    await fc.assert(
      fc.asyncProperty(arbitraryAlert, arbitraryAttempt, async (alert, attempt) => {
        const { count, ...head } = await headOf(smtp.render(alert, attempt));
        const { count: usual, ...expected } = first;
        expect(head).toEqual(expected);
        // Importance and X-Priority come with severity.
        expect([usual, usual + 2]).toContain(count);
      }),
      { numRuns: 100 },
    );
  });

  it('has one id over all attempts, and marks the ones that may be doubles', () => {
    const alert = alertNamed('full');
    const once = smtp.render(alert, attemptFor(alert));
    const again = smtp.render(alert, { ...attemptFor(alert), possibleDuplicate: true, at: '2026-11-21T04:00:00.000Z' });
    expect(again.headers).toEqual(once.headers);
    expect(rawOf(again)).toContain('Possibly a repeat');
  });
});

describe('repeats', () => {
  const repeats: Repeats = {
    title: 'something else',
    severity: 'critical',
    count: 3,
    total: 4,
    since: '2026-11-21T03:00:00.000Z',
    until: '2026-11-21T03:07:00.000Z',
    isResolved: false,
  };
  const told = alertNamed('full');

  it.each([
    [
      'SMTP',
      smtp,
      { status: 250, headers: { 'x-smtp-stage': 'message', 'message-id': '<tocsin.alert.1@example.com>' }, body: '' },
    ],
    ['SES', amazon, { status: 200, headers: {}, body: '{"MessageId":"0107-1-000000"}' }],
  ])('hang below the first mail by what %s gave back', async (_, connected, response) => {
    const outcome = connected.judge({ at: 0, ...response });
    const receipt = outcome.kind === 'delivered' ? outcome.receipt : undefined;
    if (receipt === undefined) throw new Error('no receipt');
    const first = await parse(connected.render(told, attemptFor(told)));
    const request = connected.conversation?.reply(repeats, { ...attemptFor(told), deliveryId: 'd#1' }, receipt, told);
    const reply = await parse(request ?? smtp.render(told, attemptFor(told)));
    expect(reply.inReplyTo).toBe(receipt.id);
    expect(reply.references).toBe(`${first.references} ${receipt.id}`);
    expect(reply.subject).toBe(`Re: ${first.subject}`);
    expect(reply.messageId).not.toBe(first.messageId);
    expect(reply.text).toContain('3 more since 2026-11-21 03:00:00 UTC (4 in all)');
  });

  it('that end a problem say so in their subject, in the same thread', async () => {
    const first = { id: '<1@example.com>' };
    const replied = (isResolved: boolean) =>
      smtp.conversation?.reply({ ...repeats, isResolved }, { ...attemptFor(told), deliveryId: 'd#1' }, first, told);
    const [again, ending] = [replied(false), replied(true)];
    if (again === undefined || ending === undefined) throw new Error('no reply');
    const [before, after] = [await parse(again), await parse(ending)];
    expect(after.subject).toBe(
      '[Resolved after 5 h] File integrity: /bin/touch on /etc/passwd · payments/checkout (prod-eu-1)',
    );
    // RFC 5256 §2.1: what clients that thread by subject compare.
    const base = (subject = '') => subject.replace(/^(?:Re: |\[[^\]]*\] )+/, '');
    expect(base(after.subject)).toBe(base(before.subject));
    expect(after.references).toBe(before.references);
  });

  it('of a problem have one thread, those of another have another', async () => {
    const threadOf = async (name: string, id: string) => {
      const alert = { ...alertNamed(name), id };
      return (await parse(smtp.render(alert, { ...attemptFor(alert), deliveryId: id }))).references;
    };
    expect(await threadOf('full', 'a')).toBe(await threadOf('full', 'b'));
    expect(await threadOf('full', 'a')).not.toBe(await threadOf('minimal', 'a'));
  });
});

it('a digest lists what it stands for, and hangs together with the other digests', async () => {
  const members = ['full', 'hostile', 'resolved'].map((name) => memberOf(alertNamed(name)));
  const [one, two] = [1, 2].map((n) => digestAlert('soc', n, members, '2026-11-21T03:00:00.000Z'));
  if (one === undefined || two === undefined) throw new Error('no digest');
  const mail = await parse(smtp.render(one, attemptFor(one)));
  const next = await parse(smtp.render(two, attemptFor(two)));
  expect(mail.subject).toBe('[DIGEST, up to CRITICAL] 3 alerts: 1 critical, 2 high');
  for (const { severity } of members) expect(mail.text).toContain(severity.toUpperCase());
  expect(mail.text).toContain('1 × HIGH File integrity monitoring at payments/checkout (prod-eu-1)');
  expect(next.references).toBe(mail.references);
});

describe('settings', () => {
  const issue = (settings: object) => email.settings.safeParse({ ...sender, ...settings }).error?.issues[0]?.message;

  it.each([
    [{}, 'needs either host'],
    [{ host: 'a.example.com', url: 'smtp://a.example.com' }, 'needs either host'],
    [{ host: 'smtp://a.example.com' }, 'without smtp:// and port'],
    [{ url: 'https://a.example.com' }, 'must be smtp://host:port'],
    [{ url: 'smtp://u:p@a.example.com' }, 'without user and password'],
    [{ host: 'a.example.com', user: 'u' }, 'user and password belong together'],
    [{ host: 'a.example.com', to: [] }, 'at least one address'],
    [{ host: 'a.example.com', from: 'T <t@example.com>' }, 'is not a mail address'],
    [{ host: 'a.example.com', to: ['a@example.com\r\nBcc: b@example.com'] }, 'is not a mail address'],
  ])('%j are refused with words that help', (settings, words) => expect(issue(settings)).toContain(words));

  it('make the address: STARTTLS unless it is secure', () => {
    const urlOf = (settings: object) =>
      email.connect({ ...sender, ...settings }).render(alertNamed('minimal'), attemptFor(alertNamed('minimal'))).url;
    expect(urlOf({ host: 'a.example.com' })).toBe('smtp://a.example.com');
    expect(urlOf({ host: 'a.example.com', port: 2525 })).toBe('smtp://a.example.com:2525');
    expect(urlOf({ host: 'a.example.com', secure: true })).toBe('smtps://a.example.com');
  });
});
