import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeliveriesMessage } from '../../core/delivery.ts';
import { required, type Variables } from '../../core/env.ts';
import { errorText } from '../../core/error-text.ts';
import { deadlineIn } from '../../engine/deadline.ts';
import { createCircuitBreaker } from '../../engine/deliver/circuit-breaker.ts';
import { createDestinations } from '../../engine/deliver/destinations.ts';
import { deliver, type Verdict } from '../../engine/deliver/pipeline.ts';
import type { Ports } from '../../engine/deliver/ports.ts';
import { createRateLimiter } from '../../engine/deliver/rate-limit.ts';
import { LEASE_MS } from '../../engine/limits.ts';
import { routeOptionsOver } from '../../engine/route-options.ts';
import { systemRecipientsOf } from '../../engine/system-recipients.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { UnknownRow } from '../../store/rows.ts';
import { decodeDelivery } from '../../store/sqs/codec.ts';
import { deliveryQueueOver } from '../../store/sqs/queue.ts';
import { createWire, type Wire } from '../../store/sqs/wire.ts';
import { createSend } from '../../transport/send.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { releaseSeconds, sendBack } from '../records.ts';
import { createSecrets } from '../secrets.ts';
import { createTelemetry } from '../telemetry.ts';

export type DeliverHandler = (
  event: SQSEvent,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse>;

/** The verdict on a message that cannot be read: it alone is delivered again later. */
function unread(record: SQSRecord, error: unknown, log: Log): Verdict {
  log('message.decode_failed', { queue: 'deliveries', messageId: record.messageId, error: errorText(error) });
  return { kind: 'back', afterSeconds: releaseSeconds(record) };
}

interface Batch {
  readonly messages: ReadonlyMap<SQSRecord, DeliveriesMessage>;
  readonly unread: ReadonlyMap<SQSRecord, Verdict>;
}

function parse(records: readonly SQSRecord[], log: Log): Batch {
  const messages = new Map<SQSRecord, DeliveriesMessage>();
  const failed = new Map<SQSRecord, Verdict>();
  for (const record of records) {
    try {
      messages.set(record, decodeDelivery(record.body));
    } catch (error) {
      failed.set(record, unread(record, error, log));
    }
  }
  return { messages, unread: failed };
}

const carryOut = async (record: SQSRecord, verdict: Verdict, queue: Wire): Promise<SQSBatchItemFailure[]> =>
  verdict.kind === 'done' ? [] : sendBack(record, verdict.afterSeconds, queue);

/** How long a delivery waits whose row another release wrote. */
const UNKNOWN_ROW_MS = 15 * 60_000;

/** A row of another release cannot be claimed here: its message waits as if another worker had the lease. */
function leavingUnknownRows(deliveries: Ports['deliveries'], log: Log): Ports['deliveries'] {
  return {
    ...deliveries,
    async claim(message, owner, nowMs, alertIds) {
      try {
        return await deliveries.claim(message, owner, nowMs, alertIds);
      } catch (error) {
        if (!(error instanceof UnknownRow)) throw error;
        log('row.version_rejected', { deliveryId: message.deliveryId, error: error.message });
        return { kind: 'leased', untilMs: nowMs + UNKNOWN_ROW_MS };
      }
    },
  };
}

/** So long before the function's end no more requests are begun. */
const MARGIN_MS = 3_000;

const back: Verdict = { kind: 'back', afterSeconds: 1 };

/** The deliver function over its environment. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('deliver'),
): DeliverHandler {
  const queue = createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const config = readConfigFile<'destinations' | 'routes'>(variables);
  const stores = dynamodbStores(openTable(variables));
  const ports: Ports = {
    ...stores,
    deliveries: leavingUnknownRows(stores.deliveries, telemetry.log),
    deliveryQueue: deliveryQueueOver(queue),
    send: createSend(variables['TOCSIN_ALLOW_LOOPBACK'] === 'yes'),
    destination: createDestinations(config, createSecrets(variables)),
    systemRecipients: systemRecipientsOf(config),
    routeOptions: routeOptionsOver(config.routes),
    log: telemetry.log,
    now: Date.now,
    random: Math.random,
  };
  const shared = { ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
  return async ({ Records }, context) => {
    const { messages, unread: failed } = parse(Records, telemetry.log);
    const verdicts = await deliver([...messages.values()], {
      owner: randomUUID(),
      ...shared,
      deadline: deadlineIn((context?.getRemainingTimeInMillis() ?? LEASE_MS) - MARGIN_MS),
    });
    const known = [...messages.keys()].map((record, i) => [record, verdicts[i] ?? back] as const);
    const failures = await Promise.all(
      [...failed, ...known].map(([record, verdict]) => carryOut(record, verdict, queue)),
    );
    telemetry.flush();
    return { batchItemFailures: failures.flat() };
  };
}
