import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { failedVerdict } from '../../lambdas/functions/patience.ts';
import { handleEach, type Verdict } from '../../lambdas/functions/records.ts';
import { decodeWebhook } from '../../lambdas/store/sqs/codec.ts';
import { UnknownRow } from '../../lambdas/store/unknown-row.ts';
import { recordOf } from '../emulators/record.ts';

const DAY_MS = 86_400_000;

const recordWith = (receives: number, ageMs = 0): SQSRecord =>
  recordOf(
    {
      MessageId: 'm-1',
      ReceiptHandle: 'handle',
      Body: 'the bytes as they came \u00fc',
      Attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(Date.now() - ageMs),
      },
    },
    'http://127.0.0.1/0/queue',
  );

/** A queue that notes what it is asked for. */
function queueWith(sendLater?: () => Promise<void>) {
  const asked: (readonly [string, unknown, number])[] = [];
  return {
    asked,
    async hide(handle: string, seconds: number) {
      asked.push(['hide', handle, seconds]);
    },
    async sendLater(message: unknown, seconds: number) {
      asked.push(['send', message, seconds]);
      await sendLater?.();
    },
  };
}

async function carriedOut(record: SQSRecord, verdict: Verdict, queue = queueWith()) {
  const handled = await handleEach({ Records: [record] }, { verdictOn: async () => verdict, queue, limits: undefined });
  return { asked: queue.asked, isDeleted: handled.batchItemFailures.length === 0 };
}

const waits = { kind: 'back', afterSeconds: 600 } as const;
const blameless = { ...waits, isBlameless: true } as const;

describe('a message that failed for no fault of its own', () => {
  it.each<[string, SQSRecord]>([
    ['was received 100 times', recordWith(100)],
    ['was sent a week ago', recordWith(1, 7 * DAY_MS)],
  ])('and %s is sent as a new one, byte for byte, and deleted', async (_, record) => {
    const { asked, isDeleted } = await carriedOut(record, blameless);
    expect(asked).toEqual([['send', { body: record.body, group: 'm-1' }, 600]]);
    expect(isDeleted).toBe(true);
  });

  it('waits as any other while it is far from both limits', async () => {
    const { asked, isDeleted } = await carriedOut(recordWith(99, 6 * DAY_MS), blameless);
    expect(asked).toEqual([['hide', 'handle', 600]]);
    expect(isDeleted).toBe(false);
  });

  it('is kept where the queue does not take it', async () => {
    const queue = queueWith(() => Promise.reject(new Error('SQS is down')));
    const { asked, isDeleted } = await carriedOut(recordWith(120), blameless, queue);
    expect(asked.map(([what]) => what)).toEqual(['send', 'hide']);
    expect(isDeleted).toBe(false);
  });
});

it('a message that fails for what it holds comes to the dead letters', async () => {
  const { asked, isDeleted } = await carriedOut(recordWith(149, 13 * DAY_MS), waits);
  expect(asked).toEqual([['hide', 'handle', 600]]);
  expect(isDeleted).toBe(false);
});

const answerOf = (name: string, status: number) =>
  Object.assign(new Error(name), { name, $fault: 'client', $metadata: { httpStatusCode: status } });
const named = (name: string) => Object.assign(new Error(name), { name });
const coded = (code: string) => Object.assign(new Error(code), { code });
const caughtOf = (text: string): unknown => {
  try {
    return decodeWebhook(text);
  } catch (error) {
    return error;
  }
};

describe('whose fault it is', () => {
  it.each<[string, unknown]>([
    ['DynamoDB throttles', answerOf('ProvisionedThroughputExceededException', 400)],
    ['DynamoDB fails', answerOf('InternalServerError', 500)],
    ['the role may not', answerOf('AccessDeniedException', 400)],
    ['the table is not there', answerOf('ResourceNotFoundException', 400)],
    ['a request is not answered', named('TimeoutError')],
    ['there is no time left', named('DeadlineOver')],
    ['the connection breaks', coded('ECONNRESET')],
    ['a name is not found', coded('ENOTFOUND')],
    ['it is so behind another error', new Error('could not store', { cause: coded('ECONNREFUSED') })],
    ['a later release wrote the message', caughtOf('{"v":3,"body":{}}')],
    ['a later release wrote the row', new UnknownRow('alert', 3)],
  ])('not that of the message: %s', (_, error) => {
    expect(failedVerdict(error, recordWith(1), { firstSeconds: 10, longestSeconds: 600 })).toMatchObject({
      isBlameless: true,
    });
  });

  it.each<[string, unknown]>([
    ['a bug', new TypeError('undefined is no function')],
    ['what the table refuses for its content', answerOf('ValidationException', 400)],
    ['what the queue refuses for its content', answerOf('InvalidMessageContents', 400)],
    ['an object that is gone', answerOf('NoSuchKey', 404)],
    ['no JSON', caughtOf('what is this')],
    ['no version', caughtOf('{}')],
    ['no error at all', 'text'],
  ])('that of the message: %s', (_, error) => {
    expect(failedVerdict(error, recordWith(1), { firstSeconds: 10, longestSeconds: 600 })).toMatchObject({
      isBlameless: false,
    });
  });

  it.each([
    [1, 10],
    [2, 20],
    [6, 320],
    [7, 600],
    [149, 600],
    [2000, 600],
  ])('after %i receives a message waits %i seconds', (receives, seconds) => {
    const verdict = failedVerdict(new Error('x'), recordWith(receives), { firstSeconds: 10, longestSeconds: 600 });
    expect(verdict).toMatchObject({ afterSeconds: seconds });
  });
});
