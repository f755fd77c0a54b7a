/** The open circuit breaker of a destination, shared by all workers. Times in epoch ms. */
export interface Circuit {
  readonly reason: string;
  readonly sinceMs: number;
  /** Whether the other destinations were notified of it. */
  readonly isReported: boolean;
  /** When the next probe is allowed, and how many were made. */
  readonly nextProbeMs: number;
  readonly probes: number;
  /** Who paused the destination: nothing is sent, not even a probe, until somebody resumes it. */
  readonly pausedBy?: string;
  /** What the vendor said when it was opened, without credentials; not stored. */
  readonly response?: string;
}

/** The circuit breakers of destinations; none is stored for a healthy one. */
export interface Circuits {
  read(destination: string): Promise<Circuit | undefined>;
  /** Opens it unless it is open; returns the open one. */
  open(destination: string, reason: string, nowMs: number): Promise<Circuit>;
  /** Whether this worker may send one probe now; the next probe is allowed at `nextMs`. */
  acquireProbe(destination: string, nowMs: number, nextMs: number): Promise<boolean>;
  markReported(destination: string): Promise<void>;
  /** Closes it; returns it when this call closed it. */
  close(destination: string): Promise<Circuit | undefined>;
}

/** The reason of a circuit breaker that is open only because somebody paused its destination. */
export const PAUSED = 'paused';

/** What operators do with destinations. */
export interface Pauses {
  /** Holds back all deliveries of a destination; returns its state. A second call names the second person. */
  pause(destination: string, by: string, nowMs: number): Promise<Circuit>;
  /** Ends a pause; `false` when there is none. A circuit breaker that was open before is open again. */
  resume(destination: string): Promise<boolean>;
}

/** The times of the requests of the last minute (epoch ms), and until when the vendor allows none. */
export interface RateWindow {
  readonly requestTimes: readonly number[];
  readonly blockedUntilMs: number;
  /** The version of the row; 0 when there is none. */
  readonly version: number;
}

/** The rate limits of destinations, or of scopes that several share. */
export interface RateLimits {
  read(scope: string): Promise<RateWindow>;
  /** Writes a window that was read and changed; `false` when another worker has written since. */
  write(scope: string, window: RateWindow): Promise<boolean>;
}
