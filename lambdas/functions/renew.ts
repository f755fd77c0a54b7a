import type { SQSRecord } from 'aws-lambda';
import type { Wire } from '../store/sqs/wire.ts';

/**
 * SQS counts each receive, moves a message to the dead letters after the most that its queue allows, and deletes it 14
 * days after it was sent; neither can be set back. So a message that fails for no fault of its own is sent as a new one.
 */

/** Below the most of both queues (`infra/aws/installation.ts`), and so rarely that Lambda takes no renewal for a loop. */
const WORN_RECEIVES = 100;
const WORN_AGE_MS = 7 * 24 * 60 * 60_000;

/** Whether a message comes near one of the two limits of SQS. */
export const isWorn = ({ attributes }: SQSRecord, nowMs: number): boolean =>
  Number(attributes.ApproximateReceiveCount) >= WORN_RECEIVES ||
  nowMs - Number(attributes.SentTimestamp) >= WORN_AGE_MS;

/** Sends a message as a new one, byte for byte; answers whether it was sent, and then the old one may be deleted. */
export async function renew(
  { body, attributes, messageId }: SQSRecord,
  afterSeconds: number,
  queue: Pick<Wire, 'sendLater'>,
): Promise<boolean> {
  try {
    await queue.sendLater({ body, group: attributes.MessageGroupId ?? messageId }, afterSeconds);
    return true;
  } catch {
    return false;
  }
}
