import type { Queue } from '../../engine/ports/queue.ts';
import type { Database } from './database.ts';
import type { Job, NewJob } from './job-row.ts';
import { type Jobs, jobsOf, type QueueName } from './jobs.ts';
import { knownMessages } from './known.ts';

/** How the messages of a queue become jobs and rows, and messages again. */
export interface Codec<Message> {
  jobOf(message: Message, nowMs: number): NewJob;
  /** Writes what of a message lies in rows of its own; within a transaction. */
  store?(message: Message): void;
  /** The message of a job; nothing when the rows that it refers to are gone. */
  load(job: Job): Message | undefined;
}

/** A job with its message at hand, or to be loaded when its turn comes. */
export interface Queued<Message> {
  readonly job: Job;
  readonly message?: Message;
}

type Listener<Message> = (queued: readonly Queued<Message>[], dueMs: number | undefined) => void;

/** Messages that become jobs together with other rows. */
export interface Prepared {
  /** Writes them, within a transaction that is under way. */
  insert(): void;
  /** To be called once that is on the disk. */
  announce(): void;
}

/** A queue in the store, and what a scheduler needs of it. */
export interface JobQueue<Message> extends Queue<Message> {
  readonly jobs: Jobs;
  prepare(messages: readonly Message[]): Prepared;
  load(job: Job): Message | undefined;
  /** Notes that a job is run now for its message: the work that ends what it is for may remove it. */
  noteRun(job: Job, message: Message): void;
  /** Whether a job was removed like that, so that it need not be completed. */
  isRemoved(job: Job, message: Message): boolean;
  /** Called with what was stored, once it is on the disk, and when it is due (epoch ms) where that is not at once. */
  onStored(listener: Listener<Message>): void;
}

/** One of the two queues over the store. What is sent is on the disk when the promise resolves. */
export function queueOver<Message extends object>(
  name: QueueName,
  codec: Codec<Message>,
  database: Database,
  now: () => number = Date.now,
): JobQueue<Message> {
  const jobs = jobsOf(name, database);
  const listeners: Listener<Message>[] = [];
  const known = knownMessages(database);

  function prepare(messages: readonly Message[], waitMs = 0): Prepared {
    const nowMs = now();
    const jobsOf = messages.map((message) => ({ message, job: codec.jobOf(message, nowMs) }));
    let queued: readonly Queued<Message>[] = [];
    return {
      insert() {
        queued = jobsOf.map(({ message, job }) => {
          codec.store?.(message);
          return { message, job: { ...job, n: jobs.insert(job, waitMs, nowMs), receives: 0 } };
        });
      },
      announce() {
        for (const listener of listeners) listener(queued, waitMs > 0 ? nowMs + waitMs : undefined);
      },
    };
  }

  async function put(messages: readonly Message[], waitMs: number): Promise<void> {
    if (messages.length === 0) return;
    const prepared = prepare(messages, waitMs);
    await database.write(prepared.insert);
    prepared.announce();
  }

  return {
    jobs,
    prepare,
    load: codec.load,
    noteRun(job, message) {
      known(message).job = job.n;
    },
    isRemoved: (job, message) => known(message).removedJob === job.n,
    onStored: (listener) => listeners.push(listener),
    send: (messages) => put(messages, 0),
    sendLater: (message, afterSeconds) => put([message], Math.max(0, Math.ceil(afterSeconds * 1000))),
  };
}
