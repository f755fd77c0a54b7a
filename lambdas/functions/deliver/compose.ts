import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import type { DeliveriesMessage } from '../../domain/delivery.ts';
import { type Deadline, deadlineIn } from '../../domain/values/deadline.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { createCircuitBreaker } from '../../engine/deliver/circuit-breaker.ts';
import { createDestinations } from '../../engine/deliver/destinations.ts';
import { type Verdict as Decided, deliver } from '../../engine/deliver/pipeline.ts';
import type { Ports } from '../../engine/deliver/ports.ts';
import { createRateLimiter } from '../../engine/deliver/rate-limit.ts';
import { requeue } from '../../engine/deliver/requeue.ts';
import { inhibitionOver } from '../../engine/inhibition.ts';
import { LEASE_MS } from '../../engine/ports/limits.ts';
import { routeMessageOver, routeOptionsOver } from '../../engine/route-options.ts';
import { systemRecipientsOf } from '../../engine/system-recipients.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { UnknownRow } from '../../store/rows.ts';
import { decodeDelivery } from '../../store/sqs/codec.ts';
import { deliveryQueueOver } from '../../store/sqs/queue.ts';
import { createWire, type Wire } from '../../store/sqs/wire.ts';
import { createSend } from '../../transport/send.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { incrementTogether } from '../increment-together.ts';
import { failedVerdict, type Waits } from '../patience.ts';
import { handleEach, type Verdict } from '../records.ts';
import { createSecrets } from '../secrets.ts';
import { createTelemetry } from '../telemetry.ts';

export type DeliverHandler = (event: SQSEvent, limits?: Limits) => Promise<SQSBatchResponse>;

/** The backoff after a failure of our own. */
const waits: Waits = { firstSeconds: 15, longestSeconds: 300 };

/** The verdict on a message that cannot be read: it alone is delivered again later. */
function unread(record: SQSRecord, error: unknown, log: Log): Verdict {
  log('message.decode_failed', { queue: 'deliveries', messageId: record.messageId, error: errorText(error) });
  return failedVerdict(error, record, waits);
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
        return { kind: 'leased', untilMs: nowMs + UNKNOWN_ROW_MS, failure: error };
      }
    },
  };
}

/** So long before the function's end no more requests are begun. */
const MARGIN_MS = 3_000;

/** Of the function's time; outside of Lambda of a lease. */
const deadlineOf = (limits: Limits | undefined): Deadline =>
  limits === undefined ? deadlineIn(LEASE_MS - MARGIN_MS) : deadlineBefore(limits, MARGIN_MS);

/** Deliveries of one event that are completed within this time are counted in one write. */
const TOGETHER_MS = 20;

/** Where nothing was decided. */
const back = { kind: 'back', afterSeconds: waits.firstSeconds } as const;

/** What was decided on a message, as its queue carries it out. */
const verdictOf = (decided: Decided, record: SQSRecord): Verdict =>
  decided.kind === 'back' && decided.failure !== undefined ? failedVerdict(decided.failure, record, waits) : decided;

/** The services that the environment names. */
function portsOf(variables: Variables, queue: Wire, log: Log): Ports {
  const config = readConfigFile<'destinations' | 'routes' | 'timeIntervals' | 'inhibit'>(variables);
  const stores = dynamodbStores(openTable(variables));
  return {
    ...stores,
    ledger: { ...stores.ledger, increment: incrementTogether(stores.ledger.increment, TOGETHER_MS) },
    deliveries: leavingUnknownRows(stores.deliveries, log),
    deliveryQueue: deliveryQueueOver(queue),
    send: createSend(variables['TOCSIN_ALLOW_LOOPBACK'] === 'yes', variables),
    destination: createDestinations(config, createSecrets(variables)),
    systemRecipients: systemRecipientsOf(config),
    routeOptions: routeOptionsOver(config),
    ...routeMessageOver(config),
    timeIntervals: config.timeIntervals ?? {},
    ...inhibitionOver(config, stores),
    log,
    now: Date.now,
    random: Math.random,
  };
}

/** The deliver function over its environment. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('deliver'),
): DeliverHandler {
  const queue = createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const ports = portsOf(variables, queue, telemetry.log);
  const shared = { ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
  const deliverAll = (
    messages: readonly DeliveriesMessage[],
    limits: Limits | undefined,
  ): Promise<readonly Decided[]> =>
    deliver(messages, { owner: randomUUID(), ...shared, deadline: deadlineOf(limits) }).catch((error: unknown) => {
      telemetry.log('delivery.internal_error', { stage: 'invocation', error: errorText(error) });
      return messages.map((): Decided => ({ kind: 'back', afterSeconds: waits.firstSeconds, failure: error }));
    });
  const handle = async (event: SQSEvent, limits: Limits | undefined): Promise<SQSBatchResponse> => {
    const { messages, unread: failed } = parse(event.Records, telemetry.log);
    const decided = await deliverAll([...messages.values()], limits);
    const known = new Map(
      await Promise.all(
        [...messages].map(
          async ([record, message], i) => [record, await requeue(message, decided[i] ?? back, ports)] as const,
        ),
      ),
    );
    const verdictOn = async (record: SQSRecord) => failed.get(record) ?? verdictOf(known.get(record) ?? back, record);
    const response = await handleEach(event, { verdictOn, queue, limits });
    telemetry.flush();
    return response;
  };
  return (event, limits) => within(deadlineBefore(limits, ANSWER_MS), () => handle(event, limits));
}
