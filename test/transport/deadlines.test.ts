import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { createResolver } from '../../lambdas/transport/names/resolver.ts';
import { sendMail } from '../../lambdas/transport/smtp.ts';
import { sendSyslog } from '../../lambdas/transport/syslog/syslog.ts';
import { until } from '../until.ts';
import { type Pair, serverOf } from './certificates.ts';
import { listening, trickle } from './listening.ts';
import { limits, request, SLACK_MS, TIMEOUT_MS, timed } from './timed.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await serverOf('localhost');
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(treat: (socket: Socket) => void) {
  const listener = await listening(treat);
  closing.push(listener.close);
  return listener;
}

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

const http = (port: number): Promise<Sent> => createHttp(true)(request(`http://127.0.0.1:${port}/`), limits);
const https = (port: number): Promise<Sent> => createHttp(true)(request(`https://localhost:${port}/`), limits);
const trusting = () => ({ ...limits, reach: { authority: pair.cert } });
const syslog = (port: number, body = '{}'): Promise<Sent> =>
  sendSyslog(request(`syslog+tls://localhost:${port}`, { body }), true, trusting());
/** As where the system does not show what was acknowledged. */
const syslogToItsEnd = (port: number): Promise<Sent> =>
  sendSyslog(request(`syslog+tls://localhost:${port}`), true, trusting(), async () => undefined);
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

it('the system look-up and the name servers are not waited for longer than the request may take', async () => {
  const hanging = createResolver({
    query: () => new Promise(() => undefined),
    lookup: () => new Promise(() => undefined),
  });
  const startMs = performance.now();
  await expect(hanging.resolve('receiver.example.test', 100)).rejects.toMatchObject({ code: 'NAME_TIMEOUT' });
  expect(performance.now() - startMs).toBeLessThan(100 + SLACK_MS);
});
