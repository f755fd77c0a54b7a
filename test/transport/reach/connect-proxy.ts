import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Pair } from '../certificates.ts';
import { portOf } from '../listening.ts';

/** A proxy on loopback that makes connections by CONNECT; `seen` are the targets that it was asked for. */
export interface ConnectProxy {
  readonly port: number;
  readonly seen: string[];
  /** Headers of each CONNECT. */
  readonly heads: IncomingMessage['headers'][];
  close(): Promise<unknown>;
}

export interface ProxyOptions {
  /** `name:password` that it wants as Basic credentials. */
  readonly credentials?: string;
  /** Where the targets really are; every other is connected to as it is named. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** The status with which it refuses every CONNECT. */
  readonly refusal?: string;
  /** It speaks TLS itself. */
  readonly tls?: Pair;
}

const isAllowed = (request: IncomingMessage, credentials: string | undefined): boolean =>
  credentials === undefined ||
  request.headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`;

function join(client: Socket, target: Socket): void {
  for (const socket of [client, target]) socket.on('error', () => undefined);
  client.on('close', () => target.destroy());
  target.on('close', () => client.destroy());
  target.pipe(client).pipe(target);
}

/** Starts such a proxy. */
export async function startProxy(options: ProxyOptions = {}): Promise<ConnectProxy> {
  const { credentials, hosts = {}, refusal, tls } = options;
  const seen: string[] = [];
  const heads: IncomingMessage['headers'][] = [];
  const open = new Set<Socket>();
  const server: Server = tls === undefined ? createHttpServer() : createHttpsServer({ ...tls });
  server.on('connection', (socket: Socket) => open.add(socket));
  server.on('connect', async (request: IncomingMessage, client: Socket, head: Buffer): Promise<unknown> => {
    client.on('error', () => undefined);
    seen.push(request.url ?? '');
    heads.push(request.headers);
    if (!isAllowed(request, credentials))
      return client.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
    if (refusal !== undefined) return client.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\n\r\n`);
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
    const target = connect({ host: hosts[host] ?? host, port: Number(port) });
    target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    await once(target, 'connect');
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    target.write(head);
    return join(client, target);
  });
  server.listen(0, '127.0.0.1');
  return {
    port: await portOf(server),
    seen,
    heads,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
