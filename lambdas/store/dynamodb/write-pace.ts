/**
 * Rows of alerts that one worker writes in a second. A new on-demand table takes 4,000 write units a second
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html), and an alert's row
 * costs two units with its index entry, and five when it is large.
 */
const ROWS_PER_SECOND = 750;
const SLOWEST_PER_SECOND = 50;
/** Refusals within this time are one sign and not many. */
const ONE_SIGN_MS = 500;
/** After a refusal, the full pace is reached again in about so many seconds. */
const RECOVERY_SECONDS = 20;
/** Nobody waits longer for a turn, so that a deadline can be looked at. */
const LONGEST_WAIT_MS = 5_000;

/** Spreads the writes of one worker over time, so that a table is not overrun by one large webhook. */
export interface WritePace {
  /** Waits for the turn of so many rows. */
  wait(rows: number): Promise<void>;
  /** The table refused a write because there were too many: half as many from now on. */
  slowDown(): void;
}

export interface WritePaceProps {
  readonly rowsPerSecond?: number;
  /** A clock that is never set back, ms. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** The pace of one worker: it slows down while the table refuses writes, and recovers slowly. */
export function createWritePace({ rowsPerSecond = ROWS_PER_SECOND, now, sleep }: WritePaceProps): WritePace {
  let rate = rowsPerSecond;
  let rateSinceMs = now();
  let slowedMs = Number.NEGATIVE_INFINITY;
  let nextMs = now();

  function recover(nowMs: number): void {
    rate = Math.min(rowsPerSecond, rate + (rowsPerSecond / RECOVERY_SECONDS) * ((nowMs - rateSinceMs) / 1000));
    rateSinceMs = nowMs;
  }
  return {
    async wait(rows) {
      const nowMs = now();
      recover(nowMs);
      const turnMs = Math.min(Math.max(nowMs, nextMs), nowMs + LONGEST_WAIT_MS);
      nextMs = turnMs + (rows * 1000) / rate;
      if (turnMs > nowMs) await sleep(turnMs - nowMs);
    },
    slowDown() {
      const nowMs = now();
      recover(nowMs);
      if (nowMs - slowedMs < ONE_SIGN_MS) return;
      slowedMs = nowMs;
      rate = Math.max(SLOWEST_PER_SECOND, rate / 2);
    },
  };
}
