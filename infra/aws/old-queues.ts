import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Gives a queue to the function that reads queues of its kind. */
export interface Readers {
  webhooks(queue: IQueue): void;
  deliveries(queue: IQueue): void;
}

/** Lets the functions read the queues of another stack beside their own, each by what its name says it is. */
export function emptyOldQueues(scope: Construct, arns: readonly string[], { webhooks, deliveries }: Readers): void {
  arns.forEach((arn, i) => {
    const queue = Queue.fromQueueArn(scope, `OldQueue${i}`, arn);
    const read = arn.slice(arn.lastIndexOf(':')).includes('Webhooks') ? webhooks : deliveries;
    read(queue);
  });
}
