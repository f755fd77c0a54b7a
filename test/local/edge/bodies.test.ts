import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { MAX_REQUEST_BYTES } from '../../../lambdas/domain/webhook.ts';
import { connected, edge, statusOf } from './world.ts';

const head = (path: string, ...headers: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', ...headers, '', ''].join('\r\n');

/** What the edge says until it closes. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** As in earnest, only that nobody waits as long. */
const limits = { briefDrain: { bytes: 256_000, ms: 200 } };

const big = 'x'.repeat(MAX_REQUEST_BYTES + 1);

describe('a request that is refused by its head', () => {
  it.each<[string, string, readonly string[], number]>([
    ['an unknown source', '/v1/hooks/nobody', [], 404],
    ['no credential', '/v1/hooks/closed', [], 401],
    ['a wrong token in the path', '/v1/hooks/path/wrong', [], 401],
    ['no signature', '/v1/hooks/signed', [], 401],
    ['an address that is not allowed', '/v1/hooks/far', [], 403],
    ['a malformed target', '//', [], 400],
  ])('(%s) is answered before a byte of its body came, and closed', async (_, path, headers, status) => {
    const { port, stored } = await edge();
    const socket = await connected(port);
    socket.write(head(path, 'content-length: 9000000', ...headers));
    const [answer] = await once(socket, 'data');
    expect(statusOf(String(answer))).toBe(status);
    expect(String(answer)).toMatch(/connection: close/i);
    socket.destroy();
    expect(stored).toEqual([]);
  });

  it('is read for a little while and then cut off, however long it goes on', async () => {
    const { port } = await edge({ limits: { briefDrain: { bytes: 100_000, ms: 200 } } });
    const socket = await connected(port);
    socket.write(head('/v1/hooks/nobody', 'content-length: 900000000'));
    const writing = setInterval(() => socket.write(Buffer.alloc(1_000_000)), 5);
    const answer = await heard(socket);
    clearInterval(writing);
    expect(statusOf(answer)).toBe(404);
    // What the kernels of both sides hold was sent too.
    expect(socket.bytesWritten - socket.writableLength).toBeLessThan(30_000_000);
  });

  it('hears it while it is still sending, also by fetch and curl', async () => {
    const { url } = await edge({ limits });
    const body = big + big;
    expect((await fetch(`${url}/v1/hooks/nobody`, { method: 'POST', body })).status).toBe(404);
    expect((await fetch(`${url}/v1/hooks/closed`, { method: 'POST', body })).status).toBe(401);
  });

  it('keeps its connection when it has no body', async () => {
    const { port } = await edge();
    const socket = await connected(port);
    for (let i = 0; i < 3; i += 1) {
      socket.write('GET /v1/hooks/nobody HTTP/1.1\r\nhost: localhost\r\n\r\n');
      const [answer] = await once(socket, 'data');
      expect(statusOf(String(answer))).toBe(404);
    }
    socket.destroy();
  });
});

describe('a body', () => {
  it('is refused by its length, with the limit and the advice, and its sender hears it', async () => {
    const { url, stored, outcomes } = await edge();
    const answer = await fetch(`${url}/v1/hooks/open`, { method: 'POST', body: big });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/4500001 bytes.*4500000.*gzip/) });
    expect(stored).toEqual([]);
    expect(outcomes()).toEqual(['too-large']);
  });

  it('is refused when it comes in chunks and passes it', async () => {
    const { url, stored } = await edge();
    const body = new Blob([big, big]).stream();
    const answer = await fetch(`${url}/v1/hooks/open`, { method: 'POST', body, duplex: 'half' });
    expect(answer.status).toBe(413);
    expect(stored).toEqual([]);
  });

  it('is taken at the limit', async () => {
    const { url } = await edge();
    expect((await fetch(`${url}/v1/hooks/open`, { method: 'POST', body: big.slice(1) })).status).toBe(202);
    const body = new Blob([big.slice(1)]).stream();
    expect((await fetch(`${url}/v1/hooks/open`, { method: 'POST', body, duplex: 'half' })).status).toBe(202);
  });

  it('may come in the smallest chunks there are', async () => {
    const { raw, stored } = await edge();
    const text = JSON.stringify({ id: 'x'.repeat(5_000) });
    const chunks = [...text].map((letter) => `1\r\n${letter}\r\n`).join('');
    const answer = await raw(`${head('/v1/hooks/open', 'transfer-encoding: chunked')}${chunks}0\r\n\r\n`);
    expect(statusOf(answer)).toBe(202);
    const [{ body } = { body: undefined }] = stored;
    expect(body?.in === 'message' ? Buffer.from(body.bytes).toString() : '').toBe(text);
  });

  it('is not sent at all by a client that asks first', async () => {
    const { port, stored } = await edge();
    const asking = await connected(port);
    asking.write(head('/v1/hooks/open', 'content-length: 9000000', 'expect: 100-continue'));
    const [refused] = await once(asking, 'data');
    expect(statusOf(String(refused))).toBe(413);
    asking.destroy();
    const welcome = await connected(port);
    welcome.write(head('/v1/hooks/open', 'content-length: 2', 'expect: 100-continue', 'connection: close'));
    const [goOn] = await once(welcome, 'data');
    expect(statusOf(String(goOn))).toBe(100);
    welcome.write('{}');
    expect(statusOf(await heard(welcome))).toBe(202);
    expect(stored).toHaveLength(1);
  });
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe.runIf(hasCurl)('curl', () => {
  it.each([
    ['nobody', 404],
    ['open', 413],
  ])('hears of %s: %i', async (source, status) => {
    const { url } = await edge({ limits });
    const { execFile } = await import('node:child_process');
    const args = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--data-binary', '@-', '-H', 'Expect:'];
    const child = execFile('curl', [...args, `${url}/v1/hooks/${source}`]);
    let out = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    child.stdin?.on('error', () => undefined).end(big + big);
    await once(child, 'close');
    expect(Number(out)).toBe(status);
  });
});

