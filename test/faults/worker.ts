import { isActive } from '../../lambdas/core/silence.ts';
import type { WebhookMessage } from '../../lambdas/core/webhook.ts';
import { createCircuitBreaker } from '../../lambdas/engine/deliver/circuit-breaker.ts';
import { deliver } from '../../lambdas/engine/deliver/deliver.ts';
import type { Ports as DeliverPorts } from '../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../lambdas/engine/deliver/rate-limit.ts';
import { emitSystemAlert } from '../../lambdas/engine/emit-system-alert.ts';
import { reEnqueue } from '../../lambdas/engine/re-enqueue.ts';
import { reconcile } from '../../lambdas/engine/reconcile/reconcile.ts';
import { createReplay } from '../../lambdas/engine/replay.ts';
import type { Plan } from '../../lambdas/engine/route/plan.ts';
import type { Ports as RoutePorts } from '../../lambdas/engine/route/ports.ts';
import { routeWebhook } from '../../lambdas/engine/route/route.ts';
import { tablePorts } from '../../lambdas/functions/deliver/table-ports.ts';
import { recordAlert, recordWebhook, rewriteAlert } from '../../lambdas/store/dynamodb/alerts.ts';
import type { Table } from '../../lambdas/store/dynamodb/client.ts';
import { isOpen } from '../../lambdas/store/dynamodb/dedup.ts';
import { createCounters, markVerified, readHour, readLedger } from '../../lambdas/store/dynamodb/ledger.ts';
import { listOverdue, postpone } from '../../lambdas/store/dynamodb/overdue.ts';
import { recount } from '../../lambdas/store/dynamodb/recount.ts';
import { cachedSilences, countSilenced, listSilences, markAnnounced } from '../../lambdas/store/dynamodb/silences.ts';
import type { Queue } from '../../lambdas/store/sqs/queue.ts';
import { killSwitch, type Point, type Switch } from './kill.ts';
import { asClient, type MemoryTable } from './memory-table.ts';
import type { MemoryQueue, Received, Wire } from './queue.ts';
import type { Reached } from './receivers.ts';

/** What all workers of a world share. */
export interface Surroundings {
  readonly rows: Pick<MemoryTable, 'send' | 'destroy'>;
  readonly tableName: string;
  readonly webhooks: MemoryQueue;
  readonly deliveries: MemoryQueue;
  readonly bucket: Map<string, Uint8Array>;
  readonly receivers: ReadonlyMap<string, Reached>;
  readonly plan: Plan;
  readonly log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly random: () => number;
  /** Where ports are doubted: at the level of the use cases, or at that of single requests. */
  readonly level: 'ports' | 'requests';
}

/** One function instance: it keeps what it believes between invocations, and can die. */
export interface Worker {
  readonly points: Switch;
  route(records: readonly Received[]): Promise<void>;
  deliver(records: readonly Received[]): Promise<void>;
}

const HIDE_WEBHOOK_SECONDS = 10;

interface Doors {
  readonly table: Table;
  readonly webhooks: Wire;
  readonly deliveries: Wire;
  readonly bucket: Pick<RoutePorts, 'load' | 'store'>;
}

/** The routes' ports over a table and a queue, as `lambdas/functions/route/compose.ts` makes them. */
const routePorts = ({ table, deliveries, bucket }: Doors, { log }: Surroundings): RoutePorts => ({
  ...bucket,
  recordAlert: (row) => recordAlert(row, table),
  recordWebhook: (row) => recordWebhook(row, table),
  rewriteAlert: (row) => rewriteAlert(row, table),
  replay: createReplay(deliveries, table),
  seen: async () => undefined,
  pause: async () => undefined,
  isOpen: (destination, fingerprint) => isOpen(destination, fingerprint, table),
  emitSystemAlert: async (alert, destinations) => {
    await emitSystemAlert(alert, destinations, deliveries, table);
  },
  send: (messages) =>
    deliveries.sendAll(messages.map((message) => ({ body: JSON.stringify(message), group: message.destination }))),
  increment: createCounters(table),
  silences: cachedSilences(table),
  countSilenced: (id, alerts) => countSilenced(id, alerts, table),
  log,
});

const deliverPorts = ({ table, deliveries }: Doors, { receivers, log, random }: Surroundings): DeliverPorts => ({
  ...tablePorts(table, deliveries),
  send: async (request) => {
    const found = receivers.get(new URL(request.url).hostname.split('.')[0] ?? '');
    return found === undefined ? { kind: 'not-sent', reason: 'enotfound' } : found.send(request, Date.now());
  },
  destination: async (id) => receivers.get(id)?.connected ?? 'destination_not_configured',
  destinationIds: [...receivers.keys()],
  log,
  now: Date.now,
  random,
});

