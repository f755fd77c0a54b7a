import { once } from 'node:events';
import { createServer } from 'node:net';
import { threadId } from 'node:worker_threads';

// Below the ports that the system hands out itself (from 32768 on Linux, 49152 elsewhere): one of those could go to another
// process while the one that is tested is down.
const FIRST = 20_000;
const SPAN = 12_000;
const TRIES = 200;

let next = (process.pid * 97 + threadId * 1_009) % SPAN;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A port of loopback that nobody listens on, and that nobody gets by chance. */
export async function freePort(): Promise<number> {
  for (let i = 0; i < TRIES; i += 1) {
    const port = FIRST + next;
    next = (next + 1) % SPAN;
    if (await isFree(port)) return port;
  }
  throw new Error(`${TRIES} ports of loopback from ${FIRST} on are taken`);
}
