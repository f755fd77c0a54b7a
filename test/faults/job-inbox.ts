import type { Queue } from '../../lambdas/engine/ports/queue.ts';
import type { Database } from '../../lambdas/store/sqlite/database.ts';
import { type Job, jobColumns, jobOf } from '../../lambdas/store/sqlite/job-row.ts';
import type { JobQueue } from '../../lambdas/store/sqlite/queue.ts';
import type { Inbox, Received, WorldQueue } from './world-store.ts';

/** One process's hold on a queue of the store: the jobs that it runs are known to it alone. */
export interface JobInbox<Message> extends Inbox {
  readonly queue: Queue<Message>;
  receive(max: number): Promise<Received<Message>[]>;
  nextMs(): number | undefined;
  readonly size: number;
}

/** The jobs that a scheduler would run now: what is due, each group in its order, and what has to be looked at. */
async function readyJobs<Message>(
  { jobs }: JobQueue<Message>,
  isRunning: (job: Job) => boolean,
  limit: number,
): Promise<Job[]> {
  while (await jobs.shortenWaits(Date.now()));
  for (let names = await jobs.promote(Date.now()); names.length > 0; names = await jobs.promote(Date.now()));
  const looked = jobs.looks(Date.now());
  const ready = [...jobs.groups().keys()].flatMap((group) => jobs.ready(group, limit));
  const found = new Map([...looked, ...ready].map((job) => [job.n, job]));
  return [...found.values()].filter((job) => !isRunning(job));
}

export function jobInbox<Message>(queue: JobQueue<Message>): JobInbox<Message> {
  const running = new Map<string, Job>();
  const { jobs } = queue;
  const isRunning = ({ n }: Job): boolean => running.has(String(n));
  async function end(handle: string, write: (job: Job) => Promise<unknown>): Promise<void> {
    const job = running.get(handle);
    if (job === undefined) return;
    try {
      await write(job);
    } finally {
      running.delete(handle);
    }
  }
  function nextMs(): number | undefined {
    const groups = [...jobs.groups().keys()];
    if (groups.length === 0) return undefined;
    if (groups.some((group) => jobs.ready(group, running.size + 1).some((job) => !isRunning(job)))) return Date.now();
    const ms = Math.min(jobs.nextDueMs(), jobs.nextLookMs());
    return Number.isFinite(ms) ? ms : undefined;
  }
  return {
    queue,
    async receive(max) {
      const found = (await readyJobs(queue, isRunning, max + running.size)).slice(0, max);
      for (const job of found) running.set(String(job.n), job);
      const received: Received<Message>[] = [];
      for (const job of found) {
        const message = queue.load(job);
        if (message !== undefined) received.push({ message, handle: String(job.n) });
        // What its rows say nothing of any more is done with.
        else await this.done(String(job.n));
      }
      return received;
    },
    done: (handle) => end(handle, ({ n }) => jobs.complete(n)),
    back: (handle, afterSeconds) =>
      end(handle, (job) => jobs.postpone(job, Date.now() + afterSeconds * 1000, Date.now())),
    nextMs,
    get size() {
      return [...jobs.groups().values()].reduce((sum, count) => sum + count, 0);
    },
  };
}

/** Takes part of what is sent together and answers with an error, as a queue that takes messages one by one may. */
export interface Permits {
  permit: number;
}

export const refusing = <Message>(queue: JobQueue<Message>, permits: Permits): Queue<Message> => ({
  async send(messages) {
    const taken = messages.slice(0, permits.permit);
    permits.permit = Number.POSITIVE_INFINITY;
    await queue.send(taken);
    if (taken.length < messages.length)
      throw new Error(`the queue refused ${messages.length - taken.length} of ${messages.length} messages`);
  },
  sendLater: queue.sendLater,
});

const NTH = `SELECT ${jobColumns} FROM job WHERE queue = ? ORDER BY n LIMIT 1 OFFSET ?`;

/** The queue of the process that runs, whichever that is. */
export const worldQueueOver = <Message>(
  name: 'webhooks' | 'deliveries',
  current: () => { readonly inbox: JobInbox<Message>; readonly jobQueue: JobQueue<Message> },
  permits: Permits,
  database: Database,
  random: () => number,
): WorldQueue<Message> => ({
  receive: (max) => current().inbox.receive(max),
  nextMs: () => current().inbox.nextMs(),
  async redeliver() {
    const { inbox, jobQueue } = current();
    const row = database.sql(NTH).get(name, Math.floor(random() * inbox.size));
    const message = row === undefined ? undefined : jobQueue.load(jobOf(row));
    if (message !== undefined) await jobQueue.send([message]);
    return message !== undefined;
  },
  refuseAfter(messages) {
    permits.permit = messages;
  },
  get size() {
    return current().inbox.size;
  },
});
