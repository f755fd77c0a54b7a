import { createServer, type RequestListener } from 'node:http';

export interface Loopback {
  readonly host: string;
  close(): Promise<void>;
}

/** A server on this machine alone, on a free port. */
export async function listen(listener: RequestListener): Promise<Loopback> {
  const server = createServer(listener);
  // The Runtime API lets a function wait for its next event for as long as it takes.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    host: `127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
