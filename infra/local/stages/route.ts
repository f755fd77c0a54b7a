import { setImmediate } from 'node:timers/promises';
import type { Config } from '../../../lambdas/config/schema.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { errorText } from '../../../lambdas/domain/values/error-text.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { emitSystemAlert } from '../../../lambdas/engine/emit-system-alert.ts';
import { inhibitionOver } from '../../../lambdas/engine/inhibition.ts';
import type { Queues, Stores } from '../../../lambdas/engine/ports/index.ts';
import { cachedSilences } from '../../../lambdas/engine/route/active-silences.ts';
import { createHeartbeat, onceEach } from '../../../lambdas/engine/route/heartbeat.ts';
import { createPlan, type Plan } from '../../../lambdas/engine/route/plan.ts';
import type { Ports } from '../../../lambdas/engine/route/ports.ts';
import { systemRecipientsOf } from '../../../lambdas/engine/system-recipients.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import { StoreError } from '../../../lambdas/store/sqlite/errors.ts';
import type { RoutedAlert } from '../../../lambdas/store/sqlite/routed.ts';
import type { Loaded, ShareProps, Verdict } from '../scheduler/share.ts';
import { routeAtOnce } from './route-at-once.ts';

/** Webhooks of one source that are routed at the same time. */
const CONCURRENCY = 32;
const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 600;
/** A webhook that takes longer makes room for others and goes on later. */
const RUN_MS = 60_000;
/** A file on the machine's own disk is not overrun. */
const unpaced = async (): Promise<void> => undefined;

export interface RouteProps {
  readonly config: Config;
  readonly stores: Stores;
  readonly queues: Queues;
  readonly recordRouted: (routed: RoutedAlert) => Promise<boolean>;
  readonly log: Log;
}

function portsOf({ config, stores, queues, log }: RouteProps): Ports {
  const systemRecipients = systemRecipientsOf(config);
  const { deliveryQueue } = queues;
  return {
    ...stores,
    deliveryQueue,
    ...inhibitionOver(config, stores),
    activeSilences: cachedSilences(stores.silences.list),
    emitSystemAlert: onceEach(async (alert) => {
      await emitSystemAlert(alert, {}, { ...stores, deliveryQueue, systemRecipients });
    }),
    sourceSeen: createHeartbeat(stores.heartbeats.markSeen),
    // Of the machine, its disk and its database the store speaks in errors of its own.
    isRefusal: (error) => !(error instanceof StoreError),
    paceWrites: unpaced,
    now: Date.now,
    pause: setImmediate,
    log,
  };
}

async function routeOne(
  loaded: Loaded<WebhookMessage>,
  plan: Plan,
  ports: Ports,
  recordRouted: RouteProps['recordRouted'],
): Promise<Verdict> {
  const { job, message } = loaded;
  try {
    const { kind } = await routeAtOnce(loaded, plan, ports, deadlineIn(RUN_MS), recordRouted);
    return kind === 'routed' ? { kind: 'done' } : { kind: 'back', afterSeconds: 0 };
  } catch (error) {
    ports.log('webhook.route_failed', {
      webhookId: message.webhookId,
      source: message.source,
      error: errorText(error),
    });
    return { kind: 'back', afterSeconds: Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** job.receives) };
  }
}

/** The route stage for the scheduler, with a concurrency share for each source. */
export function routeShares(props: RouteProps): (source: string) => Omit<ShareProps<WebhookMessage>, Common> {
  const ports = portsOf(props);
  const plan = createPlan(props.config);
  const share = {
    concurrency: CONCURRENCY,
    batchSize: 1,
    admission: () => ({ kind: 'go' }) as const,
    run: (loaded: readonly Loaded<WebhookMessage>[]) =>
      Promise.all(loaded.map((each) => routeOne(each, plan, ports, props.recordRouted))),
  };
  return () => share;
}

/** What the scheduler adds to every share. */
export type Common = 'name' | 'queue' | 'now' | 'log' | 'onDone' | 'wakeAt';
