import type { QueueMessage } from '../../lambdas/store/sqs/batches.ts';
import type { Wire } from '../../lambdas/store/sqs/wire.ts';

/** A message as SQS hands it out. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receives: number;
}

interface Stored {
  readonly id: string;
  readonly body: string;
  visibleMs: number;
  receives: number;
  handle: string;
}

/** What of a queue a worker talks to. */
export interface MemoryWire extends Wire {
  /** Ten messages at most, as SQS takes them. */
  putBatch(messages: readonly QueueMessage[]): Promise<void>;
  remove(receiptHandle: string): Promise<void>;
}

/** A standard queue: at least once, any order, hidden while somebody works on it, back when nobody deletes it. */
export interface MemoryQueue {
  readonly wire: MemoryWire;
  /** What is visible, at most so many, hidden for so long. */
  receive(max: number, hiddenMs: number): Received[];
  /** When the next message can be received; `undefined` when there is none. */
  nextMs(): number | undefined;
  /** Delivers something that is hidden a second time, at once. */
  redeliver(): boolean;
  /** Of the next batch, or of the next message alone, only so many are taken; the rest is refused. */
  refuseAfter(messages: number): void;
  readonly size: number;
  /** How often the message that was received most often was. */
  readonly mostReceives: number;
}

const BATCH = 10;

export function memoryQueue(now: () => number, random: () => number): MemoryQueue {
  const messages = new Map<string, Stored>();
  let made = 0;
  let mostReceives = 0;
  let permit = Number.POSITIVE_INFINITY;

  function put(body: string, afterSeconds = 0): void {
    made += 1;
    const id = `m${made}`;
    messages.set(id, { id, body, visibleMs: now() + afterSeconds * 1000, receives: 0, handle: '' });
  }

  /** By the newest handle of a message; an older one is not valid any more. */
  function byHandle(handle: string): Stored | undefined {
    const found = messages.get(handle.slice(0, handle.lastIndexOf('-')));
    return found?.handle === handle ? found : undefined;
  }

  const wire: MemoryWire = {
    send(message) {
      return this.putBatch([message]);
    },
    async sendLater({ body }, afterSeconds) {
      put(body, Math.min(900, Math.max(0, Math.round(afterSeconds))));
    },
    async putBatch(batch) {
      const taken = batch.slice(0, permit);
      const isShort = taken.length < batch.length;
      permit = Number.POSITIVE_INFINITY;
      for (const { body } of taken) put(body);
      if (isShort) throw new Error(`SQS refused ${batch.length - taken.length} of ${batch.length} messages`);
    },
    async sendAll(all) {
      for (let i = 0; i < all.length; i += BATCH) await this.putBatch(all.slice(i, i + BATCH));
    },
    async hide(handle, seconds) {
      const found = byHandle(handle);
      if (found === undefined) throw new Error('InvalidParameterValue: the message is not in flight');
      found.visibleMs = now() + seconds * 1000;
    },
    async remove(handle) {
      const found = byHandle(handle);
      if (found !== undefined) messages.delete(found.id);
    },
  };

  return {
    wire,
    receive(max, hiddenMs) {
      const visible = [...messages.values()].filter(({ visibleMs }) => visibleMs <= now());
      // Order is no promise of a standard queue: now and then a later one comes first.
      if (random() < 0.3) visible.reverse();
      return visible.slice(0, max).map((message) => {
        message.receives += 1;
        mostReceives = Math.max(mostReceives, message.receives);
        message.handle = `${message.id}-${message.receives}`;
        message.visibleMs = now() + hiddenMs;
        return { messageId: message.id, receiptHandle: message.handle, body: message.body, receives: message.receives };
      });
    },
    nextMs: () => (messages.size === 0 ? undefined : Math.min(...[...messages.values()].map((m) => m.visibleMs))),
    redeliver() {
      const hidden = [...messages.values()].filter(({ visibleMs }) => visibleMs > now());
      const chosen = hidden[Math.floor(random() * hidden.length)];
      if (chosen === undefined) return false;
      chosen.visibleMs = now();
      return true;
    },
    refuseAfter(count) {
      permit = count;
    },
    get size() {
      return messages.size;
    },
    get mostReceives() {
      return mostReceives;
    },
  };
}
