const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 15 * 60;
/** Nobody's `Retry-After` is honoured beyond a week. */
const LONGEST_RETRY_AFTER_SECONDS = 7 * 24 * 60 * 60;

/** A delivery that has not succeeded for this long is given up, with the last reason. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Seconds to wait before attempt `made + 1`. Full jitter over an exponential range
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); what the destination asked for is
 * the least, with up to a fifth more so that many waiting workers do not come back at once. `random` in [0, 1).
 */
export function retryDelaySeconds(made: number, random: number, afterSeconds?: number): number {
  if (afterSeconds !== undefined) {
    const asked = Math.min(Math.max(afterSeconds, 1), LONGEST_RETRY_AFTER_SECONDS);
    return asked + random * Math.min(asked * 0.2, 30);
  }
  const range = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.min(made - 1, 20));
  return 0.5 + random * range;
}
