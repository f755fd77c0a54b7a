import type { Connected } from '../../../lambdas/destinations/_kit/connected.ts';
import { judgeByStatus } from '../../../lambdas/destinations/_kit/http/http-status.ts';
import { add, type Counts, negate } from '../../../lambdas/domain/counters.ts';
import {
  type AttemptRecord,
  type BatchMessage,
  type DeliveriesMessage,
  type DeliveryMessage,
  type DeliveryStatus,
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
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { deliveryKey } from '../../../lambdas/store/dynamodb/keys.ts';
import { sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { memoryDatabase } from '../../../lambdas/store/sqlite/memory.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';
import { alertId, alertOf } from '../route/alerts.ts';

/** The time of a worker. */
const WORKER_MS = 280_000;

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

const dynamodbRow = (item: Readonly<Record<string, unknown>>): Row => ({
  status: item['status'] as DeliveryStatus,
  attempts: JSON.parse(String(item['attempts'] ?? '[]')),
  firstAt: Number(item['firstMs']),
  dueMs: Number(item['dueMs'] ?? 0),
  ...(item['reason'] === undefined ? {} : { reason: String(item['reason']) }),
  ...(item['receipt'] === undefined ? {} : { receipt: JSON.parse(String(item['receipt'])).id }),
});

const sqliteRow = (item: Readonly<Record<string, unknown>>): Row => ({
  status: item['status'] as DeliveryStatus,
  attempts: JSON.parse(String(item['attempts'])),
  firstAt: Number(item['first']),
  dueMs: Number(item['due']),
  ...(item['reason'] === null ? {} : { reason: String(item['reason']) }),
  ...(item['receipt'] === null ? {} : { receipt: JSON.parse(String(item['receipt'])).id }),
});

/** A store under test, and what it wrote of a delivery. */
interface Kept {
  readonly stores: Stores;
  row(deliveryId: string): Row | undefined;
}

function keptInDynamodb(): Kept {
  const table = memoryTable();
  const found = (deliveryId: string) => {
    const { pk, sk } = deliveryKey(deliveryId);
    return table.rows().find((item) => item['pk'] === pk && item['sk'] === sk);
  };
  return {
    stores: dynamodbStores(tableOf(table, 'table')),
    row(deliveryId) {
      const item = found(deliveryId);
      return item === undefined ? undefined : dynamodbRow(item);
    },
  };
}

const SQLITE_ROW = `SELECT d.* FROM delivery d JOIN alert a ON a.n = d.subject WHERE a.id || ':' || d.destination = ?`;

function keptInSqlite(now: () => number): Kept {
  const database = memoryDatabase();
  const blobs = { load: async () => new Uint8Array(), store: async () => undefined };
  return {
    stores: sqliteStores(database, blobs, { retentionDays: 30, now }),
    row(deliveryId) {
      const item = database.sql(SQLITE_ROW).get(deliveryId);
      return item === undefined ? undefined : sqliteRow(item);
    },
  };
}

/** The stores that the deliver stage is tested over. */
export const kept = { dynamodb: keptInDynamodb, sqlite: keptInSqlite } as const;

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
        await ledger.increment(hour, counts);
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
  make: (now: () => number) => Kept = keptInDynamodb,
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
