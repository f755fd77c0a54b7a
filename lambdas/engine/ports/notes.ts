/**
 * Short texts under a key, each kept until its end (epoch ms): which delivery a ticket belongs to, which requests of
 * vendors were worked on, who silenced a problem. Keys and notes have at most 1,000 characters.
 */
export interface Notes {
  /** The note, unless it has ended. */
  read(key: string, nowMs: number): Promise<string | undefined>;
  /** Writes a note unless there is one; returns the one that there was. Of two calls at once, one is first. */
  add(key: string, note: string, untilMs: number, nowMs: number): Promise<string | undefined>;
  /** Writes a note in the place of any other. */
  replace(key: string, note: string, untilMs: number): Promise<void>;
}
