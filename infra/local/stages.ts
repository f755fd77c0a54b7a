import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { DeliveriesMessage } from '../../lambdas/domain/delivery.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import type { Ingest } from '../../lambdas/engine/ingest/ingest.ts';
import type { Send } from '../../lambdas/engine/ports/transport.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';
import type { OpenStore } from '../../lambdas/store/sqlite/open.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import type { MockDestinations } from '../mock-destinations/mock-destinations.ts';
import type { InProcessSandbox } from '../sandbox/server/sandbox.ts';
import { sandboxSend } from '../sandbox/server/send.ts';
import type { Api } from './edge/context.ts';
import type { Scraped } from './metrics/metrics.ts';
import type { SchedulerProps } from './scheduler/scheduler.ts';
import { apiPorts, localApi } from './stages/api.ts';
import { deliverShares } from './stages/deliver.ts';
import { localIngest } from './stages/ingest.ts';
import { reconcileRun } from './stages/reconcile.ts';
import { routeShares } from './stages/route.ts';
import { startSocketMode } from './stages/socket-mode.ts';
import type { LocalStore } from './store.ts';

/** The stages of the engine over one configuration and its secrets. A reload makes new ones. */
export interface Stages {
  readonly config: Config;
  readonly ingest: Ingest;
  readonly api: Api;
  readonly routeShare: SchedulerProps<WebhookMessage>['shareOf'];
  readonly deliverShare: SchedulerProps<DeliveriesMessage>['shareOf'];
  readonly reconcile: () => Promise<void>;
  /** Connects to Slack for each app with an app-level token; returns what ends that. */
  readonly connectSlack: () => Promise<() => void>;
}

/** What outlives a reload. */
export interface Surroundings {
  readonly opened: OpenStore;
  readonly store: LocalStore;
  readonly log: Log;
  /** What was counted, for Prometheus. */
  metrics(): Promise<Scraped>;
  readonly sandbox?: InProcessSandbox | undefined;
  /** Mock receivers in the place of all destinations: nothing is sent anywhere else. */
  readonly mocks?: MockDestinations | undefined;
  /** Why no webhook is accepted just now; nothing when one is. */
  refusal(): string | undefined;
  /** Resolves when few webhooks wait to be routed, or after a short time. */
  pace(): Promise<void>;
  /** Keeps a place for a delivery of this destination that is being stored. */
  reserve(messageGroup: string): (() => void) | undefined;
  onReplayStarted(jobId: string): void;
}

/** What sends requests: to mock receivers alone, to those of the sandbox too, or to destinations. */
function sendOf({ mocks, sandbox }: Surroundings, secrets: Variables): Send {
  if (mocks !== undefined) return mocks.send;
  const direct = createSend(true, secrets);
  return sandbox === undefined ? direct : sandboxSend(sandbox, direct);
}

/** Makes the stages. `secrets` holds the admin token, and the proxies of the environment. */
export function createStages(config: Config, secrets: Variables, surroundings: Surroundings): Stages {
  const { opened, store, log, metrics, sandbox, mocks, refusal, pace, reserve, onReplayStarted } = surroundings;
  const { stores, webhookQueue, deliveryQueue, recordRouted } = store;
  const queues = { webhookQueue, deliveryQueue };
  const send = sendOf(surroundings, secrets);
  const secretsOf = async (): Promise<Variables> => secrets;
  const ports = apiPorts({ config, store, secrets, log, send, backup: opened.backup, metrics, onReplayStarted, mocks });
  return {
    config,
    ingest: localIngest({
      config,
      webhookQueue,
      blobs: opened.blobs,
      secrets: secretsOf,
      variables: secrets,
      refusal,
      pace,
      log,
    }),
    api: localApi(ports, sandbox),
    routeShare: routeShares({
      config,
      stores,
      queues,
      recordRouted: (routed) => recordRouted(routed, reserve),
      log,
    }),
    deliverShare: deliverShares({ config, stores, queues, send, secrets: secretsOf, log }),
    reconcile: reconcileRun({ config, stores, queues: store, log }),
    connectSlack: async () => (mocks === undefined ? startSocketMode(config, secrets, ports) : () => undefined),
  };
}
