import { isDamage, isLostSync, messageOf, type StoreError, understood } from './errors.ts';
import type { Log } from './log.ts';
import type { Thread } from './thread.ts';
import type { LogState } from './thread-tasks.ts';

const frameBytes = 4096 + 24;
const deadlineMs = 30_000;
/** From so many times the restart size on, writes wait for a checkpoint that is under way. */
const holdAt = 1.5;

/** When the log is brought into the database file, in bytes. */
export interface CheckpointLimits {
  /** Each time that the log has grown by so much, it is brought over while writes go on. */
  readonly step: number;
  /** From this size on writes wait until all is brought over, so that the log begins again from its start. */
  readonly restart: number;
}

export interface CheckpointOptions {
  readonly thread: Pick<Thread, 'ask'>;
  /** Frames in the log and in the database file, without work. */
  readonly look: () => LogState;
  /** Lets nothing be written meanwhile. */
  readonly hold: <T>(work: () => Promise<T>) => Promise<T>;
  readonly limits: CheckpointLimits;
  readonly log: Log;
  readonly onFatal: (error: StoreError) => void;
}

export interface Checkpointer {
  /** To be called after each commit; starts what is due and does not wait for it. */
  afterCommit(): void;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/**
 * Checkpoints in a thread, so that the main thread reads and writes no pages for them. SQLite begins its log anew when
 * a transaction finds all of it in the database file. Under steady writes that never comes about by itself; from a
 * certain size on, writes wait for the short rest.
 */
export function createCheckpointer(options: CheckpointOptions): Checkpointer {
  const { step, restart } = options.limits;
  let first: Promise<unknown> = Promise.resolve();
  let running: Promise<void> | undefined;
  let isHeld = false;
  /** How large the log was after the last try. */
  let triedAt = 0;

  const checkpoint = () => options.thread.ask('checkpoint', undefined, deadlineMs);
  const logBytes = () => options.look().log * frameBytes;
  const run = async (): Promise<void> => {
    try {
      await first;
      if (logBytes() >= restart) await options.hold(checkpoint);
    } catch (error) {
      options.log('store.checkpoint_failed', { error: messageOf(error) });
      if (isLostSync(error) || isDamage(error)) options.onFatal(understood(error));
    }
    triedAt = logBytes();
    running = undefined;
    isHeld = false;
  };
  /** Writes that are faster than the thread wait for it. */
  const holdDuring = (work: Promise<unknown>): void => {
    isHeld = true;
    void options.hold(() => work).catch(() => {});
  };
  return {
    afterCommit() {
      const bytes = logBytes();
      if (running !== undefined) {
        if (!isHeld && bytes >= restart * holdAt) holdDuring(first);
        return;
      }
      if (bytes < triedAt) triedAt = 0;
      if (bytes - triedAt < step) return;
      first = checkpoint();
      running = run();
    },
    idle: async () => running,
  };
}
