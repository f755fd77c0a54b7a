import { randomUUID } from 'node:crypto';
import type { SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readConfigFile } from '../aws/config-file.ts';
import type { Log } from '../aws/console-log.ts';
import { createQueue, type Queue } from '../aws/queue.ts';
import { createSecrets } from '../aws/secrets.ts';
import { createSend } from '../aws/send.ts';
import { openTable } from '../aws/table/client.ts';
import { createTelemetry } from '../aws/telemetry.ts';
import { required, type Variables } from '../core/env.ts';
import { deliver, type Message, type Verdict } from './deliver.ts';
import { createDestinations } from './destinations.ts';
import { createPauses } from './pauses.ts';
import type { Ports } from './ports.ts';
import { createQuotas } from './quotas.ts';
import { tablePorts } from './table-ports.ts';

export type DeliverHandler = (event: SQSEvent) => Promise<SQSBatchResponse>;

// Written by route, api, reconcile and this function alone, to a queue that takes messages from nobody else.
const parse = ({ body }: SQSRecord): Message => JSON.parse(body);

/** A message that has to come back is hidden until then and reported as failed, so that SQS keeps it. */
async function carryOut(record: SQSRecord, verdict: Verdict, queue: Queue): Promise<SQSBatchItemFailure[]> {
  if (verdict.kind === 'done') return [];
  await queue.hide(record.receiptHandle, verdict.afterSeconds).catch(() => undefined);
  return [{ itemIdentifier: record.messageId }];
}

/** The deliver function over its environment. */
export function compose(
  variables: Variables,
  telemetry: { log: Log; flush(): void } = createTelemetry('deliver'),
): DeliverHandler {
  const queue = createQueue(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const { destinations } = readConfigFile<'destinations'>(variables);
  const ports: Ports = {
    ...tablePorts(openTable(variables), queue),
    send: createSend(variables['TOCSIN_ALLOW_LOOPBACK'] === 'yes'),
    destination: createDestinations({ destinations }, createSecrets(variables)),
    destinationIds: Object.keys(destinations),
    log: telemetry.log,
    now: Date.now,
    random: Math.random,
  };
  const shared = { ports, pauses: createPauses(ports), quotas: createQuotas(ports) };
  return async ({ Records }) => {
    const verdicts = await deliver(Records.map(parse), { owner: randomUUID(), ...shared });
    const failures = await Promise.all(
      Records.map((record, i) => carryOut(record, verdicts[i] ?? { kind: 'back', afterSeconds: 1 }, queue)),
    );
    telemetry.flush();
    return { batchItemFailures: failures.flat() };
  };
}
