import type { Silence } from '../../domain/silence.ts';

/** The silences that operators made. */
export interface Silences {
  /** All that are kept, newest first. */
  list(): Promise<readonly Silence[]>;
  create(silence: Silence): Promise<void>;
  /** `false` when there is none of this id, or it has ended. */
  end(id: string): Promise<boolean>;
  /** Adds to the number of alerts that a silence suppressed. */
  count(id: string, alerts: number): Promise<void>;
  /** Notes that the end of a silence was reported; `false` when it was noted before. */
  markAnnounced(id: string): Promise<boolean>;
}
