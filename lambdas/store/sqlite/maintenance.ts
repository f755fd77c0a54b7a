import type { Database } from './database.ts';
import { messageOf } from './errors.ts';
import type { Log } from './log.ts';

const pauseMs = 25;
const restMs = 30_000;
/** Pages given back to the file system in one step, and how many are kept for what comes. */
const pagesAStep = 32;
const keptPages = 256;

/** Does a little and answers whether there is more. */
export type Step = () => Promise<boolean>;

export interface MaintenanceOptions {
  readonly database: Database;
  readonly steps: readonly Step[];
  readonly log: Log;
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
  const steps = [...options.steps, vacuumStep(options.database)];

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
