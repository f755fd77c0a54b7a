import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { Variables } from '../../config/env.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';
import { isUnavailable } from '../unavailable.ts';

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

/** What an operator can do about an answer of SQS, by its name. */
const advice: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'there is no such queue: name the dead-letter queue by its ARN, as its alarm names it',
  QueueDoesNotExist: 'there is no such queue: name the dead-letter queue by its ARN, as its alarm names it',
  UnsupportedOperation: 'no queue has it for its dead letters: name the dead-letter queue, not the queue before it',
  AccessDenied:
    'this credential may not: it needs sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks, sqs:ReceiveMessage, sqs:DeleteMessage and sqs:GetQueueAttributes there, and sqs:SendMessage on the queue before it',
};

function explained(queue: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const known = advice[error.name.replace(/Exception$/, '')] ?? advice[error.name];
  if (known !== undefined) return new Error(`--queue ${queue}: ${known}`, { cause: error });
  const isAnswer = '$fault' in error;
  return !isAnswer && (isUnavailable(error) || error instanceof SyntaxError)
    ? new Error(`SQS does not answer as it should (${error.name}): see whether this machine reaches AWS`, {
        cause: error,
      })
    : error;
}

async function latestTask(queue: string, client: SQSClient): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: queue, MaxResults: 1 }));
  return Results[0];
}

/** SQS has one task a queue. One that is under way, perhaps by a request whose answer was lost, is followed. */
async function start(queue: string, client: SQSClient): Promise<void> {
  try {
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: queue }));
  } catch (error) {
    const task = await latestTask(queue, client).catch(() => undefined);
    if (task?.Status !== 'RUNNING') throw error;
  }
}

async function follow(
  queue: string,
  client: SQSClient,
  onProgress: (moved: number) => void,
  everyMs: number,
): Promise<Redriven> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const task = await latestTask(queue, client);
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
  try {
    await start(queue, client);
    return await follow(queue, client, onProgress, everyMs);
  } catch (error) {
    throw explained(queue, error);
  }
}
