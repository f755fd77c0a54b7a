import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { limitsOf } from '../../lambdas/domain/delivery-limits.ts';
import type { Send } from '../../lambdas/engine/ports/transport.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';
import type { StoreError } from '../../lambdas/store/sqlite/errors.ts';
import { type OpenStore, openDatabase } from '../../lambdas/store/sqlite/open.ts';
import { countUnconfigured, type Unconfigured } from '../../lambdas/store/sqlite/unconfigured.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import type { InProcessSandbox } from '../sandbox/server/sandbox.ts';
import { sandboxSend } from '../sandbox/server/send.ts';
import { startEdge } from './edge/edge.ts';
import { startSchedule } from './schedule.ts';
import { createScheduler, type Scheduler } from './scheduler/scheduler.ts';
import { adminToken } from './settings.ts';
import { apiPorts, localApi } from './stages/api.ts';
import { deliverShares } from './stages/deliver.ts';
import { localIngest } from './stages/ingest.ts';
import { reconcileRun } from './stages/reconcile.ts';
import { continueReplays, type Replays } from './stages/replays.ts';
import { routeShares } from './stages/route.ts';
import { startSocketMode } from './stages/socket-mode.ts';
import { type LocalStore, localStore } from './store.ts';
import { startUpkeep } from './upkeep.ts';

export interface SystemProps {
  readonly config: Config;
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Secrets by name, the admin token among them. */
  readonly secrets: Variables;
  readonly log: Log;
  /** Mock receivers in this process, at the URLs of the sandbox. */
  readonly sandbox?: InProcessSandbox;
  /** Addresses and ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustProxy?: readonly string[];
  /** Names under which a proxy in front asks for the API. */
  readonly hostNames?: readonly string[];
  /** The store cannot go on; the system refuses everything and should end. */
  readonly onFatal?: (error: StoreError) => void;
}

export interface System {
  readonly url: string;
  /** The admin token, when it was made here and nobody else knows it. */
  readonly adminToken?: string;
  /** What waits for destinations that are not configured any more. */
  readonly unconfigured: readonly Unconfigured[];
  close(): Promise<void>;
}

/** Webhooks and deliveries that may wait; above it nothing more is accepted. */
const MOST_WEBHOOKS = 20_000;
const MOST_DELIVERIES = 2_000_000;
/** Webhooks that wait before their senders are answered more slowly, so that accepting does not starve delivering. */
const PACED_ABOVE = 64;
const PACE_STEP_MS = 5;
const LONGEST_PACE_MS = 250;
/** What is under way may end before the process does. */
const STOP_MS = 10_000;

interface Workers {
  readonly webhooks: Scheduler;
  readonly deliveries: Scheduler;
  readonly replays: Replays;
}

/** The way out: to the mock receivers in this process, and to everywhere else. */
function sendOf({ sandbox, secrets }: SystemProps): Send {
  const direct = createSend(true, secrets);
  return sandbox === undefined ? direct : sandboxSend(sandbox, direct);
}

function workersOf(props: SystemProps, { stores, webhookQueue, deliveryQueue, recordRouted }: LocalStore): Workers {
  const { config, secrets, log } = props;
  const queues = { webhookQueue, deliveryQueue };
  const send = sendOf(props);
  const common = { now: Date.now, log };
  const deliveries = createScheduler({
    ...common,
    queue: deliveryQueue,
    shareOf: deliverShares({ config, stores, queues, send, secrets: async () => secrets, log }),
    sizeOf: (message) => ('items' in message ? message.items.length : 1) * 8_192,
  });
  return {
    webhooks: createScheduler({
      ...common,
      queue: webhookQueue,
      shareOf: routeShares({
        config,
        stores,
        queues,
        recordRouted: (routed) => recordRouted(routed, deliveries.reserve),
        log,
      }),
      sizeOf: ({ body }) => (body.in === 'message' ? body.bytes.length : 0),
    }),
    deliveries,
    replays: continueReplays({ ...stores, ...queues, ...common, destinationIds: Object.keys(config.destinations) }),
  };
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

/** The message of the error with which the store ended. */
interface Failure {
  message?: string;
}

const sourcesWithAllowFrom = ({ sources }: Config): ReadonlySet<string> =>
  new Set(Object.entries(sources).flatMap(([id, { allowFrom }]) => (allowFrom === undefined ? [] : [id])));

const nameOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** The listening socket, and the connections to Slack where requests come from there. */
async function edgeOf(props: SystemProps, opened: OpenStore, store: LocalStore, workers: Workers, failure: Failure) {
  const { config, host, port, log, secrets, sandbox, trustProxy = [], hostNames = [] } = props;
  const ingest = localIngest({
    config,
    webhookQueue: store.webhookQueue,
    blobs: opened.blobs,
    secrets: async () => secrets,
    variables: secrets,
    refusal: () => refusalOf(opened, workers, failure),
    pace: () => pace(workers),
    log,
  });
  const ports = apiPorts({
    config,
    store,
    secrets,
    log,
    send: sendOf(props),
    backup: opened.backup,
    onReplayStarted: workers.replays.start,
  });
  const api = localApi(ports, sandbox);
  const allowFrom = sourcesWithAllowFrom(config);
  const given = { host, port, ingest, api, log, trustProxy, hostNames, sourcesWithAllowFrom: allowFrom };
  const edge = await startEdge(given);
  const stopSocketMode = await startSocketMode(config, secrets, ports);
  return {
    port: edge.port,
    close() {
      stopSocketMode();
      return edge.close();
    },
  };
}

/**
 * The whole system in this process: the stages of the engine over an embedded store, woken by a scheduler, behind one
 * listening socket.
 */
export async function startSystem(given: SystemProps): Promise<System> {
  const { dataDir, host, log, onFatal } = given;
  const failure: Failure = {};
  const opened = await openDatabase({
    folder: dataDir,
    log,
    onFatal(error) {
      failure.message = error.message;
      onFatal?.(error);
    },
  });
  const admin = adminToken(given.secrets, dataDir);
  const props = { ...given, secrets: { ...given.secrets, TOCSIN_ADMIN_TOKEN: admin.token } };
  const store = localStore(opened, opened.blobs, (id) => limitsOf(given.config.destinations[id] ?? {}).giveUpAfterMs);
  const unconfigured = countUnconfigured(Object.keys(props.config.destinations), opened);
  const workers = workersOf(props, store);
  const edge = await edgeOf(props, opened, store, workers, failure).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  workers.webhooks.start();
  workers.deliveries.start();
  const reconcile = startSchedule(
    reconcileRun({ config: props.config, stores: store.stores, queues: store, log }),
    (error) => log('reconcile.failed', { error: nameOf(error) }),
  );
  const upkeep = startUpkeep(opened, store, log);
  const checked = opened.check();
  return {
    url: `http://${host}:${edge.port}`,
    unconfigured,
    ...(admin.isOurs ? { adminToken: admin.token } : {}),
    async close() {
      reconcile.stop();
      await edge.close();
      await workers.replays.stop();
      await Promise.all([workers.webhooks.stop(STOP_MS), workers.deliveries.stop(STOP_MS)]);
      // When the store does not take it, they count as sent, perhaps, after the next start.
      await store.stores.aheads
        .release()
        .catch((error: unknown) => log('store.release_failed', { error: nameOf(error) }));
      await Promise.all([upkeep.stop(), checked]);
      await opened.close();
    },
  };
}
