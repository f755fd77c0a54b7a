// The receiver, in a process of its own: answers 200 and notes when each alert arrived first.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { marksIn } from '../../one-machine/alerts.ts';
import { monotonicMs } from '../../one-machine/monotonic.ts';
import { answering } from './child.ts';

/** `listen` and `refuse`: the port is open, or nobody is there. `count` and `report` tell what arrived, `clear` forgets it. */
export interface Ask {
  readonly kind: 'listen' | 'refuse' | 'count' | 'report' | 'clear';
  readonly port?: number;
}

export interface Sunk {
  readonly port: number;
  readonly arrived: number;
  /** Alerts that had arrived before. */
  readonly repeated: number;
  readonly cpuSeconds: number;
  /** The last arrival on the monotonic clock. */
  readonly lastAt: number;
  /** Of `report`. */
  readonly arrivedAt?: ReadonlyMap<string, number>;
}

const arrivedAt = new Map<string, number>();
let repeated = 0;
let lastAt = 0;
let port = 0;
let server: Server | undefined;

function take(body: string): void {
  const marks = marksIn(body);
  if (marks.size === 0) return;
  lastAt = monotonicMs();
  for (const mark of marks) {
    if (arrivedAt.has(mark)) repeated += 1;
    else arrivedAt.set(mark, lastAt);
  }
}

async function listen(wanted: number): Promise<void> {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      take(body);
      response.writeHead(200, { 'content-length': '0' }).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
}

function clear(): void {
  arrivedAt.clear();
  repeated = 0;
  lastAt = 0;
}

function refuse(): void {
  server?.close();
  server?.closeAllConnections();
}

answering<Ask, Sunk>(async ({ kind, port: wanted = port }) => {
  if (kind === 'listen') await listen(wanted);
  if (kind === 'refuse') refuse();
  if (kind === 'clear') clear();
  const { user, system } = process.cpuUsage();
  const counts = { port, arrived: arrivedAt.size, repeated, cpuSeconds: (user + system) / 1e6, lastAt };
  return kind === 'report' ? { ...counts, arrivedAt: new Map(arrivedAt) } : counts;
});
