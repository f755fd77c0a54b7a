/** When a source was last seen, and which gap was reported (epoch ms). */
export interface Heartbeat {
  readonly lastSeenMs: number;
  /** The `lastSeenMs` at the start of the gap that was reported and is not over. */
  readonly reportedMs?: number;
}

/** When sources that are expected to send were last seen. */
export interface Heartbeats {
  read(source: string): Promise<Heartbeat | undefined>;
  /** Notes that a source was seen; an older time changes nothing. */
  markSeen(source: string, atMs: number): Promise<void>;
  /** Notes that a gap was reported; without a time, that it is over. */
  markReported(source: string, reportedMs: number | undefined): Promise<void>;
}
