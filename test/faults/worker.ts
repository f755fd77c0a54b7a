import type { CanarySettings } from '../../lambdas/domain/canary.ts';
import { type DeliveriesMessage, destinationOf } from '../../lambdas/domain/delivery.ts';
import type { InhibitRule } from '../../lambdas/domain/inhibit.ts';
import type { SystemRecipients } from '../../lambdas/domain/system-recipients.ts';
import type { TimeIntervals } from '../../lambdas/domain/times/route-times.ts';
import { type Deadline, deadlineIn } from '../../lambdas/domain/values/deadline.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import { createCircuitBreaker } from '../../lambdas/engine/deliver/circuit-breaker.ts';
import { deliver } from '../../lambdas/engine/deliver/pipeline.ts';
import type { Ports as DeliverPorts } from '../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../lambdas/engine/deliver/rate-limit.ts';
import { requeue } from '../../lambdas/engine/deliver/requeue.ts';
import { emitSystemAlert } from '../../lambdas/engine/emit-system-alert.ts';
import { inhibitionOver } from '../../lambdas/engine/inhibition.ts';
import { reconcile } from '../../lambdas/engine/reconcile/reconcile.ts';
import { cachedSilences } from '../../lambdas/engine/route/active-silences.ts';
import { createHeartbeat } from '../../lambdas/engine/route/heartbeat.ts';
import type { Plan } from '../../lambdas/engine/route/plan.ts';
import type { Ports as RoutePorts } from '../../lambdas/engine/route/ports.ts';
import { routeWebhook } from '../../lambdas/engine/route/route.ts';
import type { FaultPort } from './fault-port.ts';
import { killSwitch, type Point, type Switch } from './kill.ts';
import type { Reached } from './receivers.ts';
import { direct, type Inbox, type Opened, type Received, type WorldStore } from './world-store.ts';

/** What all workers of a world share. */
export interface Surroundings {
  readonly store: WorldStore;
  readonly receivers: ReadonlyMap<string, Reached>;
  readonly plan: Plan;
  readonly inhibit: readonly InhibitRule[];
  /** Who gets system alerts; all receivers but the one concerned when nothing is said. */
  readonly systemRecipients?: SystemRecipients;
  readonly timeIntervals?: TimeIntervals;
  readonly canary?: CanarySettings;
  readonly log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly random: () => number;
  /** A clock that nobody sets. */
  readonly theirNow: () => number;
  /** What goes wrong between the engine and its stores and queues. */
  readonly faults: FaultPort;
  /** Where ports are doubted: at the level of the use cases, or at that of single requests. */
  readonly level: 'ports' | 'requests';
  /** The time of a function, and how fast it writes; without, neither is limited. */
  readonly pace?: Pace;
}

/** What limits one invocation of route. */
export interface Pace {
  deadline(): Deadline;
  paceWrites(rows: number): Promise<void>;
}

const unpaced: Pace = {
  deadline: () => deadlineIn(Number.POSITIVE_INFINITY),
  paceWrites: async () => undefined,
};

/** One function instance or process: it keeps what it believes between invocations, and can die. */
export interface Worker {
  readonly points: Switch;
  route(received: readonly Received<WebhookMessage>[]): Promise<void>;
  deliver(received: readonly Received<DeliveriesMessage>[]): Promise<void>;
}

const HIDE_WEBHOOK_SECONDS = 10;
/** After a failure of our own. */
const FAILED_SECONDS = 15;
/** The time of a worker. */
const WORKER_MS = 280_000;

const recipientsOf = ({ receivers, systemRecipients }: Surroundings): SystemRecipients =>
  systemRecipients ??
  (async (_, concerned) => ({ destinations: [...receivers.keys()].filter((id) => id !== concerned), options: {} }));

/** The ports of route, as `lambdas/functions/route/compose.ts` makes them: what is made of stores is made of wrapped ones. */
function routePorts({ stores }: Opened, points: Switch, shared: Surroundings): RoutePorts {
  const on = points.wrap('route', stores);
  const { log, pace = unpaced } = shared;
  return {
    ...on,
    activeSilences: cachedSilences(() => on.silences.list(), Date.now),
    emitSystemAlert: async (alert) => {
      await emitSystemAlert(alert, {}, { ...on, systemRecipients: recipientsOf(shared) });
    },
    isRefusal: () => false,
    ...inhibitionOver(shared, on),
    sourceSeen: createHeartbeat((source, atMs) => on.heartbeats.markSeen(source, atMs)),
    paceWrites: pace.paceWrites,
    now: Date.now,
    pause: async () => undefined,
    log,
  };
}

