import { createServer, type Server } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reply, SandboxRequest } from '../../infra/sandbox/_kit/receiver.ts';
import { listenSmtp, MAIL } from '../../infra/sandbox/email/receiver.ts';
import { judgeReply } from '../../lambdas/destinations/_kit/mail/smtp-reply.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { sendMail } from '../../lambdas/transport/smtp.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const taken: Reply = {
  answer: { status: 250, headers: { 'x-smtp-stage': 'message' }, body: '250 2.0.0 queued' },
  delayMs: 0,
  reset: false,
};

interface Door {
  readonly reply?: Reply;
  readonly tls?: { readonly key: string; readonly cert: string };
}

async function server({ reply = taken, tls }: Door = {}) {
  const got: SandboxRequest[] = [];
  const receive = (request: SandboxRequest): Reply => {
    got.push(request);
    return reply;
  };
  const listener = await listenSmtp(receive, tls === undefined ? {} : { tls });
  closing.push(listener.close);
  return { url: listener.url, got };
}

const mail = (url: string, change: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'POST',
  url,
  headers: { 'message-id': '<1@example.com>' },
  body: 'From: a@example.com\r\nSubject: x\r\n\r\n.a line that begins with a dot\r\n',
  envelope: { from: MAIL.from, to: [...MAIL.to] },
  auth: { kind: 'password', user: MAIL.user, password: MAIL.password },
  ...change,
});