export const tableOf = (rows: Surroundings['rows'], name: string): Table => ({
  client: asClient(rows),
  name,
  retentionDays: 30,
});

/** Opens what a worker talks to through its switch, so that a dead one does nothing any more. */
function doorsOf({ rows, tableName, webhooks, deliveries, bucket, level }: Surroundings, points: Switch): Doors {
  const doors = {
    webhooks: webhooks.wire,
    deliveries: deliveries.wire,
    bucket: {
      load: async (key: string) => bucket.get(key) ?? new Uint8Array(),
      store: async (key: string, bytes: Uint8Array) => {
        bucket.set(key, bytes);
      },
    },
  };
  if (level === 'ports') return { ...doors, table: tableOf(rows, tableName) };
  return {
    table: tableOf(points.wrap('table', rows), tableName),
    webhooks: points.wrap('webhooks', doors.webhooks),
    deliveries: points.wrap('deliveries', doors.deliveries),
    bucket: points.wrap('bucket', doors.bucket),
  };
}

let owners = 0;

export function startWorker(shared: Surroundings, target?: Point, counts?: Map<string, number>): Worker {
  const points = killSwitch(target, counts);
  const doors = doorsOf(shared, points);
  const poller = (wire: Wire, name: string): Pick<Queue, 'hide'> & Pick<Wire, 'remove'> =>
    shared.level === 'ports' ? points.wrap(`${name}-poller`, wire) : wire;
  const onRoute = points.wrap('route', routePorts(doors, shared));
  const onDeliver = points.wrap('deliver', deliverPorts(doors, shared));
  const [circuitBreaker, rateLimiter] = [createCircuitBreaker(onDeliver), createRateLimiter(onDeliver)];
  const webhooks = poller(doors.webhooks, 'webhooks');
  const deliveries = poller(doors.deliveries, 'deliveries');

  async function routeRecord({ body, receiptHandle }: Received): Promise<void> {
    const message: WebhookMessage = JSON.parse(body);
    try {
      await routeWebhook(message, shared.plan, onRoute);
    } catch (error) {
      shared.log('webhook.route_failed', { error: String(error) });
      await webhooks.hide(receiptHandle, HIDE_WEBHOOK_SECONDS).catch(() => undefined);
      return;
    }
    await webhooks.remove(receiptHandle);
  }

  return {
    points,
    async route(records) {
      await points.run(() => Promise.all(records.map(routeRecord)));
    },
    async deliver(records) {
      owners += 1;
      const worker = { owner: `worker-${owners}`, ports: onDeliver, circuitBreaker, rateLimiter };
      await points.run(async () => {
        const verdicts = await deliver(
          records.map(({ body }) => JSON.parse(body)),
          worker,
        );
        await Promise.all(
          records.map(({ receiptHandle }, i) => {
            const verdict = verdicts[i] ?? { kind: 'back', afterSeconds: 1 };
            return verdict.kind === 'done'
              ? deliveries.remove(receiptHandle)
              : deliveries.hide(receiptHandle, verdict.afterSeconds).catch(() => undefined);
          }),
        );
      });
    },
  };
}

/** One scheduled run of reconcile; one that fails is followed by the next. */
export const runReconcile = (shared: Surroundings): Promise<void> =>
  reconcileOnce(shared).catch((error: unknown) => shared.log('reconcile.failed', { error: String(error) }));

async function reconcileOnce({ rows, tableName, deliveries, receivers, log }: Surroundings): Promise<void> {
  const table = tableOf(rows, tableName);
  const queue = deliveries.wire;
  await reconcile(
    Date.now(),
    { overdueMs: 120_000, quietMs: 8_000, blankHours: 3, verifiedForMs: 0 },
    {
      pages: () => readLedger(table),
      page: (hour) => readHour(hour, table),
      recount: (hour) => recount(hour, table),
      increment: createCounters(table),
      markVerified: (hour, version, at) => markVerified(hour, version, at, table),
      overdue: (beforeMs) => listOverdue(beforeMs, 50, table),
      postpone: (overdue, untilMs) => postpone(overdue, untilMs, table),
      reEnqueue: (deliveryId) => reEnqueue(deliveryId, queue, table),
      endedSilences: async (now) =>
        (await listSilences(table)).filter((each) => !each.announced && each.from <= now && !isActive(each, now)),
      markAnnounced: (id) => markAnnounced(id, table),
      emitSystemAlert: async (alert) => {
        await emitSystemAlert(alert, [...receivers.keys()], queue, table);
      },
      expected: [],
      readHeartbeat: async () => undefined,
      markSeen: async () => undefined,
      markReported: async () => undefined,
      reportGap: async () => undefined,
      log,
    },
  );
}
