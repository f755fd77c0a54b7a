import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { FaultScript, runScript } from './faults.ts';
import { parseJson } from './json.ts';
import { page, pageHeaders } from './page.ts';
import { asJson, receivedLog } from './received.ts';
import { type Answer, json, type Listener, plain, type Reply, type Service } from './receiver.ts';
import { type Reception, receive } from './reception.ts';
import { addressed, endpointsAt, type ReceiverName, receiverNames, receiversFor, services } from './registry.ts';
import { type SandboxOptions, type SandboxSecrets, sandboxSecrets, sandboxWorld } from './settings.ts';

const BODY_MAX_BYTES = 16 * 1024 * 1024;

const done: Answer = { status: 204, headers: {}, body: '' };
const tooLarge: Reply = { answer: plain(413, 'the sandbox reads at most 16 MiB'), delayMs: 0, reset: false };

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

type Command = (body: string) => Answer;

/** What the sandbox answers about itself. */
function commands(reception: Reception, now: () => number): ReadonlyMap<string, Command> {
  const { log } = reception;
  return new Map<string, Command>([
    ['GET /', () => ({ status: 200, headers: pageHeaders, body: page(log, now()) })],
    ['GET /received.json', () => json(200, asJson(log))],
    [
      'DELETE /received.json',
      () => {
        log.clear();
        return done;
      },
    ],
    [
      'PUT /faults',
      (body) => {
        const parsed = FaultScript.safeParse(parseJson(body)?.value, { error: en().localeError });
        if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
        reception.faults = runScript(parsed.data);
        return done;
      },
    ],
  ]);
}

/** Reads a request whole and decides what to answer. */
function answering(reception: Reception, now: () => number): (message: IncomingMessage) => Promise<Reply> {
  const own = commands(reception, now);
  return async (message) => {
    const url = new URL(message.url ?? '/', 'http://sandbox');
    const method = message.method ?? 'GET';
    const bytes = await bytesOf(message);
    if (bytes === undefined) return tooLarge;
    const text = bytes.toString('utf8');
    const command = own.get(`${method} ${url.pathname}`);
    const target = addressed(url.pathname);
    if (command !== undefined) return { answer: command(text), delayMs: 0, reset: false };
    if (target === undefined) return { answer: plain(404, 'no receiver here'), delayMs: 0, reset: false };
    const headers = headersOf(message);
    const request = { at: now(), method, path: target.rest, query: url.searchParams, headers, bytes, text };
    return receive(reception, target.name, request);
  };
}

async function send(response: ServerResponse, { answer, delayMs, reset }: Reply, signal: AbortSignal): Promise<void> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal, ref: false });
  if (reset) response.socket?.resetAndDestroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}

const listener =
  (reply: (message: IncomingMessage) => Promise<Reply>, signal: AbortSignal): RequestListener =>
  (message, response) => {
    reply(message)
      .then((found) => send(response, found, signal))
      .catch((error: unknown) => {
        if (signal.aborted || message.socket.destroyed) response.destroy();
        else response.writeHead(500).end(`the sandbox failed: ${String(error)}`);
      });
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
async function listenAll(reception: Reception): Promise<ReadonlyMap<ReceiverName, Listener>> {
  const opened = receiverNames.map(async (name): Promise<[ReceiverName, Listener][]> => {
    const service: Service = services[name];
    const listener = await service.listen?.((request) => receive(reception, name, request));
    return listener === undefined ? [] : [[name, listener]];
  });
  return new Map((await Promise.all(opened)).flat());
}

/**
 * Local stand-ins for everything that Tocsin delivers to, on one port save what speaks another protocol. They check what
 * they get as the vendors do, answer as the vendors do, misbehave by script, and remember everything.
 */
export async function startSandbox(options: SandboxOptions = {}) {
  const { port = 0, host = '127.0.0.1', now = Date.now } = options;
  const secrets: SandboxSecrets = { ...sandboxSecrets, ...options.secrets };
  const world = { ...sandboxWorld, ...options.world };
  const reception: Reception = {
    log: receivedLog(),
    faults: runScript(options.faults ?? {}),
    receivers: receiversFor({ secrets, world, indexDelayMs: () => reception.faults.indexDelayMs }),
  };
  const { log } = reception;
  const closing = new AbortController();
  const server = createServer(listener(answering(reception, now), closing.signal));
  // A connection that ends while a request is on its way would look like a fault that nobody asked for.
  server.keepAliveTimeout = 120_000;
  const url = `http://${host}:${await listen(server, port, host)}`;
  const listeners = await listenAll(reception);
  return {
    url,
    endpoints: endpointsAt(url, secrets),
    /** A destination at one of the receivers, as `tocsin.yaml` has it, credentials included. */
    settings(name: ReceiverName): Readonly<Record<string, unknown>> {
      const service: Service = services[name];
      return service.settings(listeners.get(name)?.url ?? `${url}${service.prefix}`, secrets);
    },
    secrets,
    received: log.list,
    counters: log.counters,
    /** How often each alert arrived, by receiver: absent is a loss, 2 a duplicate. */
    counts: log.counts,
    clear: log.clear,
    /** Replaces the script; its counts begin anew. */
    setFaults(script: FaultScript): void {
      reception.faults = runScript(script);
    },
    async close(): Promise<void> {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, ...[...listeners.values()].map((listener) => listener.close())]);
    },
  };
}
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
