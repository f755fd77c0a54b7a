/** What the table of misbehaviours (`test/faults/table`) takes for the transport's answer is what a real socket gives. */
import type { Socket } from 'node:net';
import { createServer, getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundRequest, OutboundResponse } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { NameError } from '../../lambdas/transport/names/error.ts';
import { sendMail } from '../../lambdas/transport/smtp.ts';
import { sendSyslog } from '../../lambdas/transport/syslog/syslog.ts';
import { type RowName, rowNames, rowOf } from '../faults/table/rows.ts';
import { authorityOf, type Pair, serverOf, withChain } from './certificates.ts';
import { listening, portOf, trickle } from './listening.ts';

const MIB = 1024 * 1024;
/** What the receiver answers when it behaves. */
const sample: OutboundResponse = {
  at: 0,
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"ok":true,"text":"a body of more than thirty bytes"}',
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const before = getCACertificates('default');
const pairs: Record<string, Pair> = {};
let root: Pair;

beforeAll(async () => {
  root = await authorityOf('trusted root');
  const company = await authorityOf('company root');
  const intermediate = await authorityOf('company intermediate', company);
  const leaf = await serverOf('localhost', intermediate);
  const past = { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2021-01-01') };
  const future = { notBeforeDate: new Date('2090-01-01'), notAfterDate: new Date('2091-01-01') };
  Object.assign(pairs, {
    good: await serverOf('localhost', root),
    'certificate-wrong-name': await serverOf('other.example.test', root),
    'certificate-expired': await serverOf('localhost', root, past),
    'certificate-not-yet-valid': await serverOf('localhost', root, future),
    'certificate-self-signed': await serverOf('localhost'),
    'certificate-unknown-issuer': withChain(leaf, intermediate),
    'certificate-unknown-root': withChain(leaf, intermediate, company),
    'certificate-leaf-only': leaf,
  });
  setDefaultCACertificates([...before, root.cert]);
});
afterAll(() => setDefaultCACertificates(before));

const limits = { timeoutMs: 400 };
const request = (url: string, parts: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: '{}',
  ...parts,
});

