import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as it arrived. */
export interface Arrived {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Takes the request and hangs up without a word. */
  readonly cut?: true;
  /** Takes the request and never answers. */
  readonly hangs?: true;
  /** Takes the request at once, answers later. */
  readonly delayMs?: number;
}

/** What to answer to the `nth` request (from 1) of a path; nothing means 200. */
export type Script = (path: string, nth: number, arrived: Arrived) => Reply | undefined;

export interface Receiver {
  readonly url: string;
  /** What came to a path, oldest first. */
  at(path: string): readonly Arrived[];
  close(): Promise<void>;
}

/** An HTTP server on this machine that answers as its script says and remembers what came. */
export async function startReceiver(script: Script = () => undefined, port = 0): Promise<Receiver> {
  const byPath = new Map<string, Arrived[]>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const { method = '', headers } = request;
    const arrived: Arrived = { at: Date.now(), method, path: pathname, headers, body: await text(request) };
    const came = byPath.get(pathname) ?? [];
    byPath.set(pathname, came);
    came.push(arrived);
    const {
      status,
      headers: fields = {},
      body = '',
      cut,
      hangs,
      delayMs = 0,
    } = script(pathname, came.length, arrived) ?? { status: 200 };
    if (hangs) return;
    if (delayMs > 0) await sleep(delayMs);
    if (cut) request.socket.destroy();
    else response.writeHead(status, fields).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    at: (path) => [...(byPath.get(path) ?? [])],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
