import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { within } from '../store/bounded-client.ts';
import type { Wire } from '../store/sqs/wire.ts';
import { deadlineBefore, type Limits } from './deadline.ts';
import { isWorn, renew } from './renew.ts';

/**
 * What becomes of a message: SQS deletes it, or delivers it again after some seconds. `isBlameless`: it failed for no fault
 * of its own, so that it does not go to the dead letters for being received often.
 */
export type Verdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'back'; readonly afterSeconds: number; readonly isBlameless?: boolean };

/** Messages are hidden also when the time for all else is over: with less before its end Lambda may stop the function. */
const HIDE_MS = 250;

/** What handles the records of one event. */
export interface Handling {
  /** Decides on one record, whatever happens to the others. */
  verdictOn(record: SQSRecord): Promise<Verdict>;
  readonly queue: Pick<Wire, 'hide' | 'sendLater'>;
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
    const { afterSeconds, isBlameless = false } = verdict;
    const atEnd = <T>(work: () => Promise<T>): Promise<T> => within(deadlineBefore(limits, HIDE_MS), work);
    if (isBlameless && isWorn(record, Date.now()) && (await atEnd(() => renew(record, afterSeconds, queue)))) return;
    await atEnd(() => queue.hide(record.receiptHandle, afterSeconds)).catch(() => undefined);
    throw new KeptInQueue(`delivered again after ${afterSeconds} s`);
  };
  // One for each event: it keeps the records of its event.
  return processPartialResponse(event, handle, new BatchProcessor(EventType.SQS), { throwOnFullBatchFailure: false });
}
