import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { markIn, type Times } from './alerts.ts';
import { monotonicMs } from './monotonic.ts';

/**
 * How a receiver treats a request. `slow`: it answers after a third of a second; `ill`: 503; `silent`: it never answers;
 * `dripping`: it answers a byte a second, without an end.
 */
export type Manner = 'well' | 'slow' | 'ill' | 'silent' | 'dripping';

/** A webhook receiver on this machine that counts what it took. */
export interface Receiver {
  readonly url: string;
  manner: Manner;
  /** How often each mark was taken, that is answered with 200. */
  readonly times: Times;
  /** When each was taken first, on the monotonic clock. */
  readonly takenAt: ReadonlyMap<string, number>;
  readonly requests: number;
  readonly refused: number;
  close(): Promise<void>;
}

const SLOW_MS = 300;

/** Headers at once, then a byte a second until the other side goes away. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100000' });
  const timer = setInterval(() => response.write('.'), 1000);
  response.on('close', () => clearInterval(timer));
}

/** Starts a receiver on a free port; `onBody` sees every body that is taken. */
export async function startReceiver(
  manner: Manner = 'well',
  onBody: (body: string) => void = () => undefined,
): Promise<Receiver> {
  const times = new Map<string, number>();
  const takenAt = new Map<string, number>();
  const state = { manner, requests: 0, refused: 0 };
  const take = (body: string): void => {
    onBody(body);
    const found = markIn(body);
    if (found === undefined) return;
    times.set(found, (times.get(found) ?? 0) + 1);
    if (!takenAt.has(found)) takenAt.set(found, monotonicMs());
  };
  const server = createServer(async (request, response) => {
    state.requests += 1;
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    const { manner: how } = state;
    if (how === 'silent') return;
    if (how === 'dripping') return drip(response);
    if (how === 'ill') {
      state.refused += 1;
      response.writeHead(503).end();
      return;
    }
    take(body);
    if (how === 'slow') await sleep(SLOW_MS);
    response.writeHead(200, { 'content-length': '0' }).end();
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    times,
    takenAt,
    get manner() {
      return state.manner;
    },
    set manner(next) {
      state.manner = next;
    },
    get requests() {
      return state.requests;
    },
    get refused() {
      return state.refused;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
