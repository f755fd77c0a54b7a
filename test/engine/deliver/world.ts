import type { Connected } from '../../../lambdas/core/connected.ts';
import type {
  AttemptRecord,
  DeliveriesMessage,
  DeliveryMessage,
  DeliveryStatus,
} from '../../../lambdas/core/delivery.ts';
import { deliveryIdOf } from '../../../lambdas/core/delivery.ts';
import type { OutboundRequest } from '../../../lambdas/core/destination.ts';
import { judgeByStatus } from '../../../lambdas/core/http/http-status.ts';
import { add, type Counts } from '../../../lambdas/core/ledger.ts';
import { createCircuitBreaker } from '../../../lambdas/engine/deliver/circuit-breaker.ts';
import { deliver, type Verdict } from '../../../lambdas/engine/deliver/deliver.ts';
import type { Ports, Unusable } from '../../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../../lambdas/engine/deliver/rate-limit.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { deliveryKey } from '../../../lambdas/store/dynamodb/keys.ts';
import { memoryTable } from '../../faults/memory-table.ts';
import { tableOf } from '../../faults/world-store.ts';
import { alertId, alertOf } from '../route/alerts.ts';

const START = Date.UTC(2026, 10, 21, 20);

/** A delivery as its row has it. */
export interface Row {
  readonly status: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
  readonly dueMs: number;
  readonly reason?: string;
  readonly receipt?: string;
}

/** Written by the store under test. */
const rowOf = (item: Readonly<Record<string, unknown>>): Row => ({
  status: item['status'] as DeliveryStatus,
  attempts: JSON.parse(String(item['attempts'] ?? '[]')),
  firstAt: Number(item['firstMs']),
  dueMs: Number(item['dueMs'] ?? 0),
  ...(item['reason'] === undefined ? {} : { reason: String(item['reason']) }),
  ...(item['receipt'] === undefined ? {} : { receipt: JSON.parse(String(item['receipt'])).id }),
});

export const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Sent => ({
  kind: 'answer',
  response: { at: START, status, headers, body },
});

/** A receiver for machines: one request an alert, its id as the body, judged by status. */
export const plain = (parts: Partial<Connected> = {}): Connected => ({
  audience: 'machines',
  isIdempotent: false,
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
    v: 1,
    deliveryId: deliveryIdOf(id, destination),
    destination,
    hour: '2026-11-21T20',
    alert: alertOf({ id }),
  };
};

/** Fails as broken infrastructure does: by throwing, at one step of one delivery or destination. */
type Step = (name: string, of: string) => void;

/** The stores over a table in memory, which fail where they are told to, and what was emitted through them. */
function storesOf(step: Step) {
  const rows = memoryTable();
  const stores = dynamodbStores(tableOf(rows, 'table'));
  const emitted: { readonly type: string; readonly to: readonly string[] }[] = [];
  const { alerts, deliveries, ledger } = stores;
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
        await ledger.increment(hour, counts);
      },
    },
  };
  return { rows, stores: failing, emitted };
}

/** What the deliver stage works with: the real stores, a queue and receivers in memory, time that stands until it is moved. */
export function world(destinations: Readonly<Record<string, Connected | Unusable>> = { soc: plain() }) {
  let nowMs = START;
  let respond: (request: OutboundRequest) => Sent | Promise<Sent> = () => answer(200);
  const failing = new Set<string>();
  const requests: OutboundRequest[] = [];
  const sent: DeliveriesMessage[] = [];
  const logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const step: Step = (name, of) => {
    if (failing.has(`${name} ${of}`)) throw new Error(`${name} failed`);
  };
  const { rows, stores, emitted } = storesOf(step);
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
    destinationIds: Object.keys(destinations),
    log: (event, fields) => logged.push({ event, fields }),
    now: () => nowMs,
    random: () => 0.5,
  };
  /** A worker with a memory of its own, over the one world. */
  const worker = (owner: string) => {
    const of = { owner, ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
    return (...messages: readonly DeliveryMessage[]): Promise<Verdict[]> => deliver(messages, of);
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
    /** Records the alert of a message, as route does before it sends it. */
    record: ({ alert, hour, destination }: DeliveryMessage) =>
      stores.alerts.record({ alert, webhookId: 'wh_1', hour, planned: [destination], alone: true }),
    books: async (): Promise<Counts> => add(...(await stores.ledger.hours()).map(({ counts }) => counts)),
    row({ deliveryId }: DeliveryMessage): Row | undefined {
      const { pk, sk } = deliveryKey(deliveryId);
      const found = rows.rows().find((item) => item['pk'] === pk && item['sk'] === sk);
      return found === undefined ? undefined : rowOf(found);
    },
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
