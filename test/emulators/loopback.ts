import type { Server } from 'node:http';

/** Where a server listens on this machine, and how it is closed. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a server listen on a free port of 127.0.0.1 and on nothing else. */
export async function listenOnLoopback(server: Server): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