function deliverPorts({ stores }: Opened, points: Switch, shared: Surroundings): DeliverPorts {
  const { receivers, plan, log, random, theirNow } = shared;
  return points.wrap('deliver', {
    ...stores,
    send: async (request) => {
      const found = receivers.get(new URL(request.url).hostname.split('.')[0] ?? '');
      return found === undefined
        ? { kind: 'not-sent', reason: 'enotfound' }
        : found.send(request, Date.now(), theirNow());
    },
    destination: async (id) => receivers.get(id)?.connected ?? 'destination_not_configured',
    systemRecipients: recipientsOf(shared),
    timeIntervals: shared.timeIntervals ?? {},
    routeOptions: async (alert, destination) => (await plan.route(alert)).options[destination] ?? {},
    ...inhibitionOver(shared, stores),
    log,
    now: Date.now,
    random,
  } satisfies DeliverPorts);
}

let owners = 0;

/** One at a time as on one machine: each destination by itself, many only where it takes many in a request. */
function runsOf(received: readonly Received<DeliveriesMessage>[], { receivers, store }: Surroundings) {
  if (!store.isOneProcess) return [received];
  const groups = Map.groupBy(received, ({ message }) => destinationOf(message));
  return [...groups].flatMap(([destination, all]) => {
    const size = receivers.get(destination)?.connected.batch?.maxItems ?? 1;
    return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
  });
}

/** Everything that a worker asks for may go wrong. */
const doubted = ({ stores, webhooks, deliveries }: Opened, { wrap }: FaultPort): Opened => ({
  stores: wrap(stores),
  webhooks: wrap(webhooks),
  deliveries: wrap(deliveries),
});

export function startWorker(shared: Surroundings, target?: Point, counts?: Map<string, number>): Worker {
  const points = killSwitch(target, counts);
  const opened = doubted(
    shared.store.open({
      through: shared.level === 'requests' ? points.wrap : direct,
      isGone: () => points.isDead,
    }),
    shared.faults,
  );
  const inbox = (name: string, of: Inbox): Inbox => (shared.level === 'ports' ? points.wrap(`${name}-poller`, of) : of);
  const onRoute = routePorts(opened, points, shared);
  const onDeliver = deliverPorts(opened, points, shared);
  const [circuitBreaker, rateLimiter] = [createCircuitBreaker(onDeliver), createRateLimiter(onDeliver)];
  const webhooks = inbox('webhooks', opened.webhooks);
  const deliveries = inbox('deliveries', opened.deliveries);

  /** What cannot be written stays as it is in the queue, and is run again. */
  const end = (ended: Promise<void>): Promise<void> =>
    ended.catch((error: unknown) => shared.log('queue.write_failed', { error: String(error) }));

  async function routeOne({ message, handle }: Received<WebhookMessage>, deadline: Deadline): Promise<void> {
    try {
      const { kind } = await routeWebhook(message, shared.plan, onRoute, deadline);
      if (kind === 'stopped') return end(webhooks.back(handle, 1));
    } catch (error) {
      shared.log('webhook.route_failed', { error: String(error) });
      return end(webhooks.back(handle, HIDE_WEBHOOK_SECONDS));
    }
    return end(webhooks.done(handle));
  }

  async function deliverRun(received: readonly Received<DeliveriesMessage>[]): Promise<void> {
    owners += 1;
    const verdicts = await deliver(
      received.map(({ message }) => message),
      { owner: `worker-${owners}`, ports: onDeliver, circuitBreaker, rateLimiter, deadline: deadlineIn(WORKER_MS) },
    ).catch((error: unknown) => {
      shared.log('deliver.failed', { error: String(error) });
      return [];
    });
    await Promise.all(
      received.map(async ({ handle, message }, i) => {
        const made = verdicts[i] ?? { kind: 'back' as const, afterSeconds: FAILED_SECONDS };
        const verdict = shared.store.isOneProcess ? made : await requeue(message, made, onDeliver);
        return end(verdict.kind === 'done' ? deliveries.done(handle) : deliveries.back(handle, verdict.afterSeconds));
      }),
    );
  }

  return {
    points,
    async route(received) {
      const deadline = (shared.pace ?? unpaced).deadline();
      await points.run(() => Promise.all(received.map((each) => routeOne(each, deadline))));
    },
    async deliver(received) {
      await points.run(() => Promise.all(runsOf(received, shared).map(deliverRun)));
    },
  };
}

/** One scheduled run of reconcile; one that fails is followed by the next. */
export async function runReconcile(shared: Surroundings, run: typeof reconcile = reconcile): Promise<void> {
  const { store, receivers, plan, log, faults } = shared;
  try {
    await run(Date.now(), store.thresholds, {
      ...faults.wrap(store.outside),
      destinationIds: [...receivers.keys()],
      systemRecipients: recipientsOf(shared),
      routeOptions: async (alert, destination) => (await plan.route(alert)).options[destination] ?? {},
      limits: [...receivers].map(([destination, { connected }]) => ({
        destination,
        giveUpAfterMs: connected.giveUpAfterMs,
        perMinute: async () => connected.perMinute,
      })),
      expected: [],
      ...(shared.canary === undefined ? {} : { canary: shared.canary }),
      newId: () => `${Date.now()}`,
      log,
    });
  } catch (error) {
    log('reconcile.failed', { error: String(error) });
  }
}
