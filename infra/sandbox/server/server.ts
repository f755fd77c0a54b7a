import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type Answer, plain } from '../_kit/receiver.ts';
import type { Listener, Service } from '../_kit/service.ts';
import { type ReceiverName, receiverNames, services } from '../registry.ts';
import { endpointsAt } from './endpoints.ts';
import type { SandboxOptions } from './options.ts';
import { ConnectionReset, createSandbox, type InProcessSandbox } from './sandbox.ts';

const BODY_MAX_BYTES = 16 * 1024 * 1024;

const tooLarge = plain(413, 'the sandbox reads at most 16 MiB');

async function bytesOf(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size <= BODY_MAX_BYTES) chunks.push(chunk);
  }
  return size > BODY_MAX_BYTES ? undefined : Buffer.concat(chunks);
}

const headersOf = (message: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));

/** Reads a request whole, and answers as a page or as a receiver. */
async function answerTo(message: IncomingMessage, sandbox: InProcessSandbox): Promise<Answer> {
  const { method = 'GET', url = '/' } = message;
  const body = await bytesOf(message);
  if (body === undefined) return tooLarge;
  const { pathname, href } = new URL(url, 'http://sandbox');
  const page = sandbox.pages(method, pathname, body.toString('utf8'));
  return page ?? sandbox.answer({ method, url: href, headers: headersOf(message), body });
}

function fail(message: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (error instanceof ConnectionReset) response.socket?.resetAndDestroy();
  else if (message.socket.destroyed || (error instanceof Error && error.name === 'AbortError')) response.destroy();
  else response.writeHead(500).end(`the sandbox failed: ${String(error)}`);
}

const listener =
  (sandbox: InProcessSandbox): RequestListener =>
  (message, response) => {
    answerTo(message, sandbox).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => fail(message, response, error),
    );
  };

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Opens the doors of those that do not speak HTTP. */
async function listenAll(sandbox: InProcessSandbox): Promise<ReadonlyMap<ReceiverName, Listener>> {
  const opened = receiverNames.map(async (name): Promise<[ReceiverName, Listener][]> => {
    const service: Service = services[name];
    const listener = await service.listen?.((request) => sandbox.take(name, request));
    return listener === undefined ? [] : [[name, listener]];
  });
  return new Map((await Promise.all(opened)).flat());
}

/** The sandbox for tests: over HTTP on one port, save what speaks another protocol, with its pages at the root. */
export async function startSandbox(options: SandboxOptions = {}) {
  const { port = 0, host = '127.0.0.1' } = options;
  const sandbox = createSandbox(options, '');
  const server = createServer(listener(sandbox));
  // A connection that ends while a request is on its way would look like a fault that nobody asked for.
  server.keepAliveTimeout = 120_000;
  const url = `http://${host}:${await listen(server, port, host)}`;
  const listeners = await listenAll(sandbox);
  return {
    ...sandbox,
    url,
    endpoints: endpointsAt(url, sandbox.secrets),
    /** A destination at one of the receivers, as `tocsin.yaml` has it, credentials included. */
    settings(name: ReceiverName): Readonly<Record<string, unknown>> {
      const service: Service = services[name];
      return service.settings(listeners.get(name)?.url ?? `${url}${service.prefix}`, sandbox.secrets);
    },
    async close(): Promise<void> {
      sandbox.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, ...[...listeners.values()].map((listener) => listener.close())]);
    },
  };
}
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
