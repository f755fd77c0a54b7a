import type { Socket } from 'node:net';
import * as zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { slack } from '../../lambdas/destinations/slack/index.ts';
import { webhook } from '../../lambdas/destinations/webhook/index.ts';
import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { type Listening, listening } from './listening.ts';

const MIB = 1024 * 1024;
const TEXT = '{"ok":true,"text":"grün"}';

let server: Listening | undefined;
afterEach(() => server?.close());

const send = createHttp(true);

/** Sends one request to a server that answers by these bytes, whatever it reads. */
async function answeredBy(answer: (socket: Socket) => void, timeoutMs = 2_000): Promise<Sent> {
  server = await listening((socket) => socket.once('data', () => answer(socket)));
  const url = `http://127.0.0.1:${server.port}/in`;
  return send({ method: 'POST', url, headers: {}, body: '{}' }, { timeoutMs });
}

const head = (headers: Readonly<Record<string, string | number>>, first = 'HTTP/1.1 200 OK'): string =>
  `${[first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`;

/** A whole answer with a body in these codings. */
const coded = (coding: string, body: Uint8Array) => (socket: Socket) => {
  socket.write(head({ 'content-encoding': coding, 'content-length': body.length, 'x-own': 'kept' }));
  socket.end(body);
};

function responseIn(sent: Sent): OutboundResponse {
  if (sent.kind !== 'answer') throw new Error(`no answer: ${sent.reason}`);
  return sent.response;
}

const plain = Buffer.from(TEXT);
const gzip = zlib.gzipSync(plain);

describe('a body that is compressed although nobody asked for it', () => {
  it.each([
    ['gzip', gzip],
    ['x-gzip', gzip],
    ['GZIP', gzip],
    ['identity, gzip', gzip],
    ['deflate', zlib.deflateSync(plain)],
    ['deflate', zlib.deflateRawSync(plain)],
    ['br', zlib.brotliCompressSync(plain)],
    ['zstd', zlib.zstdCompressSync(plain)],
    ['br, gzip', zlib.gzipSync(zlib.brotliCompressSync(plain))],
    ['gzip, gzip, deflate', zlib.deflateSync(zlib.gzipSync(gzip))],
    ['identity', plain],
    ['', plain],
    ['gzip', Buffer.alloc(0)],
  ])('is decoded: %s', async (coding, body) => {
    const response = responseIn(await answeredBy(coded(coding, body)));
    expect(response.body).toBe(body.length === 0 ? '' : TEXT);
    expect(response.headers).toMatchObject({ 'x-own': 'kept' });
    expect(response.headers).not.toHaveProperty('content-encoding');
    expect(response).not.toHaveProperty('isCut');
  });

  it.each([
    ['gzip', zlib.gzipSync(Buffer.alloc(64 * MIB))],
    ['br', zlib.brotliCompressSync(Buffer.alloc(64 * MIB))],
    ['gzip, gzip', zlib.gzipSync(zlib.gzipSync(Buffer.alloc(64 * MIB)))],
  ])('is decoded to its first MiB, however much there is: %s', async (coding, body) => {
    const { body: text } = responseIn(await answeredBy(coded(coding, body)));
    expect(text).toHaveLength(MIB);
  });

  it.each([
    ['compress', gzip],
    ['aws-chunked', plain],
    ['gzip, unknown', gzip],
    ['gzip', plain],
    ['gzip', gzip.subarray(0, 12)],
    ['br', plain],
    ['zstd', plain],
    ['gzip, gzip, gzip, gzip', gzip],
  ])('has no text when it cannot be decoded, and status and headers stay: %s', async (coding, body) => {
    const response = responseIn(await answeredBy(coded(coding, body)));
    expect(response).toMatchObject({ status: 200, headers: { 'content-encoding': coding, 'x-own': 'kept' }, body: '' });
    expect(slack.connect({ webhookUrl: 'https://hooks.slack.com/services/T/B/x' }).judge(response).kind).not.toBe(
      'delivered',
    );
  });

  it('is asked for uncompressed', async () => {
    let asked = '';
    server = await listening((socket) =>
      socket.once('data', (chunk) => {
        asked = String(chunk).toLowerCase();
        socket.end(head({ 'content-length': 0 }));
      }),
    );
    await send({ method: 'POST', url: `http://127.0.0.1:${server.port}/`, headers: {}, body: '{}' });
    expect(asked).toContain('\r\naccept-encoding: identity\r\n');
  });
});