/** A server that says one line to each line it hears. */
async function scripted(replies: readonly string[]): Promise<string> {
  const tcp: Server = createServer((socket) => {
    const left = [...replies];
    const speak = () => {
      const next = left.shift();
      if (next === undefined) socket.destroy();
      else if (next !== '') socket.write(`${next}\r\n`);
    };
    socket.on('error', () => undefined);
    socket.on('data', speak);
    speak();
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  closing.push(() => tcp.close());
  const address = tcp.address();
  return `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const hello = ['220 hi', '250 hi', '250 from', '250 to', '250 to'];
const open = (url: string): OutboundRequest => {
  const { auth: _, ...request } = mail(url);
  return request;
};

describe('a mail to a server on this machine', () => {
  it('arrives byte for byte, and its id comes back with the verdict', async () => {
    const { url, got } = await server();
    const sent = await sendMail(mail(url), true);
    expect(sent).toMatchObject({ kind: 'answer', response: { status: 250, body: expect.stringContaining('queued') } });
    expect(got.map(({ text }) => text)).toEqual([mail(url).body]);
    if (sent.kind === 'answer')
      expect(judgeReply(sent.response)).toEqual({ kind: 'delivered', receipt: { id: '<1@example.com>' } });
  });

  it('is not sent when loopback is not allowed, or when nobody listens', async () => {
    const { url, got } = await server();
    expect(await sendMail(mail(url), false)).toEqual({
      kind: 'not-sent',
      reason: 'address_not_allowed',
      refused: true,
    });
    expect(await sendMail(mail('smtp://127.0.0.1:1'), true)).toMatchObject({ kind: 'not-sent' });
    expect(await sendMail(mail('smtp://no-such-host.invalid'), true)).toEqual({
      kind: 'not-sent',
      reason: 'enotfound',
      refused: true,
    });
    expect(got).toEqual([]);
  });

  it.each([
    ['a wrong password', { auth: { kind: 'password', user: MAIL.user, password: 'no' } }, 'auth_failed'],
    ['recipients that nobody knows', { envelope: { from: MAIL.from, to: ['nobody@example.com'] } }, 'mailbox_unknown'],
  ] as const)('waits for somebody to put %s right', async (_, change, reason) => {
    const { url } = await server();
    const sent = await sendMail(mail(url, change), true);
    expect(sent).toMatchObject({ kind: 'answer', response: { headers: { 'x-smtp-stage': 'session' } } });
    if (sent.kind === 'answer') expect(judgeReply(sent.response)).toEqual({ kind: 'retry', reason, refused: true });
  });

  it.each([
    ['554 5.6.0 a bare line feed', 'rejected', 'content_rejected'],
    ['554 5.7.1 looks like spam', 'retry', 'policy_rejected'],
  ])('is refused for itself when the message was read first and is named: %s', async (body, kind, reason) => {
    const answer = { status: 554, headers: { 'x-smtp-stage': 'message' }, body };
    const { url } = await server({ reply: { ...taken, answer } });
    const sent = await sendMail(mail(url), true);
    if (sent.kind === 'answer') expect(judgeReply(sent.response)).toEqual({ kind, reason });
    expect(sent.kind).toBe('answer');
  });

  it('may have arrived when the connection ends after it was handed over', async () => {
    const { url, got } = await server({ reply: { ...taken, reset: true } });
    expect(await sendMail(mail(url), true)).toMatchObject({ kind: 'no-answer' });
    expect(got).toHaveLength(1);
  });

  it.each([
    ['before the greeting', []],
    ['after the greeting', ['220 hi']],
    ['after the recipients', hello],
  ])('has not been sent when the connection ends %s', async (_, replies) => {
    expect(await sendMail(open(await scripted(replies)), true)).toMatchObject({ kind: 'not-sent' });
  });

  it('may have arrived when the server falls silent after it asked for the message', async () => {
    const url = await scripted([...hello, '354 go on']);
    expect(await sendMail(open(url), true)).toMatchObject({ kind: 'no-answer' });
  });

  it.each([
    ['RCPT', [...hello.slice(0, 3), '550 relay not permitted', '550 relay not permitted'], 'rcpt', 'relay_denied'],
    ['MAIL', [...hello.slice(0, 2), '550 not you'], 'mail', 'sender_rejected'],
    [
      'STARTTLS, in a reply to MAIL',
      [...hello.slice(0, 2), '530 Must issue a STARTTLS command first'],
      'mail',
      'tls_required',
    ],
  ] as const)('names the cause that a server gives at %s', async (_, replies, command, reason) => {
    const sent = await sendMail(open(await scripted(replies)), true);
    expect(sent).toMatchObject({ response: { headers: { 'x-smtp-command': command } } });
    if (sent.kind === 'answer') expect(judgeReply(sent.response)).toEqual({ kind: 'retry', reason, refused: true });
  });

  it.each<[string, () => Promise<string>, string]>([
    ['nobody listens', async () => 'smtp://127.0.0.1:1', 'econnrefused'],
    ['the connection ends', () => scripted([]), 'connection_closed'],
    ['no mail server listens', () => scripted(['HTTP/1.1 400 Bad Request']), 'invalid_reply'],
  ])('names the cause when %s', async (_, urlOf, reason) => {
    expect(await sendMail(open(await urlOf()), true)).toEqual({ kind: 'not-sent', reason });
  });

  it('goes to whom the server takes, when it takes one of them', async () => {
    const url = await scripted([
      '220 hi',
      '250 hi',
      '250 from',
      '250 to',
      '550 5.1.1 no',
      '354 go on',
      '250 queued',
      '',
    ]);
    expect(await sendMail(open(url), true)).toMatchObject({ kind: 'answer', response: { status: 250 } });
  });
});

describe('a mail over TLS', () => {
  const made = generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });

  it('goes by STARTTLS to a relay on this machine that offers it, whoever its certificate is from', async () => {
    const { private: key, cert } = await made;
    // It takes no password without TLS.
    const { url, got } = await server({ tls: { key, cert } });
    expect(await sendMail(mail(url), true)).toMatchObject({ response: { status: 250 } });
    expect(got).toHaveLength(1);
  });

  it('goes by STARTTLS to a server whose authority is trusted', async () => {
    const { private: key, cert } = await made;
    const { url, got } = await server({ tls: { key, cert } });
    const local = url.replace('127.0.0.1', 'localhost');
    expect(await sendMail(mail(local), true, { reach: { authority: cert } })).toMatchObject({
      response: { status: 250 },
    });
    expect(got).toHaveLength(1);
  });

  it('does not go to a server of another authority, nor to one that offers no TLS where it must', async () => {
    const { private: key, cert } = await made;
    const other = await generate([{ name: 'commonName', value: 'other' }]);
    const secured = await server({ tls: { key, cert } });
    const expired = await server();
    const sentTo = (url: string) =>
      sendMail(mail(url.replace('127.0.0.1', 'localhost')), true, { reach: { authority: other.cert } });
    expect(await sentTo(secured.url)).toEqual({
      kind: 'not-sent',
      reason: expect.stringMatching(/self_signed|unable_to/),
      refused: true,
    });
    // What smtp-server has for a certificate when none is given is out of date.
    expect(await sentTo(expired.url)).toEqual({ kind: 'not-sent', reason: 'cert_has_expired', refused: true });
    expect(await sentTo(await scripted(['220 hi', '250 hi', '502 no']))).toMatchObject({
      kind: 'answer',
      response: { status: 502, headers: { 'x-smtp-stage': 'session' } },
    });
    expect([...secured.got, ...expired.got]).toEqual([]);
  });
});
