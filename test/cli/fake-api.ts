import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export const TOKEN = 'the-right-token-0123456789';

/** A request that came, and what it carried. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

export interface FakeApi {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** An API on loopback that takes one token, and answers as a test says; closed when the test ends. */
export async function fakeApi(answer: (asked: Asked) => Answer): Promise<FakeApi> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const one = { method: request.method ?? '', url, headers: request.headers, body: await text(request) };
    asked.push(one);
    const isIn = request.headers.authorization === `Bearer ${TOKEN}` || url.pathname.startsWith('/v1/hooks/');
    const refusal = { status: 401, body: { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'no' } };
    const { status = 200, body } = isIn ? answer(one) : refusal;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** An alert as the list has it. */
export const alertLine = (n: number, title = `alert ${n}`) => ({
  id: `generic:${n}`,
  source: 'tool',
  title,
  severity: 'high',
  class: 'threat',
  kind: 'detection',
  state: 'open',
  place: '',
  fingerprint: 'f',
  occurredAt: '2026-11-21T20:00:00.000Z',
  receivedAt: '2026-11-21T20:00:00.000Z',
  deliveries: { delivered: 1 },
  destinations: { soc: 'delivered' },
});
