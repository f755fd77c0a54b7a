import { createServer, type RequestListener, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { freePort } from '../free-port.ts';

const SECRET = 'S3CRET-IN-THE-PATH';
const MIB = 1024 * 1024;

const seen: { path: string; headers: Record<string, unknown>; body: string }[] = [];
let server: Server;
let port: number;

const answers: Readonly<Record<string, RequestListener>> = {
  '/fine': (_, response) =>
    response.writeHead(201, { 'X-Odd-Case': 'Yes', 'set-cookie': ['a=1', 'b=2'] }).end('{"ok":true}'),
  '/redirect': (_, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
  '/large': (_, response) => response.end('x'.repeat(3 * MIB)),
  '/endless': (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write('y'.repeat(64 * 1024)));
    };
    response.on('drain', more);
    more();
  },
  '/silent': () => undefined,
  '/hang-up': (request) => request.socket.destroy(),
};

async function listen(onPort: (port: number) => void, instance: Server): Promise<void> {
  await new Promise<void>((resolve) => instance.listen(0, '127.0.0.1', () => resolve()));
  const address = instance.address();
  onPort(typeof address === 'object' && address !== null ? address.port : 0);
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      seen.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
      (answers[path] ?? ((_, other) => other.end()))(request, response);
    });
  });
  await listen((found) => {
    port = found;
  }, server);
});
afterAll(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

const outbound = (path: string, parts: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'POST',
  url: `http://127.0.0.1:${port}${path}?key=${SECRET}`,
  headers: { 'content-type': 'application/json' },
  body: '{"title":"ünïcode"}',
  ...parts,
});

describe('an answer', () => {
  const send = createHttp(true);

  it('comes with status, lower-case headers, body and its time', async () => {
    const before = Date.now();
    const sent = await send(outbound('/fine'));
    expect(sent).toMatchObject({
      kind: 'answer',
      response: { status: 201, body: '{"ok":true}', headers: { 'x-odd-case': 'Yes', 'set-cookie': 'a=1,b=2' } },
    });
    if (sent.kind === 'answer') expect(sent.response.at).toBeGreaterThanOrEqual(before);
  });

  it('is given to exactly what was rendered', async () => {
    await send(outbound('/exact', { headers: { 'content-type': 'text/plain', 'x-own': 'yes' } }));
    const last = seen.findLast(({ path }) => path === '/exact');
    expect(last?.body).toBe('{"title":"ünïcode"}');
    expect(last?.headers).toMatchObject({ 'content-type': 'text/plain', 'x-own': 'yes', 'user-agent': 'Tocsin' });
  });

  it('that is a redirect is an answer, and nobody follows it', async () => {
    expect(await send(outbound('/redirect'))).toMatchObject({ kind: 'answer', response: { status: 307 } });
    expect(seen.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  });

  it.each(['/large', '/endless'])('that is too long (%s) is read to its first MiB', async (path) => {
    const sent = await send(outbound(path));
    expect(sent.kind).toBe('answer');
    if (sent.kind === 'answer') expect(sent.response.body).toHaveLength(MIB);
  });

  it('comes to a name of this machine, too', async () => {
    const url = `http://localhost:${port}/fine`;
    expect(await send(outbound('', { url }))).toMatchObject({ kind: 'answer', response: { status: 201 } });
  });
});

describe('no answer, so that nobody knows', () => {
  it.each([
    ['when none comes in time', '/silent', 'timeout'],
    ['when the connection is cut before it', '/hang-up', /^(und_err_socket|econnreset)$/],
  ])('%s', async (_, path, reason) => {
    const sent = await createHttp(true)(outbound(path), { timeoutMs: 150 });
    expect(sent).toEqual({ kind: 'no-answer', reason: expect.stringMatching(reason) });
    expect(
      seen.some((each) => each.path === path),
      'the request did arrive',
    ).toBe(true);
  });
});

describe('nothing was sent', () => {
  it('when nobody listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}/${SECRET}`;
    expect(await createHttp(true)(outbound('', { url }))).toEqual({ kind: 'not-sent', reason: 'econnrefused' });
  });

  it('when the other side does not speak TLS', async () => {
    const before = seen.length;
    const sent = await createHttp(true)(outbound('', { url: `https://127.0.0.1:${port}/${SECRET}` }));
    expect(sent.kind).toBe('not-sent');
    expect(seen).toHaveLength(before);
  });

  it.each([
    ['no URL', 'not a url', 'invalid_url'],
    ['another scheme', 'ftp://receiver.example.test/x', 'plain_http_not_allowed'],
    ['a file', 'file:///etc/hostname', 'plain_http_not_allowed'],
    ['plain HTTP to somewhere', 'http://receiver.example.test/x', 'plain_http_not_allowed'],
    ['a private address', 'https://10.0.0.1/x', 'address_not_allowed'],
    ['the metadata service', 'https://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['the metadata service over plain HTTP', 'http://169.254.169.254/latest/meta-data', 'address_not_allowed'],
    ['a mapped private address', 'https://[::ffff:10.0.0.1]/x', 'address_not_allowed'],
    ['an address spelled as a number', 'https://167772161/x', 'address_not_allowed'],
    ['an address in octal', 'https://012.0.0.1/x', 'address_not_allowed'],
  ])('to %s, wherever it runs', async (_, url, reason) => {
    for (const allowLoopback of [true, false])
      expect(await createHttp(allowLoopback)(outbound('', { url }))).toEqual({
        kind: 'not-sent',
        reason,
        refused: true,
      });
  });

  it.each([
    ['this machine’s number', () => `https://127.0.0.1:${port}/fine`],
    ['this machine’s other number', () => `https://[::1]:${port}/fine`],
    ['a name that leads to this machine', () => `https://localhost:${port}/fine`],
  ])('to %s where that is not allowed', async (_, url) => {
    const before = seen.length;
    expect(await createHttp(false)(outbound('', { url: url() }))).toEqual({
      kind: 'not-sent',
      reason: 'address_not_allowed',
      refused: true,
    });
    expect(seen).toHaveLength(before);
  });

  it('of a header that would break the request', async () => {
    const sent = await createHttp(true)(outbound('/split', { headers: { 'x-own': 'a\r\nx-other: b' } }));
    expect(sent.kind).toBe('not-sent');
    expect(seen.filter(({ path }) => path === '/split')).toEqual([]);
  });
});

it('no reason ever names the URL, which may be a credential', async () => {
  const urls = [
    `http://127.0.0.1:${await freePort()}/${SECRET}`,
    `https://127.0.0.1:${port}/${SECRET}`,
    `https://${SECRET}.invalid/`,
    `http://receiver.example.test/${SECRET}`,
    `nonsense ${SECRET}`,
    `https://user:${SECRET}@127.0.0.1:1/`,
    `http://127.0.0.1:${port}/hang-up?${SECRET}`,
  ];
  const all = await Promise.all(urls.map((url) => createHttp(true)(outbound('', { url }))));
  for (const sent of all) {
    expect(sent.kind).not.toBe('answer');
    expect(JSON.stringify(sent).toLowerCase()).not.toContain(SECRET.toLowerCase());
    if (sent.kind !== 'answer') expect(sent.reason).toMatch(/^[a-z0-9_]+$/);
  }
});
