import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import type { Config } from '../../config/schema.ts';
import type { DeliveriesMessage } from '../../domain/delivery.ts';
import type { Deadline } from '../../domain/values/deadline.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { emitSystemAlert } from '../../engine/emit-system-alert.ts';
import { inhibitionOver } from '../../engine/inhibition.ts';
import { type Queue, RefusedMessages } from '../../engine/ports/queue.ts';
import { cachedSilences } from '../../engine/route/active-silences.ts';
import { createHeartbeat, onceEach } from '../../engine/route/heartbeat.ts';
import { createPlan } from '../../engine/route/plan.ts';
import type { Ports } from '../../engine/route/ports.ts';
import { type RouteResult, routeWebhook } from '../../engine/route/route.ts';
import { systemRecipientsOf } from '../../engine/system-recipients.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { createWritePace } from '../../store/dynamodb/write-pace.ts';
import { createBlobs } from '../../store/s3/blobs.ts';
import { deliveryQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { coalesce } from '../coalesce.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { incrementTogether } from '../increment-together.ts';
import { failedVerdict, type Waits } from '../patience.ts';
import { handleEach, type Verdict } from '../records.ts';
import { createTelemetry } from '../telemetry.ts';
import { createEventSources, messageOf } from './event.ts';
import { isLarge, oneAtATime } from './large-bodies.ts';

/**
 * A webhook that failed is delivered again after a growing backoff instead of the long visibility timeout of the
 * queue.
 */
const waits: Waits = { firstSeconds: 10, longestSeconds: 600 };

/**
 * How long before its end the function begins nothing more: what is in flight has time for all its tries, and the progress
 * for being kept.
 */
const MARGIN_MS = 15_000;
/** A large body is not begun with less time: parsing it may take a third of a minute. */
const LARGE_BODY_MS = 30_000;
/** A webhook whose time was over goes on at once, perhaps in another worker. */
const CONTINUE_SECONDS = 1;

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

/** What the route stage works with, on AWS. */
function portsOf(
  config: Parameters<typeof createPlan>[0] & Pick<Config, 'inhibit'>,
  variables: Variables,
  log: Log,
): Ports {
  const systemRecipients = systemRecipientsOf(config);
  const blobs = createBlobs(required(variables, 'TOCSIN_BUCKET'), variables);
  const pace = createWritePace({ now: () => performance.now(), sleep });
  const stores = dynamodbStores(openTable(variables, pace.slowDown), blobs);
  const deliveryQueue = sendTogether(
    deliveryQueueOver(createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables)),
  );
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

export type RouteHandler = (event: SQSEvent, limits?: Limits) => Promise<SQSBatchResponse>;

/** The route function over its environment. Only the webhooks that failed return to the queue. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('route'),
): RouteHandler {
  const webhooks = createWire(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  const { log } = telemetry;
  const config = readConfigFile<'sources' | 'destinations' | 'routes' | 'inhibit'>(variables);
  const ports = portsOf(config, variables, log);
  const plan = createPlan(config);
  const sourceOfEvent = createEventSources(config.sources);
  const inTurn = oneAtATime();
  const routeOne = (record: SQSRecord, deadline: Deadline): Promise<RouteResult> => {
    const message = messageOf(record, sourceOfEvent);
    const run = (): Promise<RouteResult> => routeWebhook(message, plan, ports, deadline);
    if (!isLarge(message.body)) return run();
    // Ten of them at once would not fit into the memory of the function.
    return inTurn(async () => (deadline.remainingMs() < LARGE_BODY_MS ? { kind: 'stopped' } : run()));
  };
  const verdictOn = async (record: SQSRecord, deadline: Deadline): Promise<Verdict> => {
    try {
      const { kind } = await routeOne(record, deadline);
      return kind === 'routed' ? { kind: 'done' } : { kind: 'back', afterSeconds: CONTINUE_SECONDS };
    } catch (error) {
      log('webhook.route_failed', { messageId: record.messageId, error: errorText(error) });
      return failedVerdict(error, record, waits);
    }
  };
  return (event, limits) =>
    within(deadlineBefore(limits, ANSWER_MS), async () => {
      const deadline = deadlineBefore(limits, MARGIN_MS);
      const response = await handleEach(event, {
        verdictOn: (record) => verdictOn(record, deadline),
        queue: webhooks,
        limits,
      });
      telemetry.flush();
      return response;
    });
}
