import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, plain, type Reply, type SandboxRequest } from '../_kit/receiver.ts';
import type { Service } from '../_kit/service.ts';
import { type SandboxSecrets, sandboxSecrets, sandboxWorld } from '../_kit/settings.ts';
import { addressed, type ReceiverName, receiversFor, services } from '../registry.ts';
import { endpointsAt } from './endpoints.ts';
import { type FaultScript, runScript } from './faults.ts';
import type { SandboxOptions } from './options.ts';
import { createPages } from './pages.ts';
import { receivedLog } from './received.ts';
import { type Reception, receive } from './reception.ts';

/** A host that no name server knows (https://www.rfc-editor.org/rfc/rfc2606#section-2): only who stands in for it answers. */
export const SANDBOX_HOST = 'sandbox.invalid';
export const SANDBOX_URL = `https://${SANDBOX_HOST}`;

/** A request to a mock receiver, as a client sends it. */
export interface ReceiverCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

/** The mock receiver cuts the connection instead of answering, as its fault script wants it. */
export class ConnectionReset extends Error {
  readonly code = 'ECONNRESET';
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function requestOf({ method, headers, body = '' }: ReceiverCall, url: URL, path: string, at: number): SandboxRequest {
  const bytes = Buffer.from(body);
  const all = { host: url.host, ...lowerCase(headers) };
  return { at, method, path, query: url.searchParams, headers: all, bytes, text: bytes.toString('utf8') };
}

async function carryOut({ answer, delayMs, reset }: Reply, signal: AbortSignal): Promise<Answer> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal, ref: false });
  if (reset) throw new ConnectionReset('the sandbox cut the connection, as its faults say');
  return answer;
}

const receptionOf = ({ world, faults = {} }: SandboxOptions, secrets: SandboxSecrets): Reception => {
  const reception: Reception = {
    log: receivedLog(),
    faults: runScript(faults),
    receivers: receiversFor({
      secrets,
      world: { ...sandboxWorld, ...world },
      indexDelayMs: () => reception.faults.indexDelayMs,
    }),
  };
  return reception;
};

/** What the sandbox keeps, and which faults it was asked to show. */
const recordsOf = (reception: Reception) => ({
  received: reception.log.list,
  counters: reception.log.counters,
  /** How often each alert arrived, by receiver: absent is a loss, 2 a duplicate. */
  counts: reception.log.counts,
  clear: reception.log.clear,
  /** Replaces the script; its counts begin anew. */
  setFaults(script: FaultScript): void {
    reception.faults = runScript(script);
  },
});

/**
 * Mock receivers for everything that Tocsin delivers to, in this process: nothing listens. They check what they get as
 * the vendors do, answer as the vendors do, misbehave by script, and remember everything. `pagesUnder` is the path
 * where the pages are.
 */
export function createSandbox(options: SandboxOptions = {}, pagesUnder = '/sandbox') {
  const { now = Date.now } = options;
  const secrets: SandboxSecrets = { ...sandboxSecrets, ...options.secrets };
  const reception = receptionOf(options, secrets);
  const pages = createPages(reception, now, pagesUnder);
  const closing = new AbortController();
  return {
    ...recordsOf(reception),
    secrets,
    /** Base addresses and secret URLs on `sandbox.invalid`, ready for a configuration. */
    endpoints: endpointsAt(SANDBOX_URL, secrets),
    /** A destination at one of the receivers, as `tocsin.yaml` has it, credentials included. */
    settings(name: ReceiverName): Readonly<Record<string, unknown>> {
      const service: Service = services[name];
      return service.settings(`${SANDBOX_URL}${service.prefix}`, secrets);
    },
    /** What a receiver answers; rejects with `ConnectionReset` when it cuts the connection. */
    async answer(call: ReceiverCall, signal: AbortSignal = closing.signal): Promise<Answer> {
      const url = new URL(call.url);
      const target = addressed(url.pathname);
      if (target === undefined) return plain(404, 'no receiver here');
      const reply = receive(reception, target.name, requestOf(call, url, target.rest, now()));
      return carryOut(reply, AbortSignal.any([signal, closing.signal]));
    },
    /** What the sandbox says about itself below `pagesUnder`; 404 for anything else. */
    async page(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url);
      const { status, headers, body } =
        pages(request.method, pathname, await request.text()) ?? plain(404, 'no page here');
      return new Response(status === 204 ? null : body, { status, headers });
    },
    /** Takes what came by a protocol of its own. */
    take: (name: ReceiverName, request: SandboxRequest): Reply => receive(reception, name, request),
    pages,
    /** Ends all that wait for an answer. */
    close: (): void => closing.abort(),
  };
}
export type InProcessSandbox = ReturnType<typeof createSandbox>;