const head = ({ status, headers }: OutboundResponse, more: object = {}, version = '1.1'): string =>
  [
    `HTTP/${version} ${status} Status`,
    ...Object.entries({ ...headers, ...more }).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');

const whole = (response: OutboundResponse): string =>
  `${head(response, response.status === 204 ? {} : { 'content-length': Buffer.byteLength(response.body) })}${response.body}`;

/** An answer as the row says that the transport gives it, as bytes. */
function answerIn(name: RowName): string {
  const sent = rowOf(name).sent(sample);
  if (sent.kind !== 'answer') throw new Error(`${name} has no answer`);
  return whole(sent.response);
}

type Treat = (socket: Socket) => void;

/** What a server does with a request, where it is more than an answer with a status. */
const treatments: Partial<Record<RowName, Treat>> = {
  'hang-before-headers': () => undefined,
  'hang-after-work': () => undefined,
  'hang-in-body': (socket) => socket.write(head(sample, { 'content-length': sample.body.length })),
  'byte-a-second': (socket) => {
    socket.write(head(sample, { 'content-length': sample.body.length }));
    trickle(socket, sample.body.slice(0, 30), 2);
  },
  'cut-before': (socket) => socket.resetAndDestroy(),
  'cut-after': (socket) => socket.resetAndDestroy(),
  'gzip-unasked': (socket) => {
    const body = gzipSync(sample.body);
    socket.write(head(sample, { 'content-encoding': 'gzip', 'content-length': body.length }));
    socket.end(body);
  },
  'http-1.0': (socket) => socket.end(`${head(sample, {}, '1.0')}${sample.body}`),
  '3-mb-answer': (socket) => {
    const body = sample.body.padEnd(3 * MIB);
    socket.end(`${head(sample, { 'content-length': body.length })}${body}`);
  },
};

const nowhere = { resolve: () => Promise.reject(new NameError('ENOTFOUND')) };

/** A server over plain HTTP that does so with each request. */
async function overHttp(name: RowName): Promise<Sent> {
  const treat = treatments[name] ?? ((socket) => socket.end(answerIn(name)));
  const server = await listening((socket) => socket.once('data', () => treat(socket)));
  closing.push(server.close);
  return createHttp(true)(request(`http://127.0.0.1:${server.port}/`), limits);
}

async function secure(options: TlsOptions): Promise<number> {
  const server = createServer(options, (socket) => {
    socket.on('error', () => undefined).resume();
  }).listen(0, '127.0.0.1');
  closing.push(() => server.close());
  return portOf(server);
}

const wantsClient = (version: 'TLSv1.2' | 'TLSv1.3'): TlsOptions => ({
  ...pairs['good'],
  minVersion: version,
  maxVersion: version,
  requestCert: true,
  rejectUnauthorized: true,
  ca: root.cert,
});

const optionsOf = (name: RowName): TlsOptions =>
  name.startsWith('mtls-') ? wantsClient(name.endsWith('12') ? 'TLSv1.2' : 'TLSv1.3') : { ...pairs[name] };

const sessions = rowNames.filter((name) => /^(?:certificate|mtls)-/.test(name));
const replies = rowNames.filter((name) => name.startsWith('smtp-'));
const connections: readonly RowName[] = ['no-connection', 'no-handshake', 'no-such-name'];
const answers = rowNames.filter((name) => ![...sessions, ...replies, ...connections].includes(name));

/** All but the time of the answer, headers that say how long the body is, and the command that a mail server answers. */
function comparable(sent: Sent) {
  if (sent.kind !== 'answer') return sent;
  const { status, headers, body, isCut } = sent.response;
  const { 'content-length': _length, 'x-smtp-command': _command, ...kept } = headers;
  return { status, headers: kept, body, isCut };
}

const expectedOf = (name: RowName) => comparable(rowOf(name).sent(sample));

describe('over HTTP', () => {
  it.each(answers)('%s', async (name) => {
    expect(comparable(await overHttp(name))).toEqual(expectedOf(name));
  });

  it.each(sessions)('%s', async (name) => {
    const port = await secure(optionsOf(name));
    expect(await createHttp(true)(request(`https://localhost:${port}/`), { timeoutMs: 5_000 })).toEqual(
      expectedOf(name),
    );
  });

  it('no-connection', async () => {
    const server = await listening(() => undefined);
    await server.close();
    const sent = await createHttp(true)(request(`http://127.0.0.1:${server.port}/`), limits);
    expect(sent).toEqual(expectedOf('no-connection'));
  });

  it('no-handshake', async () => {
    const server = await listening((socket) => void socket.resume());
    closing.push(server.close);
    const sent = await createHttp(true)(request(`https://localhost:${server.port}/`), limits);
    expect(sent).toEqual(expectedOf('no-handshake'));
  });

  it('no-such-name', async () => {
    const sent = await createHttp(true, nowhere)(request('https://receiver.example.test/'), limits);
    expect(sent).toEqual(expectedOf('no-such-name'));
  });
});

describe('over syslog', () => {
  it.each(sessions)('%s', async (name) => {
    const port = await secure(optionsOf(name));
    const outbound = request(`syslog+tls://localhost:${port}`);
    expect(await sendSyslog(outbound, true, { timeoutMs: 5_000 })).toEqual(expectedOf(name));
  });
});

/** The reply to the hello, or after the message; the server accepts everything before it. */
function linesOf(reply: string, stage: string): readonly string[] {
  if (stage === 'session') return ['220 hi', '250 hi', reply];
  return ['220 hi', '250 hi', '250 ok', '250 ok', '354 go on', reply];
}

describe('over SMTP', () => {
  it.each(replies)('%s', async (name) => {
    const expected = rowOf(name).sent(sample);
    if (expected.kind !== 'answer') throw new Error(`${name} has no answer`);
    const { headers, body } = expected.response;
    const lines = [...linesOf(body, headers['x-smtp-stage'] ?? '')];
    const server = await listening((socket) => {
      const next = () => {
        const line = lines.shift();
        if (line !== undefined) socket.write(`${line}\r\n`);
      };
      socket.on('data', next);
      next();
    });
    closing.push(server.close);
    const envelope = { from: 'a@example.com', to: ['b@example.com'] };
    const sent = await sendMail(request(`smtp://127.0.0.1:${server.port}`, { envelope }), true, { timeoutMs: 2_000 });
    expect(comparable(sent)).toEqual(comparable(expected));
  });
});
