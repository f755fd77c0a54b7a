import { setTimeout as sleep } from 'node:timers/promises';
import { ListMessageMoveTasksCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import type { Variables } from '../../config/env.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';

const EVERY_MS = 2_000;
/** It is not followed any longer than an hour; SQS goes on with it. */
const MOST_LOOKS = 1_800;

/** What came of a redrive. */
export interface Redriven {
  readonly moved: number;
}

/** `arn:aws:sqs:REGION:…` names its region itself. */
const regionOf = (queue: string): Variables => {
  const [, region] = /^arn:[\w-]+:sqs:([a-z0-9-]+):\d{12}:/.exec(queue) ?? [];
  if (region === undefined)
    throw new Error(
      '--queue is no ARN of an SQS queue; allowed: arn:aws:sqs:REGION:ACCOUNT:NAME of a dead-letter queue',
    );
  return { AWS_REGION: region };
};

/**
 * Moves the messages of a dead-letter queue back to the queue that they come from, and waits until it is done
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html).
 */
export async function redrive(
  queue: string,
  variables: Variables,
  onProgress: (moved: number) => void,
  everyMs = EVERY_MS,
): Promise<Redriven> {
  const client = bounded(new SQSClient(clientOptions({ ...variables, ...regionOf(queue) }, 'SQS')));
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: queue }));
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { Results: [task] = [] } = await client.send(
      new ListMessageMoveTasksCommand({ SourceArn: queue, MaxResults: 1 }),
    );
    const moved = task?.ApproximateNumberOfMessagesMoved ?? 0;
    onProgress(moved);
    if (task?.Status === 'FAILED')
      throw new Error(`SQS could not move the messages: ${task.FailureReason ?? 'it gives no reason'}`);
    if (task?.Status !== 'RUNNING') return { moved };
    await sleep(everyMs);
  }
  throw new Error(
    'the messages are still being moved after an hour: SQS goes on; look at the queue in the console of AWS',
  );
}