describe('a whole answer', () => {
  it.each<[string, (socket: Socket) => void, number]>([
    ['of HTTP/1.0 without a length', (socket) => socket.end(`${head({}, 'HTTP/1.0 200 OK')}${TEXT}`), TEXT.length],
    ['of HTTP/1.1 that ends with the connection', (socket) => socket.end(`${head({})}${TEXT}`), TEXT.length],
    [
      'in chunks',
      (socket) => socket.write(`${head({ 'transfer-encoding': 'chunked' })}3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`),
      7,
    ],
    ['without a body', (socket) => socket.write(head({}, 'HTTP/1.1 204 No Content')), 0],
    [
      'after an interim one',
      (socket) => socket.write(`${head({}, 'HTTP/1.1 103 Early Hints')}${head({ 'content-length': 2 })}ok`),
      2,
    ],
    ['of 3 MB', (socket) => socket.end(`${head({ 'content-length': 3 * MIB })}${'x'.repeat(3 * MIB)}`), MIB],
  ])('%s', async (_, answer, length) => {
    const response = responseIn(await answeredBy(answer));
    expect(Buffer.from(response.body).length).toBe(length === TEXT.length ? plain.length : length);
    expect(response).not.toHaveProperty('isCut');
  });
});

describe('an answer whose body is cut', () => {
  const partial = `${head({ 'content-length': 100 })}the begin`;
  const cuts: readonly [string, (socket: Socket) => void][] = [
    ['by the end of the connection', (socket) => socket.end(partial)],
    ['by a reset', (socket) => socket.write(partial, () => setTimeout(() => socket.resetAndDestroy(), 50))],
    ['by the time', (socket) => socket.write(partial)],
    ['within a chunk', (socket) => socket.end(`${head({ 'transfer-encoding': 'chunked' })}20\r\nthe begin`)],
    ['before the last chunk', (socket) => socket.end(`${head({ 'transfer-encoding': 'chunked' })}9\r\nthe begin\r\n`)],
  ];

  it.each(cuts)('keeps its status and what came of it: %s', async (_, answer) => {
    const response = responseIn(await answeredBy(answer, 300));
    expect(response).toMatchObject({ status: 200, body: 'the begin', isCut: true });
    expect(webhook.connect({ url: 'https://receiver.example.test/' }).judge(response)).toEqual({ kind: 'delivered' });
    expect(slack.connect({ webhookUrl: 'https://hooks.slack.com/services/T/B/x' }).judge(response).kind).not.toBe(
      'delivered',
    );
  });

  it('is decoded as far as it came', async () => {
    const long = zlib.gzipSync(Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i}`).join('\n')));
    const response = responseIn(
      await answeredBy((socket) => {
        socket.write(head({ 'content-encoding': 'gzip', 'content-length': long.length }));
        socket.end(long.subarray(0, long.length / 2));
      }),
    );
    expect(response.isCut).toBe(true);
    expect(response.body).toMatch(/^line 0\nline 1\n/);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['within the status line', (socket) => socket.end('HTTP/1.1 20')],
    ['within the headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['before a byte of it', (socket) => socket.end()],
    ['after an interim answer', (socket) => socket.end(head({}, 'HTTP/1.1 103 Early Hints'))],
  ])('is no answer when it is cut %s', async (_, answer) => {
    expect(await answeredBy(answer)).toMatchObject({ kind: 'no-answer' });
  });
});
