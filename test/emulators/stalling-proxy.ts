import { once } from 'node:events';
import net from 'node:net';

/** A proxy before an emulator on loopback whose first connections are accepted and never answered. */
export interface StallingProxy {
  readonly url: string;
  /** Connections so far, those that stall among them. */
  readonly seen: { connections: number };
  close(): Promise<void>;
}

/** Starts a proxy before `target` that lets its first `stalled` connections hang. */
export async function startStallingProxy(target: string, stalled = 1): Promise<StallingProxy> {
  const { hostname, port } = new URL(target);
  const seen = { connections: 0 };
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = net.createServer((socket) => {
    keep(socket);
    seen.connections += 1;
    if (seen.connections <= stalled) {
      socket.resume();
      return;
    }
    const upstream = net.connect(Number(port), hostname);
    keep(upstream);
    socket.pipe(upstream).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
