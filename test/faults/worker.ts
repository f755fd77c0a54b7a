import { createCircuitBreaker } from '../../lambdas/engine/deliver/circuit-breaker.ts';
import { deliver } from '../../lambdas/engine/deliver/deliver.ts';
import type { Ports as DeliverPorts } from '../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../lambdas/engine/deliver/rate-limit.ts';
import { emitSystemAlert } from '../../lambdas/engine/emit-system-alert.ts';
import type { Queues, Stores } from '../../lambdas/engine/ports/index.ts';
import { reconcile } from '../../lambdas/engine/reconcile/reconcile.ts';
import { cachedSilences } from '../../lambdas/engine/route/active-silences.ts';
import { createHeartbeat } from '../../lambdas/engine/route/heartbeat.ts';
import type { Plan } from '../../lambdas/engine/route/plan.ts';
import type { Ports as RoutePorts } from '../../lambdas/engine/route/ports.ts';
import { routeWebhook } from '../../lambdas/engine/route/route.ts';
import { decodeWebhook } from '../../lambdas/store/sqs/codec.ts';
import { deliveryQueueOver, webhookQueueOver } from '../../lambdas/store/sqs/queue.ts';
import { killSwitch, type Point, type Switch } from './kill.ts';
import type { MemoryQueue, MemoryWire, Received } from './queue.ts';
import type { Reached } from './receivers.ts';
import { direct, type Through, type WorldStore } from './world-store.ts';

/** What all workers of a world share. */
export interface Surroundings {
  readonly store: WorldStore;
  readonly webhooks: MemoryQueue;
  readonly deliveries: MemoryQueue;
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

/** What a worker talks to: the stores, the queues, and the wires below them. */
interface Doors {
  readonly stores: Stores & Queues;
  readonly webhooks: MemoryWire;
  readonly deliveries: MemoryWire;
}

/** The one place where stores are made. `through` stands before the requests of whoever holds them. */
export const storesOf = ({ store }: Pick<Surroundings, 'store'>, through: Through = direct): Stores =>
  store.stores(through);

export const queuesOf = (webhooks: MemoryWire, deliveries: MemoryWire): Queues => ({
  webhookQueue: webhookQueueOver(webhooks),
  deliveryQueue: deliveryQueueOver(deliveries),
});

/** Opens what a worker talks to through its switch, so that a dead one does nothing any more. */
function doorsOf(shared: Surroundings, points: Switch): Doors {
  const through: Through = shared.level === 'requests' ? points.wrap : direct;
  const webhooks = through('webhooks', shared.webhooks.wire);
  const deliveries = through('deliveries', shared.deliveries.wire);
  return { stores: { ...storesOf(shared, through), ...queuesOf(webhooks, deliveries) }, webhooks, deliveries };
}

/** The ports of route, as `lambdas/functions/route/compose.ts` makes them: what is made of stores is made of wrapped ones. */
function routePorts({ stores }: Doors, points: Switch, { log }: Surroundings): RoutePorts {
  const on = points.wrap('route', stores);
  return {
    ...on,
    activeSilences: cachedSilences(() => on.silences.list(), Date.now),
    emitSystemAlert: async (alert, destinations) => {
      await emitSystemAlert(alert, destinations, on);
    },
    sourceSeen: createHeartbeat((source, atMs) => on.heartbeats.markSeen(source, atMs)),
    now: Date.now,
    pause: async () => undefined,
    log,
  };
}

const deliverPorts = ({ stores }: Doors, points: Switch, { receivers, log, random }: Surroundings): DeliverPorts =>
  points.wrap('deliver', {
    ...stores,
    send: async (request) => {
      const found = receivers.get(new URL(request.url).hostname.split('.')[0] ?? '');
      return found === undefined ? { kind: 'not-sent', reason: 'enotfound' } : found.send(request, Date.now());
    },
    destination: async (id) => receivers.get(id)?.connected ?? 'destination_not_configured',
    destinationIds: [...receivers.keys()],
    log,
    now: Date.now,
    random,
  } satisfies DeliverPorts);

let owners = 0;

export function startWorker(shared: Surroundings, target?: Point, counts?: Map<string, number>): Worker {
  const points = killSwitch(target, counts);
  const doors = doorsOf(shared, points);
  const poller = (wire: MemoryWire, name: string): Pick<MemoryWire, 'hide' | 'remove'> =>
    shared.level === 'ports' ? points.wrap(`${name}-poller`, wire) : wire;
  const onRoute = routePorts(doors, points, shared);
  const onDeliver = deliverPorts(doors, points, shared);
  const [circuitBreaker, rateLimiter] = [createCircuitBreaker(onDeliver), createRateLimiter(onDeliver)];
  const webhooks = poller(doors.webhooks, 'webhooks');
  const deliveries = poller(doors.deliveries, 'deliveries');

  async function routeRecord({ body, receiptHandle }: Received): Promise<void> {
    try {
      await routeWebhook(decodeWebhook(body), shared.plan, onRoute);
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
export async function runReconcile(shared: Surroundings): Promise<void> {
  const { webhooks, deliveries, receivers, log } = shared;
  try {
    await reconcile(
      Date.now(),
      { overdueMs: 120_000, quietMs: 8_000, blankHours: 3, verifiedForMs: 0 },
      {
        ...storesOf(shared),
        ...queuesOf(webhooks.wire, deliveries.wire),
        destinationIds: [...receivers.keys()],
        expected: [],
        newId: () => `${Date.now()}`,
        log,
      },
    );
  } catch (error) {
    log('reconcile.failed', { error: String(error) });
  }
}
