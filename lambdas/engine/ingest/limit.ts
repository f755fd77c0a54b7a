const MINUTE_MS = 60_000;
/** Counts are kept by buckets of this length; a bucket leaves the minute as a whole. */
const BUCKET_MS = 5_000;

interface Bucket {
  readonly startMs: number;
  readonly count: number;
}

/** Seconds until there is room again; nothing while there is. What was refused is not counted against the sender. */
export type Limit = (source: string, perMinute: number | undefined, nowMs: number) => number | undefined;

const leavesMs = ({ startMs }: Bucket): number => startMs + BUCKET_MS + MINUTE_MS;

/**
 * Counts each source by itself over a sliding minute. It is kept in memory, by each running copy of the function: it
 * bounds what one sender can take of each, and costs no request.
 */
export function createLimit(): Limit {
  const kept = new Map<string, readonly Bucket[]>();
  return (source, perMinute, nowMs) => {
    if (perMinute === undefined) return undefined;
    const window = (kept.get(source) ?? []).filter((bucket) => leavesMs(bucket) > nowMs);
    const used = window.reduce((sum, { count }) => sum + count, 0);
    const [oldest] = window;
    if (used >= perMinute && oldest !== undefined) return Math.ceil((leavesMs(oldest) - nowMs) / 1000);
    const startMs = nowMs - (nowMs % BUCKET_MS);
    const last = window.at(-1);
    const count = last?.startMs === startMs ? last.count + 1 : 1;
    kept.set(source, [...window.filter((bucket) => bucket.startMs !== startMs), { startMs, count }]);
    return undefined;
  };
}
