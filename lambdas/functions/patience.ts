import type { SQSRecord } from 'aws-lambda';
import { UnreadableMessage } from '../store/sqs/codec.ts';
import { isUnavailable } from '../store/unavailable.ts';
import { UnknownRow } from '../store/unknown-row.ts';
import type { Verdict } from './records.ts';

/** Whether another release of ours wrote what a message is or needs: trying again soon would not help. */
const isOfAnotherRelease = (error: unknown): boolean =>
  error instanceof UnknownRow || (error instanceof UnreadableMessage && error.isOfAnotherRelease);

const FIRST_RELEASE_SECONDS = 15 * 60;
const LONGEST_RELEASE_SECONDS = 6 * 60 * 60;

/** The first and the longest wait after a failure; each is twice the one before. */
export interface Waits {
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

const growing = ({ firstSeconds, longestSeconds }: Waits, { attributes }: SQSRecord): number =>
  Math.min(longestSeconds, firstSeconds * 2 ** Math.min(20, Number(attributes.ApproximateReceiveCount) - 1));

/** A message that this release cannot read waits from 15 minutes to 6 hours, until a release runs that can. */
const untilRelease: Waits = { firstSeconds: FIRST_RELEASE_SECONDS, longestSeconds: LONGEST_RELEASE_SECONDS };

/**
 * The verdict on a message whose handling failed: it is delivered again after a growing backoff. Services that are down and
 * other releases are no fault of the message, so that it does not count against it how often it was received.
 */
export const failedVerdict = (error: unknown, record: SQSRecord, waits: Waits): Verdict => {
  const waitsForRelease = isOfAnotherRelease(error) || error instanceof UnreadableMessage;
  return {
    kind: 'back',
    afterSeconds: growing(waitsForRelease ? untilRelease : waits, record),
    isBlameless: isOfAnotherRelease(error) || isUnavailable(error),
  };
};
