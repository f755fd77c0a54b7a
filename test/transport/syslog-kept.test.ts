import { createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { keptConnections } from '../../lambdas/transport/syslog/kept-connections.ts';
import { sendSyslog } from '../../lambdas/transport/syslog/syslog.ts';
import { queuedIn } from '../../lambdas/transport/syslog/tcp-queue.ts';
import { until } from '../until.ts';
import { type Pair, serverOf } from './certificates.ts';
import { portOf } from './listening.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await serverOf('localhost');
});
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A receiver that reads and never answers; what it read, and its connections. */
async function receiver() {
  const open: TLSSocket[] = [];
  const read: string[] = [];
  const server = createServer({ ...pair }, (socket) => {
    open.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => read.push(chunk.toString('utf8')));
  }).listen(0, '127.0.0.1');
  closing.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { port: await portOf(server), open, read };
}

const message = (port: number, body: string): OutboundRequest => ({
  method: 'POST',
  url: `syslog+tls://localhost:${port}`,
  headers: {},
  body,
});
const trusting = (authority = pair.cert) => ({ reach: { authority } });
const answered = { kind: 'answer', response: { status: 200 } };

// Where the system does not show what was acknowledged, every request has a connection of its own.
it.runIf(process.platform === 'linux')('uses one connection for messages that come one after the other', async () => {
  const { port, open, read } = await receiver();
  for (let i = 0; i < 10; i += 1)
    expect(await sendSyslog(message(port, `1 ${i}`), true, trusting())).toMatchObject(answered);
  expect(open).toHaveLength(1);
  expect(read.join('')).toBe(Array.from({ length: 10 }, (_, i) => `1 ${i}`).join(''));
});

it('closes each connection in order where nothing shows what was acknowledged', async () => {
  const { port, open, read } = await receiver();
  const send = (body: string) => sendSyslog(message(port, body), true, trusting(), async () => undefined);
  for (const body of ['1 a', '1 b']) expect(await send(body)).toMatchObject(answered);
  expect(open).toHaveLength(2);
  expect(read.join('')).toBe('1 a1 b');
});

it('waits for what the receiver has not acknowledged, and does not know what became of it when the time is up', async () => {
  const { port } = await receiver();
  const left = [500, 20, 0];
  expect(await sendSyslog(message(port, '1 a'), true, trusting(), async () => left.shift())).toMatchObject(answered);
  expect(left).toEqual([]);
  const sent = sendSyslog(message(port, '1 b'), true, { timeoutMs: 300, ...trusting() }, async () => 1);
  expect(await sent).toEqual({ kind: 'no-answer', reason: 'timeout' });
});

it('opens another connection for another authority, and one when the receiver has ended the first', async () => {
  const { port, open } = await receiver();
  await sendSyslog(message(port, '1 a'), true, trusting());
  await sendSyslog(message(port, '1 b'), true, trusting(`${pair.cert}\n`));
  expect(open).toHaveLength(2);
  for (const socket of open) socket.end();
  await until('both have ended', () => open.every((socket) => socket.destroyed) || undefined, 5_000);
  expect(await sendSyslog(message(port, '1 c'), true, trusting())).toMatchObject(answered);
  expect(open).toHaveLength(3);
});

it('does not count a message as delivered that a receiver answers with an end', async () => {
  const { port, open } = await receiver();
  await sendSyslog(message(port, '1 a'), true, trusting());
  for (const socket of open) socket.once('data', () => socket.destroy());
  expect(await sendSyslog(message(port, '1 b'), true, trusting())).toMatchObject({ kind: 'no-answer' });
});

it('keeps a connection for a bounded time and some of many, and ends the others in order', async () => {
  const ended: string[] = [];
  const { connect } = await import('node:tls');
  const { port, open } = await receiver();
  let nowMs = 0;
  const kept = keptConnections({ perReceiver: 2, idleMs: 1000, ageMs: 5000, now: () => nowMs });
  const opened = async (name: string) => {
    const socket = connect({ port, host: '127.0.0.1', ca: pair.cert, servername: 'localhost' });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.on('error', () => undefined).resume();
    socket.once('finish', () => ended.push(name));
    return { socket, openedMs: nowMs };
  };
  const [a, b, c] = [await opened('a'), await opened('b'), await opened('c')];
  for (const each of [a, b, c]) kept.keep('one', each);
  await until('the first has ended', () => ended.includes('a') || undefined, 5_000);
  expect((await kept.take('one'))?.socket).toBe(c.socket);
  expect(await kept.take('other')).toBeUndefined();
  nowMs = 1000;
  expect(await kept.take('one')).toBeUndefined();
  nowMs = 4500;
  kept.keep('one', c);
  nowMs = 5000;
  expect(await kept.take('one')).toBeUndefined();
  await until('all have ended', () => ended.length === 3 || undefined, 5_000);
  for (const { socket } of [a, b, c]) socket.destroy();
  expect(open).toHaveLength(3);
});

it('reads the queue of a connection from the table of the system', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    '   1: 0100007F:C350 0100007F:1972 01 00000A2F:00000000 01:00000014 00000000     0        0 2 2 0 20 4 30 10 -1',
    '   2: 0200007F:C350 0300007F:1972 01 00000001:00000000 01:00000014 00000000     0        0 3 2 0 20 4 30 10 -1',
  ].join('\n');
  expect(queuedIn(table, 0xc350, 6514)).toBe(0xa2f);
  expect(queuedIn(table, 0xc351, 6514)).toBeUndefined();
  expect(queuedIn('', 1, 2)).toBeUndefined();
});
