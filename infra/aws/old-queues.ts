import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * The webhooks queues of another stack, which route empties beside its own. Not its deliveries queue: a delivery has its row,
 * and its place in the ledger, in the table of its stack.
 */
export const oldQueues = (scope: Construct, arns: readonly string[]): IQueue[] =>
  arns.map((arn, i) => Queue.fromQueueArn(scope, `OldQueue${i}`, arn));
