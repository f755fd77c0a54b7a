import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { connected, edge, statusOf } from './world.ts';

/** A request with a `Host` of its own, which fetch does not allow. */
async function ask(port: number, path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  const request = httpRequest({ port, host: '127.0.0.1', path, method, headers }).end();
  const [answer] = await once(request, 'response');
  answer.resume();
  return answer.statusCode;
}

describe('pages of other sites', () => {
  it.each<[string, string, Record<string, string>, number]>([
    ['no origin', '/v1/alerts', {}, 200],
    ['another origin', '/v1/alerts', { origin: 'https://evil.example' }, 403],
    ['no origin of their own', '/v1/alerts', { origin: 'null' }, 403],
    ['another port', '/v1/alerts', { origin: 'http://localhost:1' }, 403],
    ['another origin on the console', '/console', { origin: 'https://evil.example' }, 403],
    ['another origin on the sandbox', '/sandbox/received.json', { origin: 'https://evil.example' }, 403],
    ['another origin on health', '/v1/health', { origin: 'https://evil.example' }, 200],
    ['another origin on a hook', '/v1/hooks/open?a=1', { origin: 'https://evil.example' }, 202],
    ['another name for this machine', '/v1/alerts', { host: 'evil.example' }, 421],
    ['another name that begins like ours', '/v1/alerts', { host: 'localhost.evil.example:80' }, 421],
    ['another name with its own origin', '/v1/alerts', { host: 'evil.example', origin: 'http://evil.example' }, 421],
    ['another name on health', '/v1/health', { host: 'evil.example' }, 200],
    ['another name on a hook', '/v1/hooks/open?a=1', { host: 'evil.example' }, 202],
    ['localhost', '/v1/alerts', { host: 'localhost' }, 200],
    ['localhost with a port', '/v1/alerts', { host: 'LocalHost:8787' }, 200],
    ['the IPv6 loopback', '/v1/alerts', { host: '[::1]:8787' }, 200],
    ['the same origin', '/v1/alerts', { host: 'localhost:8787', origin: 'http://localhost:8787' }, 200],
    [
      'a host that is only claimed to be forwarded',
      '/v1/alerts',
      { 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' },
      403,
    ],
  ])('%s: %s', async (_, path, headers, status) => {
    const { port } = await edge();
    expect(await ask(port, path, headers)).toBe(status);
  });

  it('never get a CORS header, whatever answers', async () => {
    const api = async () => new Response('', { headers: { 'access-control-allow-origin': '*' } });
    const { url } = await edge({ api });
    for (const path of ['/v1/health', '/v1/hooks/open', '/v1/hooks/nobody']) {
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await fetch(`${url}${path}`, { method });
        expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    }
  });

  it('the console behind a trusted proxy is of the same origin as the name that the proxy was asked for', async () => {
    const { port } = await edge({ trustProxy: ['127.0.0.1'], hostNames: ['Tocsin.Example'] });
    const origin = 'https://tocsin.example';
    expect(await ask(port, '/console', { origin, 'x-forwarded-host': 'tocsin.example' })).toBe(200);
    expect(await ask(port, '/console', { origin, host: 'tocsin.example' })).toBe(200);
    expect(await ask(port, '/console', { origin })).toBe(403);
  });

  it('may use any name when the edge listens for others anyhow', async () => {
    const { port } = await edge({ host: '0.0.0.0' });
    expect(await ask(port, '/v1/alerts', { host: 'tocsin.internal' })).toBe(200);
    expect(await ask(port, '/v1/alerts', { host: 'tocsin.internal', origin: 'https://evil.example' })).toBe(403);
  });
});

describe('the API behind the edge', () => {
  it('gets method, path, query, body and address', async () => {
    const { url } = await edge();
    const answer = await fetch(`${url}/v1/silences?a=b%20c&a=d`, { method: 'POST', body: '{"é":1}' });
    expect(await answer.json()).toEqual({
      method: 'POST',
      url: 'http://localhost/v1/silences?a=b%20c&a=d',
      address: '127.0.0.1',
      body: '{"é":1}',
    });
    expect(answer.headers.get('content-length')).toBe('108');
  });

  it('answers with status, headers, several cookies and bytes', async () => {
    const headers = new Headers({ 'x-a': '1' });
    headers.append('set-cookie', 'a=1');
    headers.append('set-cookie', 'b=2');
    const { url } = await edge({ api: async () => new Response(new Uint8Array([0, 255]), { status: 207, headers }) });
    const answer = await fetch(`${url}/v1/x`);
    expect([answer.status, answer.headers.get('x-a'), answer.headers.getSetCookie()]).toEqual([
      207,
      '1',
      ['a=1', 'b=2'],
    ]);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  });

  it('answers without a body where there is none', async () => {
    const { url, port, raw } = await edge({ api: async () => new Response(null, { status: 204 }) });
    expect((await fetch(`${url}/v1/x`, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(`${url}/v1/x`, { method: 'HEAD' })).status).toBe(204);
    expect(await raw('DELETE / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')).not.toMatch(
      /content-length/i,
    );
    expect(await ask(port, '/v1/x', {}, 'TRACE')).toBe(405);
  });

  it('reads no body that nobody asks for, so a stranger is refused by his head', async () => {
    const { port } = await edge({ api: async () => new Response('no', { status: 401 }) });
    const socket = await connected(port);
    socket.write('POST /v1/silences HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(statusOf(String(answer))).toBe(401);
    socket.destroy();
  });

  it('gets no body over 1 MiB', async () => {
    const { url } = await edge();
    const body = 'x'.repeat(1024 * 1024 + 1);
    expect((await fetch(`${url}/v1/silences`, { method: 'POST', body })).status).toBe(413);
    const chunked = { method: 'POST', body: new Blob([body]).stream(), duplex: 'half' } as const;
    expect((await fetch(`${url}/v1/silences`, chunked)).status).toBe(413);
    expect((await fetch(`${url}/v1/silences`, { method: 'POST', body: body.slice(1) })).status).toBe(200);
  });

  it('that fails is a 500 that is logged, without a word of the cause', async () => {
    const api = async (): Promise<Response> => {
      throw new Error('secret cause');
    };
    const { url, logged } = await edge({ api });
    const answer = await fetch(`${url}/v1/alerts`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(logged).toEqual([{ event: 'request.failed', fields: { error: 'Error: secret cause' } }]);
  });

  it('whose client hangs up is no failure', async () => {
    const api = async (request: Request): Promise<Response> => new Response(await request.text());
    const { port, logged } = await edge({ api });
    const socket = await connected(port);
    socket.write('POST /v1/silences HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nabc');
    await sleep(20);
    socket.destroy();
    await sleep(20);
    expect(logged).toEqual([]);
  });
});
