import { vi } from 'vitest';
import { generator } from '../../infra/sandbox/_kit/random.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { CanarySettings } from '../../lambdas/domain/canary.ts';
import type { DeliveriesMessage } from '../../lambdas/domain/delivery.ts';
import type { InhibitRule } from '../../lambdas/domain/inhibit.ts';
import type { Route } from '../../lambdas/domain/route.ts';
import { toSilence } from '../../lambdas/domain/silence.ts';
import type { SystemRecipients } from '../../lambdas/domain/system-recipients.ts';
import type { TimeIntervals } from '../../lambdas/domain/times/route-times.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import type { Stores } from '../../lambdas/engine/ports/index.ts';
import { moveDue } from '../../lambdas/engine/reconcile/reconcile.ts';
import { replay } from '../../lambdas/engine/replay.ts';
import { createPlan } from '../../lambdas/engine/route/plan.ts';
import { dynamodbWorld } from './dynamodb-world.ts';
import { type FaultPort, faultPort } from './fault-port.ts';
import type { Point } from './kill.ts';
import { type Reached, type Receiver, type ReceiverProps, receiver } from './receivers.ts';
import { type Pace, runReconcile, type Surroundings, startWorker, type Worker } from './worker.ts';
import { configOf, type Detection, recordOf } from './world-config.ts';
import type { MakeStore, WorldQueue, WorldStore } from './world-store.ts';

const START_MS = Date.UTC(2026, 10, 21, 20, 17);
const BATCH = 10;
const RECONCILE_EVERY_MS = 60_000;
const MOST_TURNS = 1_000;

export interface WorldProps {
  readonly receivers: readonly ReceiverProps[];
  /** Real destinations, each with the stand-in of its vendor behind it, and their types. */
  readonly vendors?: readonly (Reached & { readonly type: string })[];
  readonly sources?: Config['sources'];
  readonly routes?: readonly Route[];
  readonly inhibit?: readonly InhibitRule[];
  readonly seed?: number;
  readonly level?: Surroundings['level'];
  readonly pace?: Pace;
  /** What rows and messages are kept in; DynamoDB and SQS in memory when nothing is said. */
  readonly store?: MakeStore;
  /** Who gets system alerts; all receivers but the one concerned when nothing is said. */
  readonly systemRecipients?: SystemRecipients;
  readonly timeIntervals?: TimeIntervals;
  readonly canary?: CanarySettings;
  /** Sets the clock of the process; that of Vitest when nothing is said. */
  readonly setTime?: (nowMs: number) => void;
}

export interface World {
  readonly store: WorldStore;
  /** The stores as nobody's worker holds them, for the checks. */
  readonly stores: Stores;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly webhooks: WorldQueue<WebhookMessage>;
  readonly deliveries: WorldQueue<DeliveriesMessage>;
  readonly events: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  readonly worker: Worker;
  /** What goes wrong between the workers and their stores and queues. */
  readonly faults: FaultPort;
  /** What was accepted, each detection once. */
  readonly accepted: ReadonlySet<string>;
  advance(ms: number): void;
  /** The clock of the workers is set, and no time passes. */
  setClock(byMs: number): void;
  /** Accepts a webhook with these detections. */
  accept(detections: readonly Detection[]): Promise<void>;
  /** Accepts a webhook of a source as it is. */
  post(source: string, body: string): Promise<void>;
  /** A fresh function instance in the place of the one that is there; it dies at the point. */
  replaceWorker(target?: Point): void;
  /** One turn of the poller: a batch of each queue. Whether there was anything to do. */
  turn(): Promise<boolean>;
  /** Two workers at the same time, each with a batch of its own. */
  turnTogether(): Promise<void>;
  reconcile(): Promise<void>;
  /** The short run of reconcile, which AWS calls every minute. */
  moveDue(): Promise<void>;
  /** Somebody asks for a settled delivery to be sent again. */
  replay(deliveryId: string): Promise<boolean>;
  /** Lets time pass until nothing is left to do; throws when that does not come to be. */
  drain(): Promise<void>;
  /** The state of the queues and of open rows, in a line. */
  left(): Promise<string>;
}

/**
 * A world in memory: the real functions of route, deliver and reconcile with the real functions of the table, over a
 * table, queues and receivers that behave. The clock is the process's own, set by hand.
 */
