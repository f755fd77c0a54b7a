import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { recordOf } from './record.ts';
import { credentials, REGION } from './region.ts';

export interface PollerProps {
  readonly endpoint: string;
  readonly queueUrl: string;
  readonly batchSize: number;
  /** Batches that are worked on at the same time. */
  readonly concurrency: number;
  readonly handler: (event: SQSEvent) => Promise<SQSBatchResponse>;
  readonly onError: (error: unknown) => void;
}

export interface Poller {
  stop(): Promise<void>;
}

async function pollOnce(client: SQSClient, props: PollerProps, signal: AbortSignal): Promise<void> {
  const { queueUrl, batchSize, handler } = props;
  const receive = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batchSize,
    WaitTimeSeconds: 20,
    MessageSystemAttributeNames: ['All'],
  });
  const { Messages = [] } = await client.send(receive, { abortSignal: signal });
  if (Messages.length === 0) return;
  const Records = Messages.map((message) => recordOf(message, queueUrl));
  const { batchItemFailures } = await handler({ Records });
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = Records.filter(({ messageId }) => !failed.has(messageId));
  if (done.length === 0) return;
  const Entries = done.map(({ messageId, receiptHandle }) => ({ Id: messageId, ReceiptHandle: receiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

/** What Lambda's event source mapping does: long polls, calls the handler with a batch, deletes what did not fail. */
export function startPoller(props: PollerProps): Poller {
  const { endpoint, concurrency, onError } = props;

  const client = new SQSClient({ endpoint, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await pollOnce(client, props, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        onError(error);
        await sleep(1000);
      }
    }
  };
  const runs = Array.from({ length: concurrency }, run);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(runs);
      client.destroy();
    },
  };
}
