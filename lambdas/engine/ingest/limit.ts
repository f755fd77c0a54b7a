const MINUTE_MS = 60_000;
/** Requests are counted in buckets of this length; a bucket expires as a whole. */
const BUCKET_MS = 5_000;

interface Bucket {
  readonly startMs: number;
  readonly count: number;
}

/**
 * Counts a request. Returns the seconds until one is allowed again, or nothing when this one is. Refused requests are
 * not counted.
 */
export type Limit = (source: string, perMinute: number | undefined, nowMs: number) => number | undefined;

const leavesMs = ({ startMs }: Bucket): number => startMs + BUCKET_MS + MINUTE_MS;

/**
 * Counts the requests of each source over a sliding minute, in memory. Every running copy of the function counts for
 * itself, which costs no request to a store.
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
