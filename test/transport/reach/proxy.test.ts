import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reach } from '../../../lambdas/domain/reach.ts';
import { createSend } from '../../../lambdas/transport/send.ts';
import { freePort } from '../../free-port.ts';
import { authorityOf, type Pair, serverOf } from '../certificates.ts';
import { listening } from '../listening.ts';
import { request } from '../timed.ts';
import { type ConnectProxy, type ProxyOptions, startProxy } from './connect-proxy.ts';
import { ELSEWHERE, type Receiver, startReceiver } from './receivers.ts';

const SECRET = 'pr0xy-S3CRET';
let root: Pair;
let receiver: Receiver;
let url: string;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  root = await authorityOf('company root');
  receiver = await startReceiver(await serverOf(ELSEWHERE, root));
  url = `https://${ELSEWHERE}:${receiver.port}/in`;
});
afterAll(() => receiver.close());
afterEach(async () => {
  receiver.seen.length = 0;
  for (const close of closing.splice(0)) await close();
});

async function proxyWith(options: ProxyOptions = {}): Promise<ConnectProxy> {
  const proxy = await startProxy({ hosts: { [ELSEWHERE]: '127.0.0.1' }, ...options });
  closing.push(proxy.close);
  return proxy;
}

const send = createSend(false);
const timeoutMs = 5_000;
const through = (proxy: string, rest: Reach = {}) => ({
  timeoutMs,
  reach: { proxy, authority: root.cert, ...rest },
});
const delivered = { kind: 'answer', response: { status: 200, body: 'ok' } };

describe('a destination with a proxy', () => {
  it('is reached by CONNECT under its name, which the proxy looks up, with TLS to the receiver itself', async () => {
    const proxy = await proxyWith();
    for (const body of ['1', '2'])
      expect(await send(request(url, { body }), through(`http://127.0.0.1:${proxy.port}`))).toMatchObject(delivered);
    expect(new Set(proxy.seen)).toEqual(new Set([`${ELSEWHERE}:${receiver.port}`]));
    expect(receiver.seen).toHaveLength(2);
    expect(receiver.seen.join('')).not.toMatch(/proxy-authorization/i);
  });

  it('uses a connection again that is open', async () => {
    const proxy = await proxyWith();
    const options = through(`http://127.0.0.1:${proxy.port}`);
    for (const body of ['1', '2', '3']) expect(await send(request(url, { body }), options)).toMatchObject(delivered);
    expect(proxy.seen.length).toBeLessThan(3);
  });

  it('is reached with the credentials in the URL of the proxy, percent-encoded or not', async () => {
    const proxy = await proxyWith({ credentials: `me@corp:${SECRET}/` });
    const options = through(`http://me%40corp:${SECRET}%2F@127.0.0.1:${proxy.port}`);
    expect(await send(request(url), options)).toMatchObject(delivered);
  });

  it.each([
    ['without credentials', ''],
    ['with wrong ones', `me:${SECRET}@`],
  ])('is not reached %s where the proxy wants them, and the reason shows none', async (_, userinfo) => {
    const proxy = await proxyWith({ credentials: 'me:right' });
    const sent = await send(request(url), through(`http://${userinfo}127.0.0.1:${proxy.port}`));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'proxy_http_407', refused: true });
    expect(receiver.seen).toEqual([]);
  });

  it.each([
    ['403 Forbidden', { reason: 'proxy_http_403', refused: true }],
    ['502 Bad Gateway', { reason: 'proxy_http_502' }],
    ['504 Gateway Timeout', { reason: 'proxy_http_504' }],
    ['429 Too Many Requests', { reason: 'proxy_http_429' }],
    ['302 Found', { reason: 'proxy_http_302', refused: true }],
  ])('waits when the proxy answers %s: nothing was sent', async (refusal, failure) => {
    const proxy = await proxyWith({ refusal });
    expect(await send(request(url), through(`http://127.0.0.1:${proxy.port}`))).toEqual({
      kind: 'not-sent',
      ...failure,
    });
  });

  it('waits when nobody listens at the address of the proxy', async () => {
    const sent = await send(request(url), through(`http://127.0.0.1:${await freePort()}`));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'proxy_econnrefused' });
  });

  it.each<[string, string, object]>([
    ['is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', { reason: 'proxy_invalid_answer', refused: true }],
    [
      'does not end',
      `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(4_000)}`,
      { reason: 'proxy_invalid_answer', refused: true },
    ],
    ['does not come', '', { reason: expect.stringMatching(/timeout$/) }],
  ])('waits when the answer to CONNECT %s', async (_, answer, failure) => {
    const server = await listening((socket) => socket.once('data', () => socket.write(answer)));
    closing.push(server.close);
    const options = { ...through(`http://127.0.0.1:${server.port}`), timeoutMs: 600 };
    expect(await send(request(url), options)).toEqual({ kind: 'not-sent', ...failure });
  });

  it('waits when the proxy ends the connection instead of an answer', async () => {
    const server = await listening((socket) => socket.once('data', () => socket.end()));
    closing.push(server.close);
    const sent = await send(request(url), through(`http://127.0.0.1:${server.port}`));
    expect(sent).toEqual({ kind: 'not-sent', reason: 'proxy_connect_econnreset' });
  });

  it('is reached through a proxy that speaks TLS, whose certificate is checked', async () => {
    const proxy = await proxyWith({ tls: await serverOf('localhost', root) });
    const address = `https://localhost:${proxy.port}`;
    expect(await send(request(url), through(address))).toMatchObject(delivered);
    const other = await authorityOf('other root');
    expect(await send(request(url), through(address, { authority: other.cert }))).toEqual({
      kind: 'not-sent',
      reason: 'proxy_unable_to_get_issuer_cert_locally',
      refused: true,
    });
  });

  it('has the certificate of the receiver checked, not that of the proxy', async () => {
    const proxy = await proxyWith();
    const sent = await send(request(url), { timeoutMs, reach: { proxy: `http://127.0.0.1:${proxy.port}` } });
    expect(sent).toEqual({ kind: 'not-sent', reason: 'unable_to_verify_leaf_signature', refused: true });
    expect(receiver.seen).toEqual([]);
  });

  it('is reached over plain HTTP where allowAddresses names it, and nowhere else', async () => {
    const plain = await listening((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')),
    );
    closing.push(plain.close);
    const proxy = await proxyWith();
    const address = `http://127.0.0.1:${proxy.port}`;
    const target = request(`http://${ELSEWHERE}:${plain.port}/in`);
    expect(await send(target, through(address, { allowAddresses: ['*.corp.invalid'] }))).toMatchObject(delivered);
    const refused = { kind: 'not-sent', reason: 'plain_http_not_allowed', refused: true };
    expect(await send(target, through(address, { allowAddresses: ['10.0.0.0/8'] }))).toEqual(refused);
    expect(await send(target, through(address))).toEqual(refused);
  });
});

