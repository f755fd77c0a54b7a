import { describe, expect, it } from 'vitest';
import type { DeliveriesMessage } from '../../../lambdas/domain/delivery.ts';
import { carriable } from '../../../lambdas/domain/values/sqs-safe.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { RefusedMessages } from '../../../lambdas/engine/ports/queue.ts';
import type { QueueMessage } from '../../../lambdas/store/sqs/batches.ts';
import { decodeDelivery, decodeWebhook, encodeDelivery, UnreadableMessage } from '../../../lambdas/store/sqs/codec.ts';
import { deliveryQueueOver, webhookQueueOver } from '../../../lambdas/store/sqs/queue.ts';
import type { Wire } from '../../../lambdas/store/sqs/wire.ts';

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