describe('a sender that is slow', () => {
  it('with its body is told so when the time for a request is over', async () => {
    const { port, stored, logged } = await edge({ limits: { requestMs: 400, headersMs: 400 } });
    const socket = await connected(port);
    socket.write(head('/v1/hooks/open', 'content-length: 100'));
    const dripping = setInterval(() => socket.write('x'), 30);
    const answer = await heard(socket);
    clearInterval(dripping);
    expect(statusOf(answer)).toBe(408);
    expect(answer).toContain('application/problem+json');
    expect([stored, logged]).toEqual([[], []]);
  });

  it('with its headers too', async () => {
    const { port } = await edge({ limits: { headersMs: 300 } });
    const socket = await connected(port);
    socket.write('POST /v1/hooks/open HTTP/1.1\r\n');
    expect(statusOf(await heard(socket))).toBe(408);
  });
});

describe('a sender that hangs up', () => {
  it('in the middle of its body is no failure, and leaves no room taken', async () => {
    const { port, url, stored, logged } = await edge({ limits: { inFlightBytes: 200_000 } });
    for (let i = 0; i < 5; i += 1) {
      const socket = await connected(port);
      socket.write(head('/v1/hooks/open', 'content-length: 90000') + 'x'.repeat(60_000));
      await sleep(20);
      socket.destroy();
    }
    await sleep(20);
    expect([stored, logged]).toEqual([[], []]);
    const body = 'x'.repeat(90_000);
    expect((await fetch(`${url}/v1/hooks/open`, { method: 'POST', body })).status).toBe(202);
  });
});

describe('when bodies take all the room', () => {
  it('of one source, that source is busy and the others are not', async () => {
    const { port, url, stored } = await edge({ limits: { inFlightBytes: 400_000 } });
    const body = 'x'.repeat(150_000);
    const post = (source: string) => fetch(`${url}/v1/hooks/${source}`, { method: 'POST', body });
    const holding = await connected(port);
    holding.write(head('/v1/hooks/open', 'content-length: 150001') + body);
    await sleep(50);
    const busy = await post('open');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await post('path/k')).status, 'another source').toBe(202);
    holding.destroy();
    await sleep(20);
    expect((await post('open')).status, 'when there is room again').toBe(202);
    expect(stored).toHaveLength(2);
  });
});

describe('connections', () => {
  it('above their bound are closed at once', async () => {
    const { port, url } = await edge({ limits: { connections: 3 } });
    const held = await Promise.all([connected(port), connected(port), connected(port)]);
    const socket = await connected(port);
    await once(socket, 'close');
    for (const one of held) one.destroy();
    // The edge learns a little later that they are gone.
    const isOpen = async () => expect((await fetch(`${url}/v1/health`)).status).toBe(200);
    await vi.waitFor(isOpen, { timeout: 10_000, interval: 20 });
  });

  it('let a request that is in work come to its end when the edge is closed', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const here = await edge({ api: () => promise });
    const asked = fetch(`${here.url}/v1/health`);
    await sleep(30);
    const closed = here.close();
    resolve(new Response('done'));
    expect(await (await asked).text()).toBe('done');
    await closed;
  });
});
