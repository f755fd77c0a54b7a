import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { configOf } from '../../../infra/load-config.ts';
import { type EdgeProps, startEdge } from '../../../infra/local/edge/edge.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { createIngest } from '../../../lambdas/engine/ingest/ingest.ts';
import { createLimit } from '../../../lambdas/engine/ingest/limit.ts';

const SOURCES = `version: 1
sources:
  open: { type: akto, auth: none }
  closed: { type: akto, auth: { bearer: k } }
  path: { type: akto, auth: { token: k } }
  signed: { type: akto, auth: { hmac: { scheme: github, secret: k } } }
  near: { type: akto, auth: none, allowFrom: [127.0.0.0/8] }
  far: { type: akto, auth: none, allowFrom: [192.0.2.0/24] }
destinations: { out: { type: webhook, url: https://receiver.example.test/in } }
routes: [{ to: [out] }]
`;

export interface Logged {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An edge on loopback over ingest with a store in memory, and an API that tells what it was asked. */
export async function edge(props: Partial<EdgeProps> = {}) {
  const stored: WebhookMessage[] = [];
  const logged: Logged[] = [];
  const log = (event: string, fields: Logged['fields']): void => void logged.push({ event, fields });
  const { sources } = configOf(SOURCES, 'test.yaml', false);
  const ingest = createIngest(
    {
      sources: async () => sources,
      send: async (message) => void stored.push(message),
      inlineBytes: 740_000,
      store: async () => undefined,
      newId: () => `wh_${stored.length + 1}`,
      limit: createLimit(),
      certificates: async () => undefined,
      fetch: async () => undefined,
    },
    log,
  );
  const api = async (request: Request, address: string): Promise<Response> =>
    Response.json({ method: request.method, url: request.url, address, body: await request.text() });
  const { port, close } = await startEdge({
    host: '127.0.0.1',
    port: 0,
    ingest,
    api,
    log,
    sourcesWithAllowFrom: new Set(['near', 'far']),
    ...props,
  });
  closing.push(close);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    stored,
    logged,
    outcomes: () => logged.filter(({ event }) => event === 'webhook.answered').map(({ fields }) => fields['outcome']),
    events: () => logged.map(({ event }) => event).filter((event) => event !== 'webhook.answered'),
    /** Text for the wire; the answer when the edge has closed the connection or nothing comes for a while. */
    close,
    raw: (text: string): Promise<string> => rawRequest(port, text),
  };
}

export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function rawRequest(port: number, text: string): Promise<string> {
  const socket = await connected(port);
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk;
  });
  socket.end(text);
  await once(socket, 'close');
  return answer;
}

/** The status of an answer as it came over the wire. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