export function createWorld(props: WorldProps): World {
  let [nowMs, theirMs] = [START_MS, START_MS];
  const setTime = props.setTime ?? ((ms: number) => void vi.setSystemTime(ms));
  const setClock = (byMs: number) => {
    nowMs += byMs;
    setTime(nowMs);
  };
  const advance = (ms: number) => {
    theirMs += ms;
    setClock(ms);
  };
  advance(0);
  const random = generator(props.seed ?? 1);
  const events: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const receivers = new Map(props.receivers.map((each) => [each.id, receiver(each)]));
  const shared: Surroundings = {
    store: (props.store ?? dynamodbWorld)(random),
    receivers: new Map<string, Reached>([
      ...receivers,
      ...(props.vendors ?? []).map((each) => [each.id, each] as const),
    ]),
    plan: createPlan(configOf(props)),
    inhibit: props.inhibit ?? [],
    ...defined({ systemRecipients: props.systemRecipients, timeIntervals: props.timeIntervals, canary: props.canary }),
    log: (event, fields) => events.push({ event, fields }),
    random,
    theirNow: () => theirMs,
    faults: faultPort(),
    level: props.level ?? 'ports',
    ...defined({ pace: props.pace }),
  };
  const { store } = shared;
  const { webhooks, deliveries } = store;
  const counts = new Map<string, number>();
  let worker = startWorker(shared, undefined, counts);
  const accepted = new Set<string>();
  let received = 0;
  let reconciledMs = nowMs;

  async function turn(): Promise<boolean> {
    const inbox = await webhooks.receive(BATCH);
    if (inbox.length > 0) await worker.route(inbox);
    if (worker.points.isDead) worker = startWorker(shared, undefined, counts);
    const batch = await deliveries.receive(BATCH);
    if (batch.length > 0) await worker.deliver(batch);
    if (worker.points.isDead) worker = startWorker(shared, undefined, counts);
    return inbox.length + batch.length > 0;
  }

  const reconcileNow = async () => {
    reconciledMs = nowMs;
    await runReconcile(shared);
  };

  const left = async () =>
    `${webhooks.size} webhooks, ${deliveries.size} deliveries, open: ${(await store.openThings())
      .map(({ id, status, reason }) => `${id} ${status} ${reason}`)
      .join('; ')}`;

  /** The latest thing that a worker said went wrong. */
  const failures = () => JSON.stringify(events.findLast(({ event }) => event.endsWith('failed')) ?? 'nothing failed');

  /** Goes on to when something can be received; `false` when nothing is on its way. */
  function passTime(): boolean {
    const next = [webhooks.nextMs(), deliveries.nextMs()].filter((ms) => ms !== undefined);
    if (next.length > 0) advance(Math.max(1, Math.min(...next) - nowMs));
    return next.length > 0;
  }

  /** What a dead worker left is found by reconcile, at the latest when its hour is over. */
  async function isAtRest(): Promise<boolean> {
    const nothing = (await store.openThings()).length === 0;
    advance(40 * 60_000);
    await reconcileNow();
    return nothing;
  }

  /** One step of time; whether all was at rest before it. */
  async function pass(): Promise<boolean> {
    // The clock may have been set back since.
    if (Math.abs(nowMs - reconciledMs) >= RECONCILE_EVERY_MS) await reconcileNow();
    if ((await turn()) || passTime()) return false;
    return isAtRest();
  }

  async function drain(): Promise<void> {
    let quiet = 0;
    for (let turns = 0; quiet < 3 || webhooks.size + deliveries.size > 0; turns += 1) {
      if (turns > MOST_TURNS) throw new Error(`not drained after ${turns} turns: ${await left()}; ${failures()}`);
      quiet = (await pass()) ? quiet + 1 : 0;
    }
  }

  return {
    store,
    stores: store.outside,
    receivers,
    webhooks,
    deliveries,
    events,
    faults: shared.faults,
    get worker() {
      return worker;
    },
    accepted,
    advance,
    setClock,
    async accept(detections) {
      for (const { problem, n } of detections) accepted.add(`${problem} ${n}`);
      await this.post('edge', JSON.stringify(detections.map(recordOf)));
    },
    async post(source, body) {
      received += 1;
      const message: WebhookMessage = {
        v: 2,
        webhookId: `wh_${received}`,
        source,
        receivedAt: new Date(nowMs).toISOString(),
        headers: { 'content-type': 'application/json' },
        body: { in: 'message', gzip: false, bytes: Buffer.from(body) },
      };
      await store.outside.webhookQueue.send([message]);
    },
    replaceWorker(target) {
      worker = startWorker(shared, target, target === undefined ? counts : new Map());
    },
    turn,
    async turnTogether() {
      const other = store.isOneProcess ? worker : startWorker(shared, undefined, counts);
      const work = async (hand: Worker): Promise<void> => {
        await hand.route(await webhooks.receive(BATCH / 2));
        if (!hand.points.isDead) await hand.deliver(await deliveries.receive(BATCH / 2));
      };
      // In one process the death of one takes what the other was about to receive.
      const workUntilDead = (hand: Worker): Promise<void> =>
        work(hand).catch((error: unknown) => {
          if (!hand.points.isDead) throw error;
        });
      await Promise.all([workUntilDead(worker), workUntilDead(other)]);
      if (worker.points.isDead) worker = startWorker(shared, undefined, counts);
    },
    reconcile: reconcileNow,
    moveDue: () => runReconcile(shared, moveDue),
    replay: (deliveryId) => replay(deliveryId, nowMs, store.outside),
    drain,
    left,
  };
}

let silences = 0;

/** Somebody silences alerts whose type fits a glob, from now on for so long. */
export async function silence(world: World, type: string, forMs: number): Promise<void> {
  silences += 1;
  const [now, until] = [Date.now(), Date.now() + forMs].map((ms) => new Date(ms).toISOString());
  const request = { match: { type }, until: until ?? '', author: 'somebody', reason: 'maintenance' };
  const made = toSilence(request, `silence-${silences}`, now ?? '');
  if ('wrong' in made) throw new Error(made.wrong);
  await world.stores.silences.create(made);
}
