import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { EdgeLimits } from './limits.ts';
import { parserAnswer } from './problems.ts';

function onParserError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
  else {
    socket.write(parserAnswer(error.code));
    socket.destroySoon();
  }
}

/** An HTTP server within the limits; `serve` gets every request that Node's parser accepts. */
export function createEdgeServer(limits: EdgeLimits, serve: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs / 4, limits.requestMs / 4),
    },
    serve,
  );
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  // A request with `Expect: 100-continue` (curl sends it for a large body) is judged before its body is sent.
  server.on('checkContinue', serve);
  server.on('clientError', onParserError);
  return server;
}

/** Resolves with the port once it listens. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Accepts no more connections, and waits a while for running requests to complete. */
export function closeServer(server: Server, closeMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeMs);
    // Connections with keep-alive become idle one after the other.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(idle);
      resolve();
    });
  });
}
