import type { Reply, SandboxRequest } from '../../infra/sandbox/_kit/receiver.ts';
import type { Service } from '../../infra/sandbox/_kit/service.ts';
import { sandboxSecrets, sandboxWorld } from '../../infra/sandbox/_kit/settings.ts';
import { type ReceiverName, receiversFor, services } from '../../infra/sandbox/registry.ts';
import { type FaultScript, runScript } from '../../infra/sandbox/server/faults.ts';
import { receivedLog } from '../../infra/sandbox/server/received.ts';
import { type Reception, receive } from '../../infra/sandbox/server/reception.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { withAuth } from '../../lambdas/transport/with-auth.ts';
import type { Reached } from './receivers.ts';

/** A real destination whose requests go to its vendor's stand-in without a network, by the clock of the test. */
export interface Vendor extends Reached {
  readonly type: string;
  readonly connected: Connected;
  /** How often each alert arrived. */
  arrivals(): ReadonlyMap<string, number>;
  /** What the stand-in noted, oldest first. */
  received(): ReturnType<Reception['log']['list']>;
  setFaults(script: FaultScript): void;
}

/** Stands between the engine and the mock receiver, token requests included; `receive` has the receiver do its work. */
export type Between = (request: OutboundRequest, receive: () => Sent) => Sent;

/** The engine's patience (`lambdas/transport/http/http.ts`). */
const PATIENCE_MS = 15_000;

const isDestination = (type: string): type is keyof typeof destinations => Object.hasOwn(destinations, type);

function requestOf({ method, url, headers, body = '' }: OutboundRequest, at: number): SandboxRequest {
  const { pathname, searchParams, host } = new URL(url);
  const lower = Object.entries({ host, ...headers }).map(([name, value]) => [name.toLowerCase(), value]);
  const bytes = Buffer.from(body);
  return { at, method, path: pathname, query: searchParams, headers: Object.fromEntries(lower), bytes, text: body };
}

function sentOf({ answer, delayMs, reset }: Reply, at: number): Sent {
  if (reset) return { kind: 'no-answer', reason: 'econnreset' };
  if (delayMs > PATIENCE_MS) return { kind: 'no-answer', reason: 'timeout' };
  return { kind: 'answer', response: { at, ...answer } };
}

/** The URL of a destination whose stand-in speaks another protocol is not rewritten; it only has to be well-formed. */
const urlOf = (name: ReceiverName): string => `https://${name}.example.test`;

const direct: Between = (_, receive) => receive();

/** `extra` settings go beside those that the stand-in asks for. */
export function vendor(name: ReceiverName, extra: object = {}, between: Between = direct): Vendor {
  const service: Service = services[name];
  const { type, ...settings } = { ...service.settings(urlOf(name), sandboxSecrets), ...extra };
  if (typeof type !== 'string' || !isDestination(type)) throw new Error(`${name} is no destination`);
  const reception: Reception = {
    log: receivedLog(),
    faults: runScript({}),
    receivers: receiversFor({
      secrets: sandboxSecrets,
      world: sandboxWorld,
      indexDelayMs: () => reception.faults.indexDelayMs,
    }),
  };
  const send = withAuth(async (request) => {
    const at = Date.now();
    return between(request, () => sentOf(receive(reception, name, requestOf(request, at)), at));
  });
  return {
    id: name,
    type,
    connected: destinations[type].connect(settings),
    send: (request) => send(request),
    arrivals: () => reception.log.counts()[name],
    received: reception.log.list,
    setFaults: (script) => {
      reception.faults = runScript(script);
    },
  };
}
