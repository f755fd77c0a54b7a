import { randomUUID } from 'node:crypto';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeliveriesMessage } from '../../core/delivery.ts';
import { required, type Variables } from '../../core/env.ts';
import { createCircuitBreaker } from '../../engine/deliver/circuit-breaker.ts';
import { deliver, type Verdict } from '../../engine/deliver/deliver.ts';
import { createDestinations } from '../../engine/deliver/destinations.ts';
import type { Ports } from '../../engine/deliver/ports.ts';
import { createRateLimiter } from '../../engine/deliver/rate-limit.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { dynamodbStores } from '../../store/dynamodb/index.ts';
import { createWire, deliveryQueueOver, type Wire } from '../../store/sqs/queue.ts';
import { createSend } from '../../transport/send.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { createSecrets } from '../secrets.ts';
import { createTelemetry } from '../telemetry.ts';

export type DeliverHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

// Only route, api, reconcile and this function may send to this queue.
const parse = ({ body }: SQSRecord): DeliveriesMessage => JSON.parse(body);

/** A message that is delivered again is hidden until its time and reported as failed, so that SQS keeps it. */
async function carryOut(record: SQSRecord, verdict: Verdict, queue: Wire): Promise<SQSBatchItemFailure[]> {
  if (verdict.kind === 'done') return [];
  await queue.hide(record.receiptHandle, verdict.afterSeconds).catch(() => undefined);
  return [{ itemIdentifier: record.messageId }];
}

/** The deliver function over its environment. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('deliver'),
): DeliverHandler {
  const queue = createWire(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const { destinations } = readConfigFile<'destinations'>(variables);
  const ports: Ports = {
    ...dynamodbStores(openTable(variables)),
    deliveryQueue: deliveryQueueOver(queue),
    send: createSend(variables['TOCSIN_ALLOW_LOOPBACK'] === 'yes'),
    destination: createDestinations({ destinations }, createSecrets(variables)),
    destinationIds: Object.keys(destinations),
    log: telemetry.log,
    now: Date.now,
    random: Math.random,
  };
  const shared = { ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
  return async ({ Records }) => {
    const verdicts = await deliver(Records.map(parse), { owner: randomUUID(), ...shared });
    const failures = await Promise.all(
      Records.map((record, i) => carryOut(record, verdicts[i] ?? { kind: 'back', afterSeconds: 1 }, queue)),
    );
    telemetry.flush();
    return { batchItemFailures: failures.flat() };
  };
}
