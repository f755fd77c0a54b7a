import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A TCP server on loopback that does with each connection what a test wants; `closed` counts those that the other side ended. */
export interface Listening {
  readonly port: number;
  readonly connections: () => number;
  readonly closed: () => number;
  close(): Promise<unknown>;
}

export async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function listening(treat: (socket: Socket) => void): Promise<Listening> {
  const open: Socket[] = [];
  const closed = new Set<Socket>();
  const server = createServer((socket) => {
    open.push(socket);
    socket.on('error', () => undefined);
    const end = () => {
      closed.add(socket);
    };
    socket.on('end', end).on('close', end);
    treat(socket);
  }).listen(0, '127.0.0.1');
  return {
    port: await portOf(server),
    connections: () => open.length,
    closed: () => closed.size,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes a text a byte at a time. */
export function trickle(socket: Socket, text: string, everyMs = 20): void {
  const left = [...text];
  socket.resume();
  const timer = setInterval(() => {
    const next = left.shift();
    if (next === undefined) clearInterval(timer);
    else socket.write(next);
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}
