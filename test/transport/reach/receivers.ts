import type { SecureContextOptions } from 'node:tls';
import { createServer, type TlsOptions } from 'node:tls';
import { portOf } from '../listening.ts';

/** A TLS receiver on loopback that answers HTTP with 200, and anything else by closing in order. */
export interface Receiver {
  readonly port: number;
  /** What it read, request by request. */
  readonly seen: string[];
  close(): void;
}

export async function startReceiver(options: TlsOptions & SecureContextOptions, host = '127.0.0.1'): Promise<Receiver> {
  const seen: string[] = [];
  const server = createServer({ allowHalfOpen: true, ...options }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('data', (chunk) => {
      seen.push(String(chunk));
      if (/^(POST|GET)/.test(String(chunk))) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  }).listen(0, host);
  return { port: await portOf(server), seen, close: () => server.close() };
}

/** A name that no resolver of this machine knows. */
export const ELSEWHERE = 'receiver.corp.invalid';
