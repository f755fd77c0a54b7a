import type { Database } from './database.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';

const maxRows = 200;
/** A step that takes longer is followed by smaller ones. */
const stepMs = 8;
const pauseMs = 25;
const restMs = 30_000;
/** Pages given back to the file system in one step, and how many are kept for what comes. */
const pagesAStep = 32;
const keptPages = 256;

/** Rows that have had their time, deleted some at a time. */
export interface Expiry {
  /** Deletes at most `:rows` rows that had their time at `:now` (epoch ms); both must be named in it. */
  readonly sql: string;
}

export interface MaintenanceOptions {
  readonly database: Database;
  readonly expiries: readonly Expiry[];
  readonly log: Log;
  readonly now: () => number;
  /** Between two steps, and between two rounds. */
  readonly pauseMs?: number;
  readonly restMs?: number;
}

export interface Maintenance {
  /** Resolves when the step under way has ended; none follows. */
  stop(): Promise<void>;
}

/** Deletes what expired and shrinks the file, in short transactions with pauses between them. */
export function startMaintenance(options: MaintenanceOptions): Maintenance {
  const { pauseMs: pause = pauseMs, restMs: rest = restMs, log } = options;
  const ending = new AbortController();
  const steps = [...options.expiries.map((expiry) => expiryStep(options, expiry)), vacuumStep(options.database)];

  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      for (const step of steps)
        while (!ending.signal.aborted && (await attempt(step, log))) await sleep(pause, ending.signal);
      await sleep(rest, ending.signal);
    }
  };
  const running = run();
  return {
    stop() {
      ending.abort();
      return running;
    },
  };
}

/** Does a little and answers whether there is more. */
type Step = () => Promise<boolean>;

function expiryStep({ database, now }: MaintenanceOptions, { sql }: Expiry): Step {
  let rows = maxRows;
  return () =>
    database.write(() => {
      const started = performance.now();
      const { changes } = database.sql(sql).run({ now: now(), rows });
      const isFull = Number(changes) >= rows;
      rows = performance.now() - started > stepMs ? Math.max(1, rows >> 1) : Math.min(maxRows, rows + 10);
      return isFull;
    });
}

function vacuumStep(database: Database): Step {
  const free = () => Number(database.sql('PRAGMA freelist_count').get()?.['freelist_count']);
  return async () => {
    if (free() <= keptPages) return false;
    await database.write(() => void database.sql(`PRAGMA incremental_vacuum(${pagesAStep})`).all());
    return true;
  };
}

/** A step that fails, as on a full disk, is tried again in the next round. */
async function attempt(step: Step, log: Log): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    log('store.maintenance_failed', { error: messageOf(error) });
    return false;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    signal.addEventListener('abort', end);
  });
}
