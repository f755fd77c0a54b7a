import type { ProblemState } from '../../domain/acknowledgement.ts';

/**
 * A mark on a problem at one destination. `acknowledged`: until it is over or gets worse, its repeats do not notify again
 * after the deduplication window. `over`: its next alert notifies anew.
 */
export type ProblemMark = 'acknowledged' | 'over';

/** What persons said of problems. None is stored for a problem that nobody answered. */
export interface Problems {
  load(fingerprint: string): Promise<ProblemState | undefined>;
  /**
   * Saves a new state (version 1), or the next version of a known one. `false` when another worker saved this version
   * before; then nothing is written.
   */
  save(problem: ProblemState): Promise<boolean>;
  /**
   * Marks a problem at a destination that was notified of it and not of its end. Returns how severe it was there, or
   * nothing when it is not open there.
   */
  mark(destination: string, fingerprint: string, mark: ProblemMark): Promise<number | undefined>;
}
