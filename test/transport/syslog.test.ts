import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SandboxRequest } from '../../infra/sandbox/_kit/receiver.ts';
import { syslogService } from '../../infra/sandbox/syslog/index.ts';
import { syslog } from '../../lambdas/destinations/syslog/index.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { sendSyslog } from '../../lambdas/transport/syslog/syslog.ts';
import { alerts, attemptFor } from '../conformance/alerts.ts';

const got: string[] = [];
let status = 200;
let listener: Awaited<ReturnType<typeof syslogService.listen>>;
let pem: { readonly key: string; readonly cert: string };

beforeAll(async () => {
  listener = await syslogService.listen((request: SandboxRequest) => {
    got.push(request.text);
    return { answer: { status, headers: {}, body: '' }, delayMs: 0, reset: false };
  });
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  pem = { key, cert };
});
afterAll(() => listener.close());

/** The settings of the destination, and how it is reached. */
const configured = () => {
  const { type: _, authority, ...own }: Readonly<Record<string, unknown>> = syslogService.settings(listener.url);
  return { own, trusting: { reach: { authority: String(authority) } } };
};
const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));
const batch = (): OutboundRequest => {
  const request = syslog.connect(configured().own).batch?.render(items);
  if (request === undefined) throw new Error('no batch');
  return request;
};

/** A receiver that treats every connection as it is told. */
async function receiver(treat: (secure: TLSSocket, raw: Socket) => void) {
  const open: Socket[] = [];
  const server = createServer((raw) => {
    open.push(raw);
    raw.on('error', () => undefined);
    const secure = new TLSSocket(raw, { isServer: true, ...pem });
    secure.on('error', () => undefined);
    treat(secure, raw);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () => {
    for (const raw of open) raw.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port, close };
}

it('writes frames that a strict receiver counts and reads', async () => {
  got.length = 0;
  const request = batch();
  expect(await sendSyslog(request, true, configured().trusting)).toMatchObject({
    kind: 'answer',
    response: { status: 200 },
  });
  expect(got.join('')).toEqual(request.body);
  const { ok, items: read } = syslogService.create().handle({
    at: 0,
    method: 'POST',
    path: '',
    query: new URLSearchParams(),
    headers: {},
    bytes: Buffer.from(got.join('')),
    text: '',
  });
  expect(ok).toBe(true);
  expect(read.map(({ alertIds }) => alertIds)).toEqual(
    items.map(({ alert }) => [alert.id].filter((id) => /^[\w.-]+:[0-9a-f]{32}$/.test(id))),
  );
});

it('takes every orderly end for one, also when there are many', async () => {
  const patient = { ...configured().trusting, timeoutMs: 60_000 };
  const sent = await Promise.all(Array.from({ length: 60 }, () => sendSyslog(batch(), true, patient)));
  expect(sent.filter(({ kind }) => kind !== 'answer')).toEqual([]);
});

it('does not know what became of a message when the connection broke after it', async () => {
  status = 500;
  expect(await sendSyslog(batch(), true, configured().trusting)).toEqual({ kind: 'no-answer', reason: 'econnreset' });
  status = 200;
});

it.each([
  ['ends first', (secure: TLSSocket) => secure.end()],
  ['ends without a word', (_: TLSSocket, raw: Socket) => raw.end()],
  ['hangs up', (_: TLSSocket, raw: Socket) => raw.resetAndDestroy()],
])('does not take it for an orderly end when the receiver %s', async (_name, end) => {
  const { port, close } = await receiver((secure, raw) => secure.once('secure', () => end(secure, raw)));
  const request = {
    ...batch(),
    body: 'x'.repeat(8_000_000),
    url: `syslog+tls://localhost:${port}`,
  };
  const sent = await sendSyslog(request, true, { reach: { authority: pem.cert } });
  expect(sent.kind).toBe('no-answer');
  await close();
});

it.each([
  ['a certificate that nobody vouches for', batch, false],
  ['a certificate for another name', () => ({ ...batch(), url: batch().url.replace('127.0.0.1', 'localhost') }), true],
  ['nobody there', () => ({ ...batch(), url: 'syslog+tls://127.0.0.1:1' }), true],
])('sends nothing to %s', async (_name, request, isTrusted) => {
  const sent = await sendSyslog(request(), true, isTrusted ? configured().trusting : {});
  expect(sent.kind).toBe('not-sent');
});

it('reaches nothing that is not public, whatever the name says', async () => {
  for (const host of ['127.0.0.1', '[::1]', 'localhost', '169.254.169.254', '10.0.0.1', '[fd00::1]'])
    expect(await sendSyslog({ ...batch(), url: `syslog+tls://${host}:6514` }, false)).toEqual({
      kind: 'not-sent',
      reason: 'address_not_allowed',
      refused: true,
    });
});
