import { type DeliveriesMessage, destinationOf } from '../../domain/delivery.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import { type Queue, RefusedMessages } from '../../engine/ports/queue.ts';
import type { QueueMessage } from './batches.ts';
import { encodeDelivery, encodeWebhook } from './codec.ts';
import type { Wire } from './wire.ts';

/** How the messages of a queue become texts, and which group each is of. */
interface Codec<Message> {
  encode(message: Message): string;
  groupOf(message: Message): string;
}

/** What SQS refused as the messages that they were. */
async function named<Message>(sent: Promise<void>, messages: ReadonlyMap<QueueMessage, Message>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof RefusedMessages)) throw error;
    const refused = [...messages].filter(([wired]) => error.messages.includes(wired));
    throw new RefusedMessages(
      refused.map(([, message]) => message),
      error.reason,
    );
  }
}

const queueOver = <Message>(wire: Wire, { encode, groupOf }: Codec<Message>): Queue<Message> => {
  const wired = (message: Message): QueueMessage => ({ body: encode(message), group: groupOf(message) });
  return {
    async send(messages) {
      const all = new Map(messages.map((message) => [wired(message), message]));
      const [first, ...rest] = all.keys();
      if (first === undefined) return;
      await named(rest.length === 0 ? wire.send(first) : wire.sendAll([first, ...rest]), all);
    },
    async sendLater(message, afterSeconds) {
      const only = wired(message);
      await named(wire.sendLater(only, afterSeconds), new Map([[only, message]]));
    },
  };
};

/** The deliveries queue over SQS: one group a destination. */
export const deliveryQueueOver = (wire: Wire): Queue<DeliveriesMessage> =>
  queueOver(wire, { encode: encodeDelivery, groupOf: destinationOf });

/** The webhooks queue over SQS: one group a source. */
export const webhookQueueOver = (wire: Wire): Queue<WebhookMessage> =>
  queueOver(wire, { encode: encodeWebhook, groupOf: ({ source }) => source });
