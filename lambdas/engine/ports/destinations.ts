/** The open circuit breaker of a destination, shared by all workers. Times in epoch ms. */
export interface Circuit {
  readonly reason: string;
  readonly sinceMs: number;
  /** Whether the other destinations were notified of it. */
  readonly isReported: boolean;
}

/** The circuit breakers of destinations; none is stored for a healthy one. */
export interface Circuits {
  read(destination: string): Promise<Circuit | undefined>;
  /** Opens it unless it is open; answers the one that holds. */
  open(destination: string, reason: string, nowMs: number): Promise<Circuit>;
  /** Whether this worker may try one delivery now; the next may at `nextMs`. */
  acquireProbe(destination: string, nowMs: number, nextMs: number): Promise<boolean>;
  markReported(destination: string): Promise<void>;
  /** Closes it; answers it when it was this call that did. */
  close(destination: string): Promise<Circuit | undefined>;
}

/** When the requests of the last minute were made (epoch ms), and until when the vendor wants none. */
export interface RateWindow {
  readonly requestTimes: readonly number[];
  readonly blockedUntilMs: number;
  /** Of the row it was read from; 0 when there is none. */
  readonly version: number;
}

/** The rate limits of destinations, or of scopes that several share. */
export interface RateLimits {
  read(scope: string): Promise<RateWindow>;
  /** Writes what was read and changed; `false` when another worker wrote meanwhile. */
  write(scope: string, window: RateWindow): Promise<boolean>;
}
