import { add, type Counts } from '../../../lambdas/domain/counters.ts';
import type { DeliveryMessage } from '../../../lambdas/domain/delivery.ts';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import { pack, type StoredBody, type WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { RefusedMessages } from '../../../lambdas/engine/ports/queue.ts';
import type { WebhookRow } from '../../../lambdas/engine/ports/webhooks.ts';
import type { Plan } from '../../../lambdas/engine/route/plan.ts';
import type { Ports } from '../../../lambdas/engine/route/ports.ts';
import { sources } from '../../../lambdas/sources/index.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { memoryDatabase } from '../../../lambdas/store/sqlite/memory.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';

export class Crash extends Error {}
/** The store refuses a row for what it holds. */
class Refused extends Error {}

const now = (): number => Date.parse('2026-11-21T20:15:01.000Z');

export const kept: Readonly<Record<'dynamodb' | 'sqlite', (blobs: Stores['blobs']) => Stores>> = {
  dynamodb: (blobs) => dynamodbStores(tableOf(memoryTable(), 'table'), blobs),
  sqlite: (blobs) => sqliteStores(memoryDatabase(), blobs, { retentionDays: 30, now }),
};

/** The route stage over the real stores and a queue in memory, which crash on demand. */
function world(storesOver: (blobs: Stores['blobs']) => Stores) {
  const alerts = new Map<string, AlertRow>();
  const webhooks = new Map<string, WebhookRow>();
  const objects = new Map<string, Uint8Array>();
  const sent: DeliveryMessage[] = [];
  const logged: string[] = [];
  const books = new Map<string, Counts>();
  const silences: Silence[] = [];
  const silenced = new Map<string, number>();
  const systemAlerts: string[] = [];
  let crashAt: string | undefined;
  let callsBefore = 0;
  let recordings = 0;
  let refuses = (_row: AlertRow): boolean => false;
  let refusesMessage = (_message: DeliveryMessage): boolean => false;
  const step = (name: string): void => {
    if (crashAt !== name) return;
    callsBefore -= 1;
    if (callsBefore >= 0) return;
    crashAt = undefined;
    throw new Crash(name);
  };
  const blobs: Stores['blobs'] = {
    async load(key) {
      const bytes = objects.get(key);
      if (bytes === undefined) throw new Error(`no object ${key}`);
      return bytes;
    },
    async store(key, bytes) {
      objects.set(key, bytes);
    },
  };
  const stores = storesOver(blobs);
  const ports: Ports = {
    ...stores,
    alerts: {
      ...stores.alerts,
      async record(row) {
        step('record');
        recordings += 1;
        if (refuses(row)) throw new Refused();
        const recorded = await stores.alerts.record(row);
        if (recorded.kind === 'new') alerts.set(row.alert.id, row);
        return recorded;
      },
    },
    webhooks: {
      ...stores.webhooks,
      async record(row) {
        step('webhook');
        const isFirst = await stores.webhooks.record(row);
        if (isFirst) webhooks.set(row.webhookId, row);
        return isFirst;
      },
    },
    ledger: {
      ...stores.ledger,
      async increment(hour, counts) {
        step('increment');
        const isAdded = await stores.ledger.increment(hour, counts);
        books.set(hour, add(books.get(hour) ?? {}, counts));
        return isAdded;
      },
    },
    silences: {
      ...stores.silences,
      async count(id, count) {
        step('count');
        await stores.silences.count(id, count);
        silenced.set(id, (silenced.get(id) ?? 0) + count);
      },
    },
    deliveryQueue: {
      async send(messages) {
        step('send');
        const deliveries = messages.filter((message) => 'alert' in message);
        const refused = deliveries.filter((message) => refusesMessage(message));
        sent.push(...deliveries.filter((message) => !refused.includes(message)));
        if (refused.length > 0) throw new RefusedMessages(refused, 'InvalidMessageContents');
        step('sent');
      },
      sendLater: async () => undefined,
    },
    activeSilences: async () => silences,
    emitSystemAlert: async ({ type }) => {
      step('emit');
      systemAlerts.push(type);
    },
    isRefusal: (error) => error instanceof Refused,
    sourceSeen: async () => undefined,
    paceWrites: async () => undefined,
    now,
    pause: async () => undefined,
    log: (event) => logged.push(event),
  };
  return {
    ports,
    alerts,
    webhooks,
    objects,
    sent,
    logged,
    books,
    silences,
    silenced,
    systemAlerts,
    refuse(test: (row: AlertRow) => boolean) {
      refuses = test;
    },
    refuseMessages(test: (message: DeliveryMessage) => boolean) {
      refusesMessage = test;
    },
    crashAt(name: string) {
      crashAt = name;
      callsBefore = 0;
    },
    /** After so many calls that go well. */
    crashAtCall(name: string, calls: number) {
      crashAt = name;
      callsBefore = calls;
    },
    recordings: () => recordings,
    total: (): Counts => add(...books.values()),
  };
}

export let here: ReturnType<typeof world>;

export const planOf = (destinations: readonly string[], raw: readonly string[] = []): Plan => ({
  sourceOf: (id) => (id === 'gone' ? undefined : sources.akto),
  deliversTests: () => false,
  canaryRecipients: () => ({ destinations, options: {} }),
  typeOf: () => 'akto',
  linksOf: () => [],
  isExpected: () => false,
  escalates: false,
  route: async () => ({ destinations, ending: [], routes: ['all'], options: {}, failed: [] }),
  routeGap: async () => ({ destinations, ending: [], routes: ['all'], options: {}, failed: [] }),
  wantsFull: () => false,
  wantsRaw: (destination) => raw.includes(destination),
  takesBatches: () => false,
});
export const plan = planOf(['soc', 'jira']);

export const event = (n: number) => ({
  actor: '203.0.113.7',
  filterId: `FILTER_${n}`,
  timestamp: 1_747_162_308,
  url: `/v1/${n}`,
});
export const exportOf = (...ns: number[]): string => JSON.stringify({ maliciousEvents: ns.map(event) });

const inMessage = (text: string): StoredBody => {
  const { gzip, bytes } = pack(Buffer.from(text), false);
  return { in: 'message', gzip, bytes };
};
export const webhook = (webhookId: string, body: string | StoredBody, source = 'akto'): WebhookMessage => ({
  v: 2,
  webhookId,
  source,
  receivedAt: '2026-11-21T20:15:00.000Z',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? inMessage(body) : body,
});
export const idsSent = () => here.sent.map(({ deliveryId }) => deliveryId);

/** Begins anew over one of the stores. */
export const renew = (storesOver: (blobs: Stores['blobs']) => Stores): void => {
  here = world(storesOver);
};
