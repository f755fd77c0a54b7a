import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RefusedMessages } from '../../../lambdas/engine/ports/queue.ts';
import type { QueueMessage } from '../../../lambdas/store/sqs/batches.ts';
import { createWire } from '../../../lambdas/store/sqs/wire.ts';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
}

/** A stand-in for SQS that takes batches, all but what `refuses` says, and keeps them to SQS's rules. */
const batches: Entry[][] = [];
let refuses: (entry: Entry, batch: number) => boolean = () => false;
let failure = { Code: 'InternalError', SenderFault: false };
let server: Server;
let endpoint: string;

const md5 = (body: string): string => createHash('md5').update(body).digest('hex');

function answerTo(entries: readonly Entry[]): object {
  const batch = batches.push([...entries]);
  return {
    Successful: entries
      .filter((entry) => !refuses(entry, batch))
      .map(({ Id, MessageBody }) => ({ Id, MessageId: `m-${batch}-${Id}`, MD5OfMessageBody: md5(MessageBody) })),
    Failed: entries.filter((entry) => refuses(entry, batch)).map(({ Id }) => ({ Id, ...failure })),
  };
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answerTo(Entries)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});
beforeEach(() => {
  batches.length = 0;
  refuses = () => false;
  failure = { Code: 'InternalError', SenderFault: false };
});

const open = () =>
  createWire(`${endpoint}/000000000000/q`, { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_SQS: endpoint });

const messages = (count: number, bytes = 10): QueueMessage[] =>
  Array.from({ length: count }, (_, i) => ({ body: `${i}:`.padEnd(bytes, 'x'), group: `g${i % 3}` }));

const taken = () =>
  batches.flat().map(({ MessageBody, MessageGroupId }) => ({ body: MessageBody, group: MessageGroupId }));
const sorted = (all: readonly QueueMessage[]) => [...all].sort((a, b) => (a.body < b.body ? -1 : 1));

describe('many messages', () => {
  it.each([1, 9, 10, 11, 25, 95])('%i of them are sent once each, ten at a time, each in its group', async (count) => {
    await open().sendAll(messages(count));
    expect(batches.map((batch) => batch.length).sort((a, b) => b - a)).toEqual([
      ...Array.from({ length: Math.floor(count / 10) }, () => 10),
      ...(count % 10 === 0 ? [] : [count % 10]),
    ]);
    expect(sorted(taken())).toEqual(sorted(messages(count)));
  });

  it('none needs no request', async () => {
    await open().sendAll([]);
    expect(batches).toEqual([]);
  });

  it('never make a request larger than SQS takes', async () => {
    const large = messages(12, 300_000);
    await open().sendAll(large);
    const sizes = batches.map((batch) => batch.reduce((n, { MessageBody }) => n + Buffer.byteLength(MessageBody), 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_048_576);
    expect(batches).toHaveLength(4);
    expect(sorted(taken())).toEqual(sorted(large));
  });

  it('are measured in bytes, not in characters', async () => {
    await open().sendAll(Array.from({ length: 4 }, (_, i) => ({ body: `${i}${'é'.repeat(200_000)}`, group: 'g' })));
    expect(batches.map((batch) => batch.length)).toEqual([2, 2]);
  });
});

describe('a batch that SQS takes in split', () => {
  it('is sent again for what failed, and for nothing else', async () => {
    refuses = ({ Id }, batch) => batch === 1 && ['2', '5'].includes(Id);
    await open().sendAll(messages(8));
    expect(batches.map((batch) => batch.map(({ Id }) => Id))).toEqual([
      ['0', '1', '2', '3', '4', '5', '6', '7'],
      ['2', '5'],
    ]);
  });

  it('is an error when something keeps failing, so that the webhook comes back', async () => {
    refuses = ({ Id }) => Id === '3';
    await expect(open().sendAll(messages(8))).rejects.toThrow(/refused 1 of 1 messages: InternalError/);
    expect(batches).toHaveLength(3);
  });
});

describe('what SQS refuses for what it holds', () => {
  const refusedBy = async (work: Promise<unknown>): Promise<RefusedMessages<QueueMessage>> => {
    const error = await work.catch((caught: unknown) => caught);
    if (!(error instanceof RefusedMessages)) throw new Error(`not refused: ${error}`);
    return error as RefusedMessages<QueueMessage>;
  };

  it('is named, once, when all others were sent', async () => {
    refuses = ({ MessageBody }) => MessageBody.startsWith('3:') || MessageBody.startsWith('17:');
    failure = { Code: 'InvalidMessageContents', SenderFault: true };
    const all = messages(25);
    const { messages: refused, reason } = await refusedBy(open().sendAll(all));
    expect(refused).toEqual([all[3], all[17]]);
    expect(reason).toBe('InvalidMessageContents');
    expect(batches).toHaveLength(3);
    expect(batches.flat()).toHaveLength(25);
  });

  it.each([
    ['a fault of SQS', { Code: 'InternalError', SenderFault: false }],
    ['a fault of the sender that is not in the message', { Code: 'KMS.AccessDeniedException', SenderFault: true }],
  ])('is not %s: that is tried again, and then an error', async (_, found) => {
    refuses = ({ Id }) => Id === '3';
    failure = found;
    await expect(open().sendAll(messages(8))).rejects.not.toBeInstanceOf(RefusedMessages);
    expect(batches).toHaveLength(3);
  });

  it('is what is too large for a message, without a request', async () => {
    const [large] = messages(1, 1_048_577);
    if (large === undefined) throw new Error('no message');
    expect((await refusedBy(open().sendAll([large, ...messages(3)]))).messages).toEqual([large]);
    expect(taken()).toHaveLength(3);
    for (const one of [open().send(large), open().sendLater(large, 5)])
      expect((await refusedBy(one)).messages).toEqual([large]);
    expect(batches).toHaveLength(1);
  });

  it('as large as a message may be is sent', async () => {
    await open().sendAll(messages(2, 1_048_576));
    expect(batches.map((batch) => batch.length)).toEqual([1, 1]);
  });
});
