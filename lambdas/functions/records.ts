import type { SQSBatchItemFailure, SQSRecord } from 'aws-lambda';
import { UnknownRow } from '../store/rows.ts';
import { UnreadableMessage } from '../store/sqs/codec.ts';
import type { Wire } from '../store/sqs/wire.ts';

/** A message that is delivered again is hidden until its time and reported as failed, so that SQS keeps it. */
export async function sendBack(
  { receiptHandle, messageId }: SQSRecord,
  afterSeconds: number,
  queue: Pick<Wire, 'hide'>,
): Promise<SQSBatchItemFailure[]> {
  await queue.hide(receiptHandle, afterSeconds).catch(() => undefined);
  return [{ itemIdentifier: messageId }];
}

/** Whether another release of ours wrote what a message is or needs: trying again soon would not help. */
export const isOfAnotherRelease = (error: unknown): boolean =>
  error instanceof UnreadableMessage || error instanceof UnknownRow;

const FIRST_SECONDS = 15 * 60;
const LONGEST_SECONDS = 6 * 60 * 60;

/** The backoff of a message that this release cannot read: from 15 minutes to 6 hours, until one runs that can. */
export const releaseSeconds = ({ attributes }: SQSRecord): number =>
  Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (Number(attributes.ApproximateReceiveCount) - 1));