describe('syslog and mail', () => {
  it('go through the proxy of the destination', async () => {
    const proxy = await proxyWith();
    const syslog = request(`syslog+tls://${ELSEWHERE}:${receiver.port}`, { body: '3 abc' });
    expect(await send(syslog, through(`http://127.0.0.1:${proxy.port}`))).toMatchObject({ response: { status: 200 } });
    expect(receiver.seen.join('')).toBe('3 abc');
    expect(proxy.seen).toEqual([`${ELSEWHERE}:${receiver.port}`]);
  });

  it('wait when the proxy refuses', async () => {
    const proxy = await proxyWith({ refusal: '403 Forbidden' });
    const options = through(`http://127.0.0.1:${proxy.port}`);
    for (const scheme of ['syslog+tls', 'smtp', 'smtps'])
      expect(await send(request(`${scheme}://${ELSEWHERE}:${receiver.port}`), options)).toEqual({
        kind: 'not-sent',
        reason: 'proxy_http_403',
        refused: true,
      });
  });
});

describe('the environment', () => {
  const options = () => ({ timeoutMs, reach: { authority: root.cert } });

  it.each(['HTTPS_PROXY', 'https_proxy'])('names a proxy by %s', async (name) => {
    const proxy = await proxyWith();
    const sending = createSend(false, { [name]: `http://127.0.0.1:${proxy.port}` });
    expect(await sending(request(url), options())).toMatchObject(delivered);
    expect(proxy.seen).toHaveLength(1);
  });

  it.each([
    ['NO_PROXY', ELSEWHERE],
    ['no_proxy', '.corp.invalid'],
    ['NO_PROXY', '*'],
  ])('takes hosts out by %s=%s', async (name, value) => {
    const proxy = await proxyWith();
    const sending = createSend(false, { HTTPS_PROXY: `127.0.0.1:${proxy.port}`, [name]: value });
    expect(await sending(request(url), options())).toEqual({ kind: 'not-sent', reason: 'enotfound', refused: true });
    expect(proxy.seen).toEqual([]);
  });

  it('gives way to the setting of the destination', async () => {
    const [environment, own] = [await proxyWith(), await proxyWith()];
    const sending = createSend(false, { HTTPS_PROXY: `http://127.0.0.1:${environment.port}` });
    expect(await sending(request(url), through(`http://127.0.0.1:${own.port}`))).toMatchObject(delivered);
    expect(await sending(request(url), through('off'))).toMatchObject({ kind: 'not-sent', reason: 'enotfound' });
    expect([environment.seen.length, own.seen.length]).toEqual([0, 1]);
  });

  it('with a value that is no URL of a proxy is told as such', async () => {
    const sending = createSend(false, { HTTPS_PROXY: 'socks5://127.0.0.1:1' });
    expect(await sending(request(url))).toEqual({ kind: 'not-sent', reason: 'proxy_url_invalid', refused: true });
  });
});
