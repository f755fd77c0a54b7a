/** Requests that leave from a thread of their own: as from the main thread, and none waits for ever when it is lost. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSending, type Sending } from '../../../infra/local/sending/sending.ts';
import type { OutboundRequest } from '../../../lambdas/domain/outbound.ts';
import type { Reach } from '../../../lambdas/domain/reach.ts';

interface Seen {
  readonly method: string | undefined;
  readonly header: string | undefined;
  readonly body: string;
}

let server: Server;
let base: string;
let connections = 0;
const seen: Seen[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    seen.push({ method: request.method, header: request.headers['x-own']?.toString(), body });
    if (request.url === '/hang') return;
    response.writeHead(202, { 'x-answer': 'yes' }).end(`got ${body}`);
  });
  server.on('connection', () => {
    connections += 1;
  });
  // On a busy machine more than the usual five seconds may lie between two requests.
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const lines: string[] = [];
const log = (event: string): void => void lines.push(event);
let sending: Sending | undefined;

afterEach(async () => {
  await sending?.end();
  lines.length = 0;
  seen.length = 0;
});

const request = (body: string, path = '/in'): OutboundRequest => ({
  method: 'POST',
  url: base + path,
  headers: { 'x-own': 'mine' },
  body,
});

const limits = { timeoutMs: 5_000 };

it('sends what it is given and answers what came back', async () => {
  sending = createSending({ log });
  const sent = await sending.sendBy({})(request('one'), limits);
  expect(seen).toEqual([{ method: 'POST', header: 'mine', body: 'one' }]);
  expect(sent).toMatchObject({ kind: 'answer', response: { status: 202, body: 'got one' } });
  expect(sent).toHaveProperty('response.headers.x-answer', 'yes');
});

it('gives each of many requests its own answer', async () => {
  sending = createSending({ log });
  const send = sending.sendBy({});
  const bodies = Array.from({ length: 200 }, (_, n) => `body ${n}`);
  const sent = await Promise.all(bodies.map((body) => send(request(body), limits)));
  expect(sent.map((each) => (each.kind === 'answer' ? each.response.body : each.reason))).toEqual(
    bodies.map((body) => `got ${body}`),
  );
});

it('keeps connections open for destinations that are reached in the same way', async () => {
  sending = createSending({ log });
  const send = sending.sendBy({});
  const reach: Reach = { allowAddresses: ['127.0.0.1'] };
  await send(request('first'), { ...limits, reach });
  const before = connections;
  for (let n = 0; n < 5; n += 1) await send(request(`later ${n}`), { ...limits, reach: { ...reach } });
  expect(connections).toBe(before);
});

it('holds a request to its limit', async () => {
  sending = createSending({ log });
  const sent = await sending.sendBy({})(request('slow', '/hang'), { timeoutMs: 300 });
  expect(sent).toMatchObject({ kind: 'no-answer' });
  expect(lines).toEqual([]);
});

it('goes through the proxy that the variables name', async () => {
  sending = createSending({ log });
  const send = sending.sendBy({ HTTPS_PROXY: 'socks5://127.0.0.1:1', OTHER: 'not passed on' });
  const sent = await send({ ...request('one'), url: 'https://receiver.example/in' }, limits);
  expect(sent).toMatchObject({ kind: 'not-sent', reason: 'proxy_url_invalid' });
});

describe.each([
  { what: 'ends', file: new URL('./ending.ts', import.meta.url) },
  { what: 'hangs', file: new URL('./hanging.ts', import.meta.url) },
])('a thread that $what', ({ file }) => {
  it('leaves its requests perhaps sent, and another takes its place', async () => {
    const options = { log, file, graceMs: 50, lookMs: 50 };
    sending = createSending(options);
    const send = sending.sendBy({});
    for (const body of ['one', 'two'])
      expect(await send(request(body), { timeoutMs: 100 })).toEqual({
        kind: 'no-answer',
        reason: 'sending_thread_lost',
      });
    expect(lines).toEqual(['sending.thread_lost', 'sending.thread_lost']);
  });
});

it('answers what is under way when it is ended, and starts anew when it is used again', async () => {
  sending = createSending({ log });
  const send = sending.sendBy({});
  const slow = send(request('slow', '/hang'), limits);
  while (seen.length === 0) await send(request('fast'), limits);
  await sending.end();
  expect(await slow).toEqual({ kind: 'no-answer', reason: 'sending_thread_lost' });
  expect(await send(request('after'), limits)).toMatchObject({ kind: 'answer' });
});

it('says that what cannot be copied to a thread was not sent', async () => {
  sending = createSending({ log });
  const strange = { ...request('one'), headers: { 'x-own': Symbol('no text') as unknown as string } };
  const sent = await sending.sendBy({})(strange, limits);
  expect(sent).toEqual({ kind: 'not-sent', reason: 'internal_error' });
  expect(lines).toEqual(['sending.refused']);
});
