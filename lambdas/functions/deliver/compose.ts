import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { required, type Variables } from '../../config/env.ts';
import type { DeliveriesMessage } from '../../domain/delivery.ts';
import { type Deadline, deadlineIn } from '../../domain/values/deadline.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { lazily } from '../../domain/values/lazily.ts';
import type { Verdict as Decided } from '../../engine/deliver/verdict.ts';
import { LEASE_MS } from '../../engine/ports/limits.ts';
import { within } from '../../store/bounded-client.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { decodeDelivery } from '../../store/sqs/codec.ts';
import { deliveryQueueOver } from '../../store/sqs/queue.ts';
import { createWire } from '../../store/sqs/wire.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../deadline.ts';
import { failedVerdict, type Waits } from '../patience.ts';
import { handleEach, type Verdict } from '../records.ts';
import { createTelemetry } from '../telemetry.ts';
import type { createStage } from './stage.ts';

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

/** So long before the function's end no more requests are begun. */
const MARGIN_MS = 3_000;

/** Of the function's time; outside of Lambda of a lease. */
const deadlineOf = (limits: Limits | undefined): Deadline =>
  limits === undefined ? deadlineIn(LEASE_MS - MARGIN_MS) : deadlineBefore(limits, MARGIN_MS);

/** Where nothing was decided. */
const back = { kind: 'back', afterSeconds: waits.firstSeconds } as const;

/** What was decided on a message, as its queue carries it out. */
const verdictOf = (decided: Decided, record: SQSRecord): Verdict =>
  decided.kind === 'back' && decided.failure !== undefined ? failedVerdict(decided.failure, record, waits) : decided;

type Stage = ReturnType<typeof createStage>;

async function deliverAll(
  messages: readonly DeliveriesMessage[],
  deadline: Deadline,
  { deliver }: Stage,
  log: Log,
): Promise<readonly Decided[]> {
  try {
    return await deliver(messages, deadline);
  } catch (error) {
    log('delivery.internal_error', { stage: 'invocation', error: errorText(error) });
    return messages.map((): Decided => ({ kind: 'back', afterSeconds: waits.firstSeconds, failure: error }));
  }
}

/** The deliver function over its environment; all but the clients of AWS is loaded with the first message. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('deliver'),
): DeliverHandler {
  const { log } = telemetry;
  const queue = createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const config = readConfigFile<'destinations' | 'routes' | 'timeIntervals' | 'inhibit'>(variables);
  const props = { config, variables, table: openTable(variables), deliveryQueue: deliveryQueueOver(queue), log };
  const loaded = lazily(async () => (await import('./stage.ts')).createStage(props));
  const handle = async (event: SQSEvent, limits: Limits | undefined): Promise<SQSBatchResponse> => {
    const { messages, unread: failed } = parse(event.Records, log);
    const [stage, { requeue }] = await Promise.all([loaded(), import('../../engine/deliver/requeue.ts')]);
    const decided = await deliverAll([...messages.values()], deadlineOf(limits), stage, log);
    const all = [...messages].map(
      async ([record, message], i) => [record, await requeue(message, decided[i] ?? back, stage.ports)] as const,
    );
    const known = new Map(await Promise.all(all));
    const verdictOn = async (record: SQSRecord) => failed.get(record) ?? verdictOf(known.get(record) ?? back, record);
    const response = await handleEach(event, { verdictOn, queue, limits });
    telemetry.flush();
    return response;
  };
  return (event, limits) => within(deadlineBefore(limits, ANSWER_MS), () => handle(event, limits));
}
