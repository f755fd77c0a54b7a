import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveriesMessage } from '../../../lambdas/domain/delivery.ts';
import { carriable } from '../../../lambdas/domain/values/sqs-safe.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { RefusedMessages } from '../../../lambdas/engine/ports/queue.ts';
import type { QueueMessage } from '../../../lambdas/store/sqs/batches.ts';
import { decodeDelivery, decodeWebhook, encodeDelivery, UnreadableMessage } from '../../../lambdas/store/sqs/codec.ts';
import { deliveryQueueOver, webhookQueueOver } from '../../../lambdas/store/sqs/queue.ts';
import { createWire, type Wire } from '../../../lambdas/store/sqs/wire.ts';

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

it('what SQS takes in no message is written as an escape, and reads the same', () => {
  const message = { title: 'a\uffffb\ufffec', path: 'C:\\uffff', planes: '\u{1f6a8}\u{1fffe}\u{10ffff}' };
  const body = carriable(JSON.stringify(message));
  expect(body).not.toMatch(/[\ufffe\uffff]/);
  expect(body).toContain(message.planes);
  expect(JSON.parse(body)).toEqual(message);
  expect(carriable('{"half":"\ud83d","two":"\ude00\ud83d"}')).toBe('{"half":"\\ud83d","two":"\\ude00\\ud83d"}');
});

describe('a queue over it', () => {
  const webhook = (source: string): WebhookMessage => ({
    v: 2,
    webhookId: 'wh_1',
    source,
    receivedAt: '2026-11-21T20:15:00.000Z',
    headers: { 'content-type': 'application/json' },
    body: { in: 'message', gzip: false, bytes: Buffer.from([0, 0xff, 0x7b]) },
  });
  const flush = (destination: string): DeliveriesMessage => ({ v: 2, flush: { destination, name: 'digest' } });

  /** What is handed to SQS, by the way it goes. */
  function noted() {
    const calls: [how: string, groups: string[], after?: number][] = [];
    const bodies: string[] = [];
    const groupsOf = (all: readonly QueueMessage[]): string[] => {
      bodies.push(...all.map(({ body }) => body));
      return all.map(({ group }) => group);
    };
    const wire: Wire = {
      send: async (message) => void calls.push(['send', groupsOf([message])]),
      sendAll: async (all) => void calls.push(['sendAll', groupsOf(all)]),
      sendLater: async (message, after) => void calls.push(['sendLater', groupsOf([message]), after]),
      hide: async () => undefined,
    };
    return { wire, calls, bodies };
  }

  it('sends one message in a request of its own, several together, and none not at all', async () => {
    const { wire, calls } = noted();
    const queue = deliveryQueueOver(wire);
    await queue.send([]);
    await queue.send([flush('soc')]);
    await queue.send([flush('soc'), flush('jira')]);
    await queue.sendLater(flush('soc'), 20);
    expect(calls).toEqual([
      ['send', ['soc']],
      ['sendAll', ['soc', 'jira']],
      ['sendLater', ['soc'], 20],
    ]);
  });

  it('carries a webhook byte for byte, in the group of its source', async () => {
    const { wire, calls, bodies } = noted();
    const inBlob: WebhookMessage = { ...webhook('akto'), body: { in: 'blob', gzip: true, key: 'webhooks/wh_1' } };
    await webhookQueueOver(wire).send([webhook('akto')]);
    await webhookQueueOver(wire).send([inBlob]);
    expect(calls).toEqual([
      ['send', ['akto']],
      ['send', ['akto']],
    ]);
    expect(bodies.map(decodeWebhook)).toEqual([webhook('akto'), inBlob]);
  });

  it.each(['{}', '[]', '{"v":2,"body":"text"}', '{"v":3,"body":{}}', '{"v":2,"bo'])(
    'reads no webhook in %s',
    (body) => {
      expect(() => decodeWebhook(body)).toThrow(UnreadableMessage);
    },
  );

  it.each(['{}', 'null', '{"v":2}', '{"v":3,"flush":{}}', '{"v":2,"deliveryId":"x","alert":"y"}', '{"v":2,"fl'])(
    'reads no delivery in %s',
    (body) => {
      expect(() => decodeDelivery(body)).toThrow(UnreadableMessage);
    },
  );

  it('reads the delivery that was written', () => {
    expect(decodeDelivery(encodeDelivery(flush('soc')))).toEqual(flush('soc'));
  });

  it('names the messages that were refused as they were given to it', async () => {
    const [first, second] = [flush('soc'), flush('jira')];
    const refusing = async (all: readonly QueueMessage[]) => {
      throw new RefusedMessages(all.slice(1), 'InvalidMessageContents');
    };
    const wire: Wire = { ...noted().wire, sendAll: refusing, sendLater: (message) => refusing([message, message]) };
    const queue = deliveryQueueOver(wire);
    await expect(queue.send([first, second])).rejects.toMatchObject({ name: 'RefusedMessages', messages: [second] });
    await expect(queue.sendLater(first, 5)).rejects.toMatchObject({ name: 'RefusedMessages', messages: [first] });
  });
});
