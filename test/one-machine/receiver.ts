import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { markIn, type Times } from './alerts.ts';
import { monotonicMs } from './monotonic.ts';

/**
 * How a receiver treats a request. `slow`: it answers after a third of a second; `ill`: 503; `silent`: it never answers;
 * `dripping`: it answers a byte a second, without an end; `limited`: 429, and again in a second; `broken`: 500; `cut`: it
 * takes the request and closes the connection without an answer.
 */
export type Manner = 'well' | 'slow' | 'ill' | 'silent' | 'dripping' | 'limited' | 'broken' | 'cut';

/** A webhook receiver on this machine that counts what it took. */
export interface Receiver {
  readonly url: string;
  manner: Manner;
  /** How often each mark was taken, that is answered with 200. */
  readonly times: Times;
  /** The values of `webhook-id` under which each was taken: whoever keeps them takes a request that is repeated once. */
  readonly idsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** When each was taken first, on the monotonic clock. */
  readonly takenAt: ReadonlyMap<string, number>;
  readonly requests: number;
  readonly refused: number;
  close(): Promise<void>;
}

const SLOW_MS = 300;

const refusals: Partial<Record<Manner, [status: number, headers: Record<string, string>]>> = {
  ill: [503, {}],
  broken: [500, {}],
  limited: [429, { 'retry-after': '1' }],
};

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
  const idsOf = new Map<string, Set<string>>();
  const takenAt = new Map<string, number>();
  const state = { manner, requests: 0, refused: 0 };
  const take = (body: string, id: string): void => {
    onBody(body);
    const found = markIn(body);
    if (found === undefined) return;
    idsOf.set(found, (idsOf.get(found) ?? new Set()).add(id));
    times.set(found, (times.get(found) ?? 0) + 1);
    if (!takenAt.has(found)) takenAt.set(found, monotonicMs());
  };
  const answerTaken = async (how: Manner, response: ServerResponse): Promise<void> => {
    if (how === 'cut') {
      response.destroy();
      return;
    }
    if (how === 'slow') await sleep(SLOW_MS);
    response.writeHead(200, { 'content-length': '0' }).end();
  };
  const server = createServer(async (request, response) => {
    state.requests += 1;
    const body = await text(request).catch(() => undefined);
    const { manner: how } = state;
    if (body === undefined || how === 'silent') return;
    if (how === 'dripping') return drip(response);
    const refusal = refusals[how];
    if (refusal !== undefined) {
      state.refused += 1;
      response.writeHead(...refusal).end();
      return;
    }
    take(body, String(request.headers['webhook-id'] ?? ''));
    await answerTaken(how, response);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    times,
    idsOf,
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
