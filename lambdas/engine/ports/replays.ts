import type { ReplayJob } from '../../domain/replay-job.ts';

/** The replay jobs. They are kept as long as alerts are. */
export interface Replays {
  /**
   * Saves a new job (version 1), or the next version of a known one. `false` when another worker saved this version
   * before, or when the job is not kept (any more): then nothing is written.
   */
  save(job: ReplayJob): Promise<boolean>;
  load(id: string): Promise<ReplayJob | undefined>;
  /** Jobs that are not done, of the 500 that started last; the first that started comes first. */
  unfinished(): Promise<readonly ReplayJob[]>;
}
