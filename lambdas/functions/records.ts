import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { within } from '../store/bounded-client.ts';
import { UnknownRow } from '../store/rows.ts';
import { UnreadableMessage } from '../store/sqs/codec.ts';
import type { Wire } from '../store/sqs/wire.ts';
import { deadlineBefore, type Limits } from './deadline.ts';

/** What becomes of a message: SQS deletes it, or delivers it again after some seconds. */
export type Verdict = { readonly kind: 'done' } | { readonly kind: 'back'; readonly afterSeconds: number };

/** Messages are hidden also when the time for all else is over: with less before its end Lambda may stop the function. */
const HIDE_MS = 250;

/** What handles the records of one event. */
export interface Handling {
  /** Decides on one record, whatever happens to the others. */
  verdictOn(record: SQSRecord): Promise<Verdict>;
  readonly queue: Pick<Wire, 'hide'>;
  /** Lambda's context of the invocation. */
  readonly limits: Limits | undefined;
}

/** Reports a message as failed, which keeps it in its queue. */
class KeptInQueue extends Error {
  override readonly name = 'KeptInQueue';
}

/**
 * Carries out the verdict on each record of an event, by Powertools' batch processor: whatever happens to one record,
 * the others are not affected, and only those that are delivered again are reported as failed. Their messages are hidden
 * for their time; one that could not be hidden comes back after the queue's visibility timeout.
 */
export function handleEach(event: SQSEvent, { verdictOn, queue, limits }: Handling): Promise<SQSBatchResponse> {
  const handle = async (record: SQSRecord): Promise<void> => {
    const verdict = await verdictOn(record);
    if (verdict.kind === 'done') return;
    const hide = () => queue.hide(record.receiptHandle, verdict.afterSeconds);
    await within(deadlineBefore(limits, HIDE_MS), hide).catch(() => undefined);
    throw new KeptInQueue(`delivered again after ${verdict.afterSeconds} s`);
  };
  // One for each event: it keeps the records of its event.
  return processPartialResponse(event, handle, new BatchProcessor(EventType.SQS), { throwOnFullBatchFailure: false });
}

/** Whether another release of ours wrote what a message is or needs: trying again soon would not help. */
export const isOfAnotherRelease = (error: unknown): boolean =>
  error instanceof UnreadableMessage || error instanceof UnknownRow;

const FIRST_SECONDS = 15 * 60;
const LONGEST_SECONDS = 6 * 60 * 60;

/** The backoff of a message that this release cannot read: from 15 minutes to 6 hours, until one runs that can. */
export const releaseSeconds = ({ attributes }: SQSRecord): number =>
  Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (Number(attributes.ApproximateReceiveCount) - 1));
