import type { DeliveriesMessage } from '../../lambdas/domain/delivery.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import type { Queues, Stores } from '../../lambdas/engine/ports/index.ts';
import type { Thresholds } from '../../lambdas/engine/reconcile/reconcile.ts';

/** Stands between a store and what it sends its requests to; `door` names that in a crash point. */
export type Through = <T extends object>(door: string, to: T) => T;

/** Nothing stands between. */
export const direct: Through = (_, to) => to;

/** A delivery, a batch or a group that has not ended. */
export interface OpenThing {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}

/** A message as a worker gets it. */
export interface Received<Message> {
  readonly message: Message;
  /** What the queue knows it by while it is worked on. */
  readonly handle: string;
}

/** What a worker does with the messages that it has received. */
export interface Inbox {
  done(handle: string): Promise<void>;
  back(handle: string, afterSeconds: number): Promise<void>;
}

/** One queue, as whoever runs the workers sees it. */
export interface WorldQueue<Message> {
  /** What is ready, at most so many; nobody else gets them until they are done, or back, or their worker is gone. */
  receive(max: number): Promise<Received<Message>[]>;
  /** When the next message can be received; `undefined` when there is none. */
  nextMs(): number | undefined;
  /** Delivers a message a second time; `false` when there is none to be delivered again. */
  redeliver(): Promise<boolean>;
  /** Of the next messages that are sent together only so many are taken; the sender gets an error. */
  refuseAfter(messages: number): void;
  readonly size: number;
  /** Where receives are counted: how often the message that was received most often was. */
  readonly mostReceives?: number;
}

/** What a worker talks to. */
export interface Opened {
  readonly stores: Stores & Queues;
  readonly webhooks: Inbox;
  readonly deliveries: Inbox;
}

/** How a worker's requests leave it, and whether it has died, after which what it asked for and was not done is void. */
export interface Opening {
  readonly through: Through;
  isGone(): boolean;
}

/**
 * What a world keeps its rows and messages in. The engine sees what `open` answers; the rest is for the checks, which
 * have to find what is kept without knowing its ids.
 */
export interface WorldStore {
  /** All workers are one process, which ends with each of them and takes the messages of one group by one. */
  readonly isOneProcess: boolean;
  readonly thresholds: Thresholds;
  /** Opens everything for a new worker. In one process, what the worker before held in memory is gone. */
  open(opening: Opening): Opened;
  /** Stores and queues for whoever is no worker: who accepts, asks or compares. */
  readonly outside: Stores & Queues;
  readonly webhooks: WorldQueue<WebhookMessage>;
  readonly deliveries: WorldQueue<DeliveriesMessage>;
  /** All alerts that are kept, system alerts too. */
  alertIds(): Promise<readonly string[]>;
  /** What stands in the index of open things. */
  openThings(): Promise<readonly OpenThing[]>;
  /** Deliveries with a row of their own that were delivered or merged, oldest first. */
  settledIds(): Promise<readonly string[]>;
}

/** Makes the store of one world; `random` is the world's chance. */
export type MakeStore = (random: () => number) => WorldStore;
