import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Send, Sent } from '../../lambdas/engine/ports/transport.ts';
import { startBudget } from '../../lambdas/transport/connect/budget.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { createResolver } from '../../lambdas/transport/names/resolver.ts';
import { createSend, withAuth } from '../../lambdas/transport/send.ts';
import { sendMail } from '../../lambdas/transport/smtp.ts';
import { sendSyslog } from '../../lambdas/transport/syslog/syslog.ts';
import { createTokens, type TokenAuth } from '../../lambdas/transport/tokens.ts';
import { until } from '../until.ts';
import { type Pair, serverOf } from './certificates.ts';
import { listening, portOf, trickle } from './listening.ts';

const TIMEOUT_MS = 400;
/** What a busy machine may add. */
const SLACK_MS = 1_500;

let pair: Pair;
beforeAll(async () => {
  pair = await serverOf('localhost');
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The result and the time that it took. */
async function timed(run: () => Promise<Sent>): Promise<{ readonly sent: Sent; readonly ms: number }> {
  const startMs = performance.now();
  const sent = await run();
  return { sent, ms: performance.now() - startMs };
}

async function server(treat: (socket: Socket) => void) {
  const listener = await listening(treat);
  closing.push(listener.close);
  return listener;
}

const request = (url: string, parts: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: '{}',
  ...parts,
});
const mail = (port: number): OutboundRequest =>
  request(`smtp://127.0.0.1:${port}`, { envelope: { from: 'a@example.com', to: ['b@example.com'] } });

/** Replies a line to each line that comes. */
const replying =
  (...replies: readonly string[]) =>
  (socket: Socket) => {
    const left = [...replies];
    const next = () => {
      const line = left.shift();
      if (line !== undefined) socket.write(`${line}\r\n`);
    };
    socket.on('data', next);
    next();
  };
const asTls = (then: (secure: TLSSocket) => void) => (raw: Socket) => {
  // It answers no end by an end of its own.
  raw.allowHalfOpen = true;
  const secure = new TLSSocket(raw, { isServer: true, ...pair });
  secure.on('error', () => undefined);
  then(secure);
};
const silent = (socket: Socket): void => {
  socket.resume();
};
const afterRequest = (answer: (socket: Socket) => void) => (socket: Socket) => {
  socket.once('data', () => answer(socket));
};
const large = 'x'.repeat(8 * 1024 * 1024);
const limits = { timeoutMs: TIMEOUT_MS };
const http = (port: number): Promise<Sent> => createHttp(true)(request(`http://127.0.0.1:${port}/`), limits);
const https = (port: number): Promise<Sent> => createHttp(true)(request(`https://localhost:${port}/`), limits);
const syslog = (port: number, body = '{}'): Promise<Sent> =>
  sendSyslog(request(`syslog+tls://localhost:${port}`, { body, authority: pair.cert }), true, limits);
/** As where the system does not show what was acknowledged. */
const syslogToItsEnd = (port: number): Promise<Sent> =>
  sendSyslog(request(`syslog+tls://localhost:${port}`, { authority: pair.cert }), true, limits, async () => undefined);
const smtp = (port: number): Promise<Sent> => sendMail(mail(port), true, limits);
const headers = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n';
const isCut = { kind: 'answer', response: { status: 200, isCut: true } };

describe('no request outlives its time', () => {
  it.each<[string, (socket: Socket) => void, (port: number) => Promise<Sent>, object]>([
    ['http: nothing comes', silent, http, { kind: 'no-answer', reason: 'timeout' }],
    [
      'http: headers, a byte at a time',
      afterRequest((s) => trickle(s, headers.repeat(9))),
      http,
      { kind: 'no-answer' },
    ],
    ['http: no body', afterRequest((s) => s.write(headers)), http, isCut],
    [
      'http: a body, a byte at a time',
      afterRequest((s) => {
        s.write(headers);
        trickle(s, 'x'.repeat(100));
      }),
      http,
      isCut,
    ],
    ['https: no handshake', silent, https, { kind: 'not-sent', reason: 'timeout' }],
    ['https: a handshake, a byte at a time', (s) => trickle(s, '\u0016\u0003\u0003'), https, { kind: 'not-sent' }],
    ['syslog: no handshake', silent, syslog, { kind: 'not-sent', reason: 'timeout' }],
    ['smtp: no greeting', silent, smtp, { kind: 'not-sent', reason: 'timeout' }],
    ['smtp: a greeting, a byte at a time', (s) => trickle(s, '220-hi\r\n'.repeat(20)), smtp, { kind: 'not-sent' }],
    ['smtp: no reply to the hello', replying('220 hi'), smtp, { kind: 'not-sent', reason: 'timeout' }],
    [
      'smtp: no reply to the message',
      replying('220 hi', '250 hi', '250 ok', '250 ok', '354 go on'),
      smtp,
      { kind: 'no-answer', reason: 'timeout' },
    ],
  ])('%s', async (_, treat, send, expected) => {
    const { port, connections, closed } = await server(treat);
    const { sent, ms } = await timed(() => send(port));
    expect(sent).toMatchObject(expected);
    expect(ms).toBeGreaterThan(TIMEOUT_MS - 50);
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    await until('the connection is closed', () => closed() === connections() || undefined, 5_000);
  });

  it.each<[string, (socket: Socket) => void, (port: number) => Promise<Sent>]>([
    [
      'http',
      (s) => s.pause(),
      (port) => createHttp(true)(request(`http://127.0.0.1:${port}/`, { body: large }), limits),
    ],
    ['syslog', asTls((s) => s.pause()), (port) => syslog(port, large)],
    ['syslog, to its end', asTls((s) => s.resume()), syslogToItsEnd],
  ])('%s: the request is not taken', async (_, treat, send) => {
    const { port } = await server(treat);
    const { sent, ms } = await timed(() => send(port));
    expect(sent).toEqual({ kind: 'no-answer', reason: 'timeout' });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  });

  it.each(['a name', 'an address that does not answer'])('http: %s', async (what) => {
    const hanging = createResolver({
      query: () => new Promise(() => undefined),
      lookup: () => new Promise(() => undefined),
    });
    // RFC 5737: nobody is there. Where a network says so at once, that is the reason.
    const nowhere = { resolve: async () => [{ address: '192.0.2.1', family: 4 as const }] };
    const send = createHttp(true, what === 'a name' ? hanging : nowhere);
    const { sent, ms } = await timed(() => send(request('https://receiver.example.test/'), { timeoutMs: 300 }));
    expect(sent).toMatchObject({ kind: 'not-sent' });
    expect(ms).toBeLessThan(300 + SLACK_MS);
  });
});

it('a short time of one request ends no other one to the same receiver', async () => {
  const { port } = await server(asTls((secure) => setTimeout(() => secure.destroy(), 1)));
  const send = createHttp(true);
  const all = await Promise.all(
    [1, 2_000, 1, 2_000].map((timeoutMs) => send(request(`https://localhost:${port}/`), { timeoutMs })),
  );
  expect(all.map((sent) => sent.kind !== 'answer' && sent.reason === 'timeout')).toEqual([true, false, true, false]);
});

/** A token endpoint and a service, each with its delay; `tokens` counts requests for a token. */
async function service(delays: () => { readonly token: number; readonly answer: number }) {
  const counts = { tokens: 0, answers: 0 };
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    incoming.resume();
    const isToken = incoming.url === '/token';
    const { token, answer } = delays();
    if (isToken) counts.tokens += 1;
    else counts.answers += 1;
    const body = isToken ? JSON.stringify({ access_token: 't', expires_in: 3600 }) : 'ok';
    setTimeout(() => outgoing.end(body), isToken ? token : answer);
  };
  const instance = createServer(serve).listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${await portOf(instance)}`;
  closing.push(() => {
    instance.closeAllConnections();
    instance.close();
  });
  const auth: TokenAuth = { kind: 'client-credentials', tokenUrl: `${base}/token`, clientId: 'i', clientSecret: 's' };
  return { counts, auth, request: request(`${base}/in`, { auth }) };
}

describe('a token', () => {
  it('that does not come takes no more than the time of the request', async () => {
    const { request: wanting } = await service(() => ({ token: 5_000, answer: 0 }));
    const { sent, ms } = await timed(() => createSend(true)(wanting, limits));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'token_timeout' });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  });

  it('that comes late leaves the rest of the time to the request', async () => {
    const { request: wanting } = await service(() => ({ token: 800, answer: 5_000 }));
    const { sent, ms } = await timed(() => createSend(true)(wanting, { timeoutMs: 2_000 }));
    expect(sent).toEqual({ kind: 'no-answer', reason: 'timeout' });
    expect(ms).toBeLessThan(2_000 + 700);
  });

  it('that is asked for with little time fails nobody who has more', async () => {
    const { counts, request: wanting } = await service(() => ({ token: 300, answer: 0 }));
    const send = createSend(true);
    const waits = [100, 2_000, 2_000, 2_000];
    const all = await Promise.all(waits.map((timeoutMs) => timed(() => send(wanting, { timeoutMs }))));
    expect(all.map(({ sent }) => sent.kind)).toEqual(['not-sent', 'answer', 'answer', 'answer']);
    expect(counts).toEqual({ tokens: 2, answers: 3 });
  });

  it('that is asked for with much time makes nobody wait who has less', async () => {
    const { counts, request: wanting } = await service(() => ({ token: 2_500, answer: 0 }));
    const send = createSend(true);
    const [long, short] = await Promise.all([
      timed(() => send(wanting, { timeoutMs: 10_000 })),
      timed(() => send(wanting, { timeoutMs: 150 })),
    ]);
    expect(long.sent).toMatchObject({ kind: 'answer' });
    expect(short.sent).toEqual({ kind: 'not-sent', reason: 'token_timeout' });
    expect(short.ms).toBeLessThan(150 + SLACK_MS);
    expect(counts.tokens).toBe(1);
  });

  it.each<[string, Sent, object]>([
    [
      'a certificate that is not accepted',
      { kind: 'not-sent', reason: 'cert_has_expired', refused: true },
      { refused: true },
    ],
    ['no answer', { kind: 'no-answer', reason: 'econnreset' }, { reason: 'token_econnreset' }],
    [
      'an answer that is cut',
      { kind: 'answer', response: { at: 0, status: 200, headers: {}, body: '{"acc', isCut: true } },
      { reason: 'token_answer_cut' },
    ],
  ])('that has %s at its endpoint: nothing was sent', async (_, sent, failed) => {
    const { auth } = await service(() => ({ token: 0, answer: 0 }));
    const tokens = createTokens(async () => sent);
    expect(await tokens.obtain(auth, startBudget(limits))).toMatchObject({ failed: { kind: 'not-sent', ...failed } });
  });
});

describe('a signature', () => {
  const aws = request('https://sns.eu-central-1.amazonaws.com/', {
    auth: { kind: 'aws', service: 'sns', region: 'eu-central-1' },
  });
  const answering: Send = async () => ({ kind: 'answer', response: { at: 0, status: 200, headers: {}, body: '' } });

  it('whose credentials do not come takes no more than the time of the request', async () => {
    const send = withAuth(answering, () => new Promise(() => undefined));
    const { sent, ms } = await timed(() => send(aws, limits));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'aws_credentials_timeout' });
    expect(ms).toBeLessThan(TIMEOUT_MS + SLACK_MS);
  });

  it('that has no credentials is not sent', async () => {
    const send = withAuth(answering, () => Promise.reject(new Error('none')));
    expect(await send(aws, limits)).toEqual({ kind: 'not-sent', reason: 'aws_credentials_missing' });
  });
});

it('the system look-up and the name servers are not waited for longer than the request may take', async () => {
  const hanging = createResolver({
    query: () => new Promise(() => undefined),
    lookup: () => new Promise(() => undefined),
  });
  const startMs = performance.now();
  await expect(hanging.resolve('receiver.example.test', 100)).rejects.toMatchObject({ code: 'NAME_TIMEOUT' });
  expect(performance.now() - startMs).toBeLessThan(100 + SLACK_MS);
});
