import { setImmediate } from 'node:timers/promises';
import { required, type Variables } from '../../config/env.ts';
import type { Config } from '../../config/schema.ts';
import type { DeliveriesMessage } from '../../domain/delivery.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import { lazyCall } from '../../domain/values/lazily.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import { emitSystemAlert } from '../../engine/emit-system-alert.ts';
import { inhibitionOver } from '../../engine/inhibition.ts';
import { type Queue, RefusedMessages } from '../../engine/ports/queue.ts';
import { cachedSilences } from '../../engine/route/active-silences.ts';
import { createHeartbeat, onceEach } from '../../engine/route/heartbeat.ts';
import { createPlanOf } from '../../engine/route/plan-of.ts';
import type { Ports } from '../../engine/route/ports.ts';
import { type RouteResult, routeWebhook } from '../../engine/route/route.ts';
import { loadSources } from '../../sources/load.ts';
import type { Table } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import type { WritePace } from '../../store/dynamodb/write-pace.ts';
import { createBlobs } from '../../store/s3/blobs.ts';
import { coalesce } from '../coalesce.ts';
import type { Log } from '../console-log.ts';
import { incrementTogether } from '../increment-together.ts';

/** Webhooks of one batch that are ready within this time share their requests. */
const TOGETHER_MS = 3;

/** Each webhook gets an error for its own refused messages only. */
function sendTogether(queue: Queue<DeliveriesMessage>): Queue<DeliveriesMessage> {
  const together = coalesce(TOGETHER_MS, (messages: readonly DeliveriesMessage[]) => queue.send(messages));
  return {
    ...queue,
    async send(messages) {
      try {
        await together(messages);
      } catch (error) {
        if (!(error instanceof RefusedMessages)) throw error;
        const own = messages.filter((message) => error.messages.includes(message));
        if (own.length > 0) throw new RefusedMessages(own, error.reason);
      }
    },
  };
}

/** What the route stage is made of. */
export interface StageProps {
  readonly config: Pick<Config, 'sources' | 'destinations' | 'routes' | 'inhibit'>;
  readonly variables: Variables;
  readonly table: Table;
  readonly pace: WritePace;
  readonly deliveryQueue: Queue<DeliveriesMessage>;
  readonly log: Log;
}

/** What the route stage works with, on AWS. */
function portsOf({ config, variables, table, pace, deliveryQueue: queue, log }: StageProps): Ports {
  const systemRecipients = lazyCall(async () => {
    const { systemRecipientsOf } = await import('../../engine/system-recipients.ts');
    return systemRecipientsOf(config);
  });
  const blobs = createBlobs(required(variables, 'TOCSIN_BUCKET'), variables);
  const stores = dynamodbStores(table, blobs);
  const deliveryQueue = sendTogether(queue);
  return {
    ...stores,
    ledger: { ...stores.ledger, increment: incrementTogether(stores.ledger.increment, TOGETHER_MS) },
    deliveryQueue,
    ...inhibitionOver(config, stores),
    activeSilences: cachedSilences(stores.silences.list),
    emitSystemAlert: onceEach(async (alert) => {
      await emitSystemAlert(alert, {}, { ...stores, deliveryQueue, systemRecipients });
    }),
    sourceSeen: createHeartbeat(stores.heartbeats.markSeen),
    // DynamoDB's answer to a row that it cannot hold; it answers the same again.
    isRefusal: (error) => error instanceof Error && error.name === 'ValidationException',
    paceWrites: pace.wait,
    now: Date.now,
    pause: setImmediate,
    log,
  };
}

/**
 * The route stage: what an event has to load before its webhooks are routed, apart from the clients of AWS; of the sources those
 * that are configured.
 */
export async function createStage(props: StageProps) {
  const { config } = props;
  const plan = createPlanOf(config, await loadSources(Object.values(config.sources).map(({ type }) => type)));
  const ports = portsOf(props);
  return {
    route: (message: WebhookMessage, deadline: Deadline): Promise<RouteResult> =>
      routeWebhook(message, plan, ports, deadline),
  };
}
