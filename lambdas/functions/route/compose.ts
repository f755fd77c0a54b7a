import { setImmediate } from 'node:timers/promises';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BatchMessage, DeliveryMessage } from '../../core/delivery.ts';
import { required, type Variables } from '../../core/env.ts';
import { add, type Counts } from '../../core/ledger.ts';
import { emitSystemAlert } from '../../engine/emit-system-alert.ts';
import { createReplay } from '../../engine/replay.ts';
import { createHeartbeat, onceEach } from '../../engine/route/heartbeat.ts';
import { createPlan } from '../../engine/route/plan.ts';
import type { Ports } from '../../engine/route/ports.ts';
import { routeWebhook } from '../../engine/route/route.ts';
import { recordAlert, recordWebhook, rewriteAlert } from '../../store/dynamodb/alerts.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { isOpen } from '../../store/dynamodb/dedup.ts';
import { markSeen } from '../../store/dynamodb/heartbeats.ts';
import { createCounters } from '../../store/dynamodb/ledger.ts';
import { cachedSilences, countSilenced } from '../../store/dynamodb/silences.ts';
import { createBucket } from '../../store/s3/blobs.ts';
import { createQueue } from '../../store/sqs/queue.ts';
import { coalesce } from '../coalesce.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { createTelemetry } from '../telemetry.ts';
import { createEventSources, messageOf } from './event.ts';

/** A webhook that failed comes back soon, then less and less soon, and not after the queue's long visibility. */
const backSeconds = ({ attributes }: SQSRecord): number =>
  Math.min(600, 10 * 2 ** (Number(attributes.ApproximateReceiveCount) - 1));

/** Webhooks of one batch that are ready within this time share their requests. */
const TOGETHER_MS = 3;

type Book = Ports['increment'];

function incrementTogether(increment: Book): Book {
  const together = coalesce(TOGETHER_MS, async (items: readonly { hour: string; counts: Counts }[]) => {
    const byHour = Map.groupBy(items, ({ hour }) => hour);
    await Promise.all([...byHour].map(([hour, all]) => increment(hour, add(...all.map(({ counts }) => counts)))));
  });
  return (hour, counts) => together([{ hour, counts }]);
}

export type RouteHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** The route function over its environment; a webhook that fails goes back to the queue alone. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('route'),
): RouteHandler {
  const webhooks = createQueue(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  const deliveries = createQueue(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const table = openTable(variables);
  const { log } = telemetry;
  const ports: Ports = {
    ...createBucket(required(variables, 'TOCSIN_BUCKET'), variables),
    recordAlert: (row) => recordAlert(row, table),
    rewriteAlert: (row) => rewriteAlert(row, table),
    replay: createReplay(deliveries, table),
    recordWebhook: (row) => recordWebhook(row, table),
    send: coalesce(TOGETHER_MS, (messages: readonly (DeliveryMessage | BatchMessage)[]) =>
      deliveries.sendAll(messages.map((message) => ({ body: JSON.stringify(message), group: message.destination }))),
    ),
    increment: incrementTogether(createCounters(table)),
    pause: setImmediate,
    seen: createHeartbeat((source, atMs) => markSeen(source, atMs, table)),
    emitSystemAlert: onceEach(async (alert, destinations) => {
      await emitSystemAlert(alert, destinations, deliveries, table);
    }),
    isOpen: (destination, fingerprint) => isOpen(destination, fingerprint, table),
    silences: cachedSilences(table),
    countSilenced: (id, alerts) => countSilenced(id, alerts, table),
    log,
  };
  const config = readConfigFile<'sources' | 'destinations' | 'routes'>(variables);
  const plan = createPlan(config);
  const sourceOfEvent = createEventSources(config.sources);
  const routeRecord = async (record: SQSRecord): Promise<SQSBatchItemFailure[]> => {
    const { messageId, receiptHandle } = record;
    try {
      await routeWebhook(messageOf(record, sourceOfEvent), plan, ports);
      return [];
    } catch (error) {
      log('webhook.route_failed', {
        messageId,
        error: error instanceof Error ? `${error.name}: ${error.message}` : 'error',
      });
      await webhooks.hide(receiptHandle, backSeconds(record)).catch(() => undefined);
      return [{ itemIdentifier: messageId }];
    }
  };
  return async ({ Records }) => {
    const failures = await Promise.all(Records.map(routeRecord));
    telemetry.flush();
    return { batchItemFailures: failures.flat() };
  };
}
