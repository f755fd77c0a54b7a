import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';
import type { StoreError } from '../../lambdas/store/sqlite/errors.ts';
import { type OpenStore, openDatabase } from '../../lambdas/store/sqlite/open.ts';
import { countUnconfigured, type Unconfigured } from '../../lambdas/store/sqlite/unconfigured.ts';
import type { MockDestinations } from '../mock-destinations/mock-destinations.ts';
import type { InProcessSandbox } from '../sandbox/server/sandbox.ts';
import { type EdgeProps, startEdge } from './edge/edge.ts';
import { createLive, type Failure, type Live } from './live.ts';
import { startSchedule } from './schedule.ts';
import { adminToken } from './settings.ts';
import type { Stages } from './stages.ts';
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
  /** Mock receivers in the place of the destinations of `config`, which has their settings. */
  readonly mocks?: MockDestinations;
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
  /**
   * Goes on with another configuration and other secrets. Nothing that is under way is interrupted: it ends with what it
   * began with. Answers what waits for destinations that are not configured any more.
   */
  reload(config: Config, secrets: Variables, haveSecretsChanged: boolean): Promise<readonly Unconfigured[]>;
  close(): Promise<void>;
}

/** What is under way may end before the process does. */
const STOP_MS = 10_000;

type Edge = Awaited<ReturnType<typeof startEdge>>;

const nameOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** Ingest and API of the stages that are in use when a request comes. */
const edgeStages = (current: () => Stages): Pick<EdgeProps, 'ingest' | 'api'> => ({
  ingest: {
    judge: (head) => current().ingest.judge(head),
    receive: (request) => current().ingest.receive(request),
  },
  api: (request, address) => current().api(request, address),
});

/** The ids of the sources that have `allowFrom`, always those of the configuration in use. */
const allowFromOf = (current: () => Stages): Pick<ReadonlySet<string>, 'has'> => ({
  has: (source) =>
    Object.entries(current().config.sources).some(([id, { allowFrom }]) => id === source && allowFrom !== undefined),
});

const unconfiguredIn = (live: Live, opened: OpenStore): readonly Unconfigured[] =>
  countUnconfigured(Object.keys(live.stages().config.destinations), opened);

/** The listening socket, and the connections to Slack where requests come from there. */
async function edgeOver({ stages, connect, log }: Live, props: SystemProps): Promise<Edge> {
  const { host, port, trustProxy = [], hostNames = [] } = props;
  const given = { host, port, log, trustProxy, hostNames, sourcesWithAllowFrom: allowFromOf(stages) };
  const edge = await startEdge({ ...edgeStages(stages), ...given });
  await connect();
  return edge;
}

/** Starts the workers; answers the function that ends the system in order. */
function running(
  { workers, store, stages, disconnect, log, stopTracing }: Live,
  opened: OpenStore,
  edge: Edge,
): () => Promise<void> {
  workers.webhooks.start();
  workers.deliveries.start();
  const reconcile = startSchedule(
    () => stages().reconcile(),
    (error) => log('reconcile.failed', { error: nameOf(error) }),
  );
  const upkeep = startUpkeep(opened, store, log);
  const checked = opened.check();
  return async () => {
    reconcile.stop();
    disconnect();
    await edge.close();
    await workers.replays.stop();
    await Promise.all([workers.webhooks.stop(STOP_MS), workers.deliveries.stop(STOP_MS)]);
    // When the store does not take it, they count as sent, perhaps, after the next start.
    await store.stores.aheads
      .release()
      .catch((error: unknown) => log('store.release_failed', { error: nameOf(error) }));
    await Promise.all([upkeep.stop(), checked]);
    await opened.close();
    await stopTracing();
  };
}

/**
 * The whole system in this process: the stages of the engine over an embedded store, woken by a scheduler, behind one
 * listening socket.
 */
export async function startSystem(given: SystemProps): Promise<System> {
  const { dataDir, host, log, onFatal, sandbox, mocks } = given;
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
  const secrets = { ...given.secrets, TOCSIN_ADMIN_TOKEN: admin.token };
  const live = createLive({ config: given.config, secrets, opened, failure, log, sandbox, mocks });
  const unconfigured = unconfiguredIn(live, opened);
  const edge = await edgeOver(live, given).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  return {
    url: `http://${host}:${edge.port}`,
    unconfigured,
    ...(admin.isOurs ? { adminToken: admin.token } : {}),
    async reload(config, variables, haveSecretsChanged) {
      const { token } = adminToken(variables, dataDir);
      await live.reload(config, { ...variables, TOCSIN_ADMIN_TOKEN: token }, haveSecretsChanged);
      return unconfiguredIn(live, opened);
    },
    close: running(live, opened, edge),
  };
}
