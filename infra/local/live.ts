import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { limitsOf } from '../../lambdas/domain/delivery-limits.ts';
import { errorText } from '../../lambdas/domain/values/error-text.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';
import type { OpenStore } from '../../lambdas/store/sqlite/open.ts';
import { resumeNow, retryNow } from '../../lambdas/store/sqlite/retry-now.ts';
import type { MockDestinations } from '../mock-destinations/mock-destinations.ts';
import type { InProcessSandbox } from '../sandbox/server/sandbox.ts';
import { measureLocal } from './metrics/measure-local.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createScheduler, type Scheduler } from './scheduler/scheduler.ts';
import { createTracing } from './spans/tracing.ts';
import { continueReplays, type Replays } from './stages/replays.ts';
import { createStages, type Stages, type Surroundings } from './stages.ts';
import { type LocalStore, localStore } from './store.ts';

/** Webhooks and deliveries that may wait; above it nothing more is accepted. */
const MOST_WEBHOOKS = 20_000;
const MOST_DELIVERIES = 2_000_000;
/** Webhooks that wait before their senders are answered more slowly, so that accepting does not starve delivering. */
const PACED_ABOVE = 64;
const PACE_STEP_MS = 5;
const LONGEST_PACE_MS = 250;
/** Runs that find a destination missing end within this. */
const UNDER_WAY_MS = 1_000;

interface Workers {
  readonly webhooks: Scheduler;
  readonly deliveries: Scheduler;
  readonly replays: Replays;
}

function workersOf({ webhookQueue, deliveryQueue, stores }: LocalStore, current: () => Stages, log: Log): Workers {
  const common = { now: Date.now, log };
  return {
    webhooks: createScheduler({
      ...common,
      queue: webhookQueue,
      shareOf: (source) => current().routeShare(source),
      sizeOf: ({ body }) => (body.in === 'message' ? body.bytes.length : 0),
    }),
    deliveries: createScheduler({
      ...common,
      queue: deliveryQueue,
      shareOf: (destination) => current().deliverShare(destination),
      sizeOf: (message) => ('items' in message ? message.items.length : 1) * 8_192,
    }),
    replays: continueReplays({
      ...stores,
      ...common,
      webhookQueue,
      deliveryQueue,
      get destinationIds() {
        return Object.keys(current().config.destinations);
      },
    }),
  };
}

/** What counts and traces the events of the system. */
interface Observing {
  readonly log: Log;
  readonly metrics: Surroundings['metrics'];
  readonly stopTracing: () => Promise<void>;
}

function observing(
  { stores }: LocalStore,
  config: () => Config,
  { opened, secrets, log: given }: Pick<LiveProps, 'opened' | 'secrets' | 'log'>,
): Observing {
  const { log: traced, stop } = createTracing(secrets, given);
  const measure = () => measureLocal(stores, opened, Object.keys(config().destinations));
  const { log, scrape } = createMetrics({ config, measure, log: traced });
  return { log, metrics: scrape, stopTracing: stop };
}

/** The message of the error with which the store ended. */
export interface Failure {
  message?: string;
}

/** Why no webhook is accepted just now; nothing when one is. */
function refusalOf({ space }: OpenStore, { webhooks, deliveries }: Workers, failure: Failure): string | undefined {
  if (failure.message !== undefined) return 'the store has failed';
  if (!space.mayAccept()) return 'the disk is nearly full';
  if (webhooks.backlog() >= MOST_WEBHOOKS) return `${webhooks.backlog()} webhooks wait`;
  return deliveries.backlog() >= MOST_DELIVERIES ? `${deliveries.backlog()} deliveries wait` : undefined;
}

async function pace({ webhooks }: Workers): Promise<void> {
  const began = performance.now();
  while (webhooks.backlog() > PACED_ABOVE && performance.now() - began < LONGEST_PACE_MS) await sleep(PACE_STEP_MS);
}

/** Ids of the destinations that are set up in another way than before, and of those that were not configured. */
function changedDestinations(
  { destinations: before }: Config,
  { destinations: after }: Config,
  haveSecretsChanged: boolean,
) {
  const added = Object.keys(after).filter((id) => !Object.hasOwn(before, id));
  const isOther = (id: string): boolean => JSON.stringify(before[id]) !== JSON.stringify(after[id]);
  return { added, changed: Object.keys(after).filter((id) => haveSecretsChanged || isOther(id)) };
}

export interface LiveProps {
  readonly config: Config;
  /** The admin token is among them. */
  readonly secrets: Variables;
  readonly opened: OpenStore;
  readonly failure: Failure;
  readonly log: Log;
  readonly sandbox?: InProcessSandbox | undefined;
  readonly mocks?: MockDestinations | undefined;
}

/** The parts that work by a configuration, which a reload replaces, and those that outlive it. */
export interface Live {
  readonly store: LocalStore;
  readonly workers: Workers;
  /** Counts an event for the metrics, and writes it. */
  readonly log: Log;
  /** Sends the spans that wait. */
  stopTracing(): Promise<void>;
  /** The stages that are in use now. */
  stages(): Stages;
  /** Opens the connections to Slack. */
  connect(): Promise<void>;
  /** Ends them. */
  disconnect(): void;
  /** Goes on with other stages. What is under way ends with those it began with. */
  reload(config: Config, secrets: Variables, haveSecretsChanged: boolean): Promise<void>;
}

/** Makes the workers over an open store, and the stages that they run. */
export function createLive(props: LiveProps): Live {
  const { config, secrets, opened, failure, sandbox, mocks } = props;
  const store = localStore(opened, opened.blobs, (id) => limitsOf(current.config.destinations[id] ?? {}).giveUpAfterMs);
  const observed = observing(store, () => current.config, props);
  const workers = workersOf(store, () => current, observed.log);
  const surroundings: Surroundings = {
    opened,
    store,
    ...observed,
    sandbox,
    mocks,
    refusal: () => refusalOf(opened, workers, failure),
    pace: () => pace(workers),
    reserve: workers.deliveries.reserve,
    onReplayStarted: workers.replays.start,
  };
  let current = createStages(config, secrets, surroundings);
  let disconnect = (): void => undefined;
  // The new connections are there before the old ones end.
  async function connect(): Promise<void> {
    const before = disconnect;
    disconnect = await current.connectSlack();
    before();
  }
  return {
    store,
    workers,
    ...observed,
    stages: () => current,
    connect,
    disconnect: () => disconnect(),
    async reload(next, nextSecrets, haveSecretsChanged) {
      const { added, changed } = changedDestinations(current.config, next, haveSecretsChanged);
      current = createStages(next, nextSecrets, surroundings);
      workers.webhooks.refresh();
      workers.deliveries.refresh();
      await connect();
      const tryAgain = async (): Promise<void> => {
        await retryNow(changed, opened);
        await resumeNow(added, opened);
        workers.deliveries.promote();
      };
      await tryAgain();
      // What was under way then is held back by the stages before.
      setTimeout(() => {
        tryAgain().catch((error: unknown) => observed.log('reload.retry_failed', { error: errorText(error) }));
      }, UNDER_WAY_MS).unref();
    },
  };
}
