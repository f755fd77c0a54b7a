import { expect, vi } from 'vitest';
import type { Connected } from '../../../lambdas/destinations/_kit/connected.ts';
import { judgeByStatus } from '../../../lambdas/destinations/_kit/http/http-status.ts';
import { add, type Counts, negate } from '../../../lambdas/domain/counters.ts';
import {
  type BatchMessage,
  type DeliveriesMessage,
  type DeliveryMessage,
  deliveryIdOf,
  partsOfBatchId,
} from '../../../lambdas/domain/delivery.ts';
import { defaultLimits } from '../../../lambdas/domain/delivery-limits.ts';
import type { OutboundRequest } from '../../../lambdas/domain/outbound.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { createCircuitBreaker } from '../../../lambdas/engine/deliver/circuit-breaker.ts';
import { deliver, type Verdict } from '../../../lambdas/engine/deliver/pipeline.ts';
import type { Ports, Unusable } from '../../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../../lambdas/engine/deliver/rate-limit.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';
import { alertId, alertOf } from '../route/alerts.ts';
import { type Kept, kept, type Row } from './kept.ts';

/** The time of a worker. */
const WORKER_MS = 280_000;

const START = Date.UTC(2026, 10, 21, 20);

export const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Sent => ({
  kind: 'answer',
  response: { at: START, status, headers, body },
});

/** A receiver for machines: one request an alert, its id as the body, judged by status. */
export const plain = (parts: Partial<Connected> = {}): Connected => ({
  audience: 'machines',
  isIdempotent: false,
  ...defaultLimits,
  render: ({ id }, { possibleDuplicate }) => ({
    method: 'POST',
    url: 'https://receiver.example.test/in',
    headers: possibleDuplicate ? { 'x-possible-repeat': 'yes' } : {},
    body: id,
  }),
  judge: judgeByStatus,
  ...parts,
});

export const messageOf = (n: number, destination = 'soc'): DeliveryMessage => {
  const id = alertId(n);
  return {
    v: 2,
    deliveryId: deliveryIdOf(id, destination),
    destination,
    hour: '2026-11-21T20',
    alert: alertOf({ receivedAt: new Date(START).toISOString(), id }),
  };
};

/** Fails as broken infrastructure does: by throwing, at one step of one delivery or destination. */
type Step = (name: string, of: string) => void;

/** A store that fails where it is told to, and what was emitted through it. */
function storesOf(stores: Stores, step: Step) {
  const emitted: { readonly type: string; readonly to: readonly string[] }[] = [];
  const { alerts, circuits, deliveries, ledger } = stores;
  const failing: Stores = {
    ...stores,
    alerts: {
      ...alerts,
      async record(row) {
        const recorded = await alerts.record(row);
        if (recorded.kind === 'new' && row.hour === '') emitted.push({ type: row.alert.type, to: row.planned });
        return recorded;
      },
    },
    circuits: {
      ...circuits,
      async close(destination) {
        step('close', destination);
        return circuits.close(destination);
      },
    },
    deliveries: {
      ...deliveries,
      async claim(message, ...given) {
        step('claim', message.deliveryId);
        return deliveries.claim(message, ...given);
      },
      async settle(message, ...given) {
        step('settle', message.deliveryId);
        return deliveries.settle(message, ...given);
      },
    },
    ledger: {
      ...ledger,
      async increment(hour, counts) {
        step('increment', '');
        return ledger.increment(hour, counts);
      },
    },
  };
  return { stores: failing, emitted };
}

const countersOf = async ({ ledger }: Stores): Promise<Counts> =>
  add(...(await ledger.hours()).map(({ counts }) => counts));

/** What the deliver stage works with: the real stores, a queue and receivers in memory, time that stands until it is moved. */
export function world(
  destinations: Readonly<Record<string, Connected | Unusable>> = { soc: plain() },
  make: (now: () => number) => Kept = kept.dynamodb,
) {
  let nowMs = START;
  let respond: (request: OutboundRequest) => Sent | Promise<Sent> = () => answer(200);
  const failing = new Set<string>();
  const requests: OutboundRequest[] = [];
  const sent: DeliveriesMessage[] = [];
  const logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const step: Step = (name, of) => {
    if (failing.has(`${name} ${of}`)) throw new Error(`${name} failed`);
  };
  const { row, ...given } = make(() => nowMs);
  const { stores, emitted } = storesOf(given.stores, step);
  let planned: Counts = {};
  /** Records the alert of a message, as route does before it sends it. */
  const record = async ({ alert, hour, destination }: DeliveryMessage) => {
    const before = await countersOf(given.stores);
    await given.stores.alerts.record({ alert, webhookId: 'wh_1', hour, planned: [destination], alone: true });
    planned = add(planned, await countersOf(given.stores), negate(before));
  };
  const ports: Ports = {
    ...stores,
    deliveryQueue: {
      send: async (messages) => void sent.push(...messages),
      sendLater: async (message) => void sent.push(message),
    },
    async send(request) {
      requests.push(request);
      return respond(request);
    },
    async destination(id) {
      step('destination', id);
      return destinations[id] ?? 'destination_not_configured';
    },
    systemRecipients: async (_, concerned) => ({
      destinations: Object.keys(destinations).filter((id) => id !== concerned),
      options: {},
    }),
    routeOptions: async () => ({}),
    timeIntervals: {},
    log: (event, fields) => logged.push({ event, fields }),
    now: () => nowMs,
    random: () => 0.5,
  };
  /** A worker with a memory of its own, over the one world. */
  const worker = (owner: string) => {
    const of = { owner, ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
    return async (...messages: readonly DeliveriesMessage[]): Promise<Verdict[]> => {
      for (const message of messages) if ('alert' in message) await record(message);
      return deliver(messages, { ...of, deadline: deadlineIn(WORKER_MS) });
    };
  };
  return {
    ports,
    requests,
    /** What was put into the deliveries queue. */
    sent,
    emitted: () => emitted,
    logged,
    worker,
    /** The first worker; every call is a batch. */
    run: worker('first'),
    record,
    /** Records the alerts of a batch that one webhook brought; some may come later than others. */
    async recordBatch({ deliveryId, destination, hour, items }: BatchMessage) {
      const batch = partsOfBatchId(deliveryId)?.name ?? '';
      const common = { webhookId: 'wh_1', hour, planned: [destination], batch, batchDestinations: [destination] };
      for (const { alert } of items) await given.stores.alerts.record({ alert, ...common, alone: false });
    },
    /** The states of the deliveries in a batch, in order. */
    states: ({ items }: BatchMessage) =>
      Promise.all(
        items.map(async ({ alert }) => {
          const stored = await given.stores.alerts.load(alert.id);
          const all = await given.stores.deliveries.states({ alertId: alert.id, planned: [], ...stored });
          return all.map(({ status }) => status).join();
        }),
      ),
    /** What the ledger counts beside what recording the alerts counted. */
    books: async (): Promise<Counts> => add(await countersOf(stores), negate(planned)),
    row: ({ deliveryId }: DeliveryMessage): Row | undefined => row(deliveryId),
    answers(next: (request: OutboundRequest) => Sent | Promise<Sent>) {
      respond = next;
    },
    fail: (name: string, of = '') => failing.add(`${name} ${of}`),
    heal: () => failing.clear(),
    wait(ms: number) {
      nowMs += ms;
    },
  };
}

/** Waits until a worker has claimed its delivery and sends it. */
export const isSending = (here: ReturnType<typeof world>): Promise<void> =>
  vi.waitFor(() => expect(here.requests).toHaveLength(1), { interval: 1 });
