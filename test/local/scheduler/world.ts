import { setImmediate } from 'node:timers/promises';
import { vi } from 'vitest';
import { createScheduler, type Scheduler } from '../../../infra/local/scheduler/scheduler.ts';
import type { Admission, Loaded, Verdict } from '../../../infra/local/scheduler/share.ts';
import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import type { NewJob } from '../../../lambdas/store/sqlite/job-row.ts';
import { memoryDatabase } from '../../../lambdas/store/sqlite/memory.ts';
import { type JobQueue, queueOver } from '../../../lambdas/store/sqlite/queue.ts';

/** What a test puts into the queue. */
export interface Item extends Partial<Pick<NewJob, 'rank' | 'problem' | 'isEnding' | 'lookMs' | 'giveUpMs'>> {
  readonly id: string;
  readonly group?: string;
  readonly bytes?: number;
}

/** One run of one message, under way or ended. */
export interface Run {
  readonly item: Item;
  readonly receives: number;
  /** By the clock that nobody sets. */
  readonly startedMs: number;
  isUnderway: boolean;
}

export interface Options {
  readonly concurrency?: number;
  readonly batchSize?: number;
  /** What becomes of a message; done at once when nothing is said. */
  readonly answer?: (item: Item, receives: number) => Verdict | Promise<Verdict>;
  /** Called before each run. */
  readonly onRun?: (item: Item) => void;
}

export const done: Verdict = { kind: 'done' };
export const back = (afterSeconds: number): Verdict => ({ kind: 'back', afterSeconds });
export const groupOf = ({ group = 'g' }: Item): string => group;

/** How the disk and the rows of messages misbehave. */
export interface Trouble {
  /** Writes fail. */
  isDiskLost: boolean;
  /** Reads of due times fail. */
  isUnreadable: boolean;
  /** Messages whose rows are gone, and whose rows cannot be read. */
  readonly gone: Set<string>;
  readonly broken: Set<string>;
}

export interface SchedulerWorld {
  readonly queue: JobQueue<Item>;
  readonly scheduler: Scheduler;
  readonly trouble: Trouble;
  readonly runs: readonly Run[];
  readonly logged: readonly { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** What a group may do; `go` when nothing is said. */
  admit(group: string, admission: Admission): void;
  send(...items: readonly Item[]): Promise<void>;
  sendLater(item: Item, seconds: number): Promise<void>;
  /** The wall clock is set by so much. */
  setClock(byMs: number): void;
  now(): number;
  /** Ends the process and starts another over the same database. */
  restart(): void;
  /** Lets everything happen that waits for nothing but the disk. */
  settle(): Promise<void>;
  /** Lets time pass. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** The ids that were run, in order. */
  ids(): string[];
  left(): number;
  /** What the tables say. */
  rows(sql: string, ...values: readonly (string | number)[]): readonly Readonly<Record<string, unknown>>[];
}

const codec = ({ gone, broken }: Trouble) => ({
  jobOf: (item: Item): NewJob => ({
    rank: 0,
    ...item,
    messageGroup: groupOf(item),
    ref: item.id,
    message: JSON.stringify(item),
  }),
  load({ ref, message }: { readonly ref: string; readonly message: string }): Item | undefined {
    if (broken.has(ref)) throw new Error(`the rows of ${ref} cannot be read`);
    return gone.has(ref) ? undefined : JSON.parse(message);
  },
});

/** A process: what it asks for after its end never happens. */
function processOf(raw: Database, trouble: Trouble, now: () => number) {
  const state = { isGone: false };
  const database: Database = {
    ...raw,
    sql(text) {
      if (trouble.isUnreadable) throw new Error('the disk does not answer');
      return raw.sql(text);
    },
    write: (work) =>
      trouble.isDiskLost
        ? Promise.reject(new Error('the disk does not take it'))
        : raw.write(() => {
            if (state.isGone) throw new Error('the process is gone');
            return work();
          }),
  };
  return { state, queue: queueOver('deliveries', codec(trouble), database, now) };
}

/** A scheduler over a database in memory, by a clock that is set by hand. Timers have to be fake, `setImmediate` real. */
export function schedulerWorld({ concurrency = 1, batchSize = 1, answer = () => done, onRun }: Options = {}) {
  const raw = memoryDatabase();
  const trouble: Trouble = { isDiskLost: false, isUnreadable: false, gone: new Set(), broken: new Set() };
  const runs: Run[] = [];
  const logged: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const admissions = new Map<string, Admission>();
  let offsetMs = 0;
  const now = (): number => Date.now() + offsetMs;

  const runOne = async ({ job, message }: Loaded<Item>): Promise<Verdict> => {
    onRun?.(message);
    const run: Run = { item: message, receives: job.receives, startedMs: Date.now(), isUnderway: true };
    runs.push(run);
    const verdict = await answer(message, job.receives);
    run.isUnderway = false;
    return verdict;
  };

  function begin() {
    const { state, queue } = processOf(raw, trouble, now);
    const scheduler = createScheduler<Item>({
      queue,
      now,
      log: (event, fields) => logged.push({ event, fields }),
      sizeOf: ({ bytes = 0 }) => bytes,
      shareOf: (name) => ({
        concurrency,
        batchSize,
        admission: () => admissions.get(name) ?? { kind: 'go' },
        run: (loaded) => Promise.all(loaded.map(runOne)),
      }),
    });
    scheduler.start();
    return { state, queue, scheduler };
  }
  let current = begin();

  async function settle(): Promise<void> {
    let quiet = 0;
    for (let rounds = 0; quiet < 4 && rounds < 10_000; rounds += 1) {
      await setImmediate();
      quiet = raw.waiting() === 0 ? quiet + 1 : 0;
    }
  }

  const world: SchedulerWorld = {
    get queue() {
      return current.queue;
    },
    get scheduler() {
      return current.scheduler;
    },
    trouble,
    runs,
    logged,
    admit: (group, admission) => void admissions.set(group, admission),
    async send(...items) {
      await current.queue.send(items);
      await settle();
    },
    async sendLater(item, seconds) {
      await current.queue.sendLater(item, seconds);
      await settle();
    },
    setClock(byMs) {
      offsetMs += byMs;
    },
    now,
    restart() {
      current.state.isGone = true;
      void current.scheduler.stop(0);
      current = begin();
    },
    settle,
    async pass(ms, stepMs = 50) {
      await settle();
      for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
        vi.advanceTimersByTime(Math.min(stepMs, leftMs));
        await settle();
      }
    },
    ids: () => runs.map(({ item }) => item.id),
    rows: (sql, ...values) => raw.sql(sql).all(...values),
    left: () => Number(raw.sql('SELECT count(*) AS n FROM job').get()?.['n']),
  };
  return world;
}

/** Fakes what the scheduler waits by; the commits of the database go on by themselves. */
export const fakeTimers = (): unknown => vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
