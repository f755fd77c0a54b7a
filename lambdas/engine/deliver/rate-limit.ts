import type { Severity } from '../../core/alert.ts';
import type { RateWindow } from '../ports/destinations.ts';
import type { Ports } from './ports.ts';

const MINUTE_MS = 60_000;
/** No more than this in a second, or twice the minute's average where that is more. */
const PER_SECOND = 5;
const TRIES = 4;

/**
 * Which part of a minute's requests a severity may use up: when capacity is short, the urgent ones still find room.
 */
const share: Readonly<Record<Severity, number>> = { critical: 1, high: 1 / 2, medium: 1 / 3, low: 1 / 3, info: 1 / 3 };

/** `go`; `full`: the share of its severity is used up; `wait`: not in this moment. */
export type Permit =
  | { readonly kind: 'go' }
  | { readonly kind: 'full'; readonly untilMs: number }
  | { readonly kind: 'wait'; readonly untilMs: number };

/** One worker's view of quotas that all workers share. */
export interface RateLimiter {
  /** One answer a severity, in order; asks for them together, so that many cost one write. */
  take(destination: string, perMinute: number, severities: readonly Severity[]): Promise<Permit[]>;
  /** The vendor wants no request until then. */
  block(destination: string, untilMs: number): Promise<void>;
}

const recent = ({ requestTimes, ...rest }: RateWindow, nowMs: number): RateWindow => ({
  ...rest,
  // A time ahead of ours was taken before the clock was set back.
  requestTimes: requestTimes.filter((ms) => ms <= nowMs && nowMs - ms < MINUTE_MS),
});

/** When the n-th newest of these leaves the last `spanMs`. */
const leaves = (at: readonly number[], n: number, spanMs: number): number =>
  (at.toSorted((a, b) => a - b).at(-n) ?? 0) + spanMs;

/** A permit for one request of this severity, or until when there is none; pure. */
function permitFor(
  { requestTimes: at, blockedUntilMs }: RateWindow,
  severity: Severity,
  perMinute: number,
  nowMs: number,
): Permit {
  if (blockedUntilMs > nowMs) return { kind: 'wait', untilMs: blockedUntilMs };
  const allowed = Math.max(1, Math.floor(perMinute * share[severity]));
  if (at.length >= allowed) return { kind: 'full', untilMs: leaves(at, allowed, MINUTE_MS) };
  const inSecond = at.filter((ms) => nowMs - ms < 1000).length;
  return inSecond >= Math.max(PER_SECOND, perMinute / 30) ? { kind: 'wait', untilMs: nowMs + 1000 } : { kind: 'go' };
}

interface Taken {
  readonly permits: Permit[];
  readonly window: RateWindow;
}

function takeAll(window: RateWindow, severities: readonly Severity[], perMinute: number, nowMs: number): Taken {
  const at = [...window.requestTimes];
  const permits = severities.map((severity) => {
    const permit = permitFor({ ...window, requestTimes: at }, severity, perMinute, nowMs);
    if (permit.kind === 'go') at.push(nowMs);
    return permit;
  });
  return { permits, window: { ...window, requestTimes: at } };
}

const nobody: RateWindow = { requestTimes: [], blockedUntilMs: 0, version: 0 };

type Next = (window: RateWindow, nowMs: number) => RateWindow;

/** Reads, changes and writes a destination's window, again when another worker wrote first; nothing when that goes on. */
async function change(
  destination: string,
  seen: Map<string, RateWindow>,
  next: Next,
  ports: Ports,
): Promise<RateWindow | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = seen.get(destination);
    const base = known !== undefined && tries === 0 ? known : await ports.rateLimits.read(destination);
    const nowMs = ports.now();
    const unwritten = (known?.requestTimes ?? []).filter((ms) => !base.requestTimes.includes(ms));
    const wanted = next(recent({ ...base, requestTimes: [...base.requestTimes, ...unwritten] }, nowMs), nowMs);
    if (!(await ports.rateLimits.write(destination, wanted))) continue;
    const written = { ...wanted, version: base.version + 1 };
    seen.set(destination, written);
    return written;
  }
  return undefined;
}

interface PermitRequest {
  readonly destination: string;
  readonly perMinute: number;
  readonly severities: readonly Severity[];
}

/** A request alone in its minute needs no write: what it would tell the others can be told with the next. */
const isAlone = ({ severities }: PermitRequest, { requestTimes, blockedUntilMs }: RateWindow, nowMs: number): boolean =>
  severities.length === 1 && requestTimes.length === 0 && blockedUntilMs <= nowMs;

async function take(request: PermitRequest, seen: Map<string, RateWindow>, ports: Ports): Promise<Permit[]> {
  const { destination, perMinute, severities } = request;
  const nowMs = ports.now();
  const known = recent(seen.get(destination) ?? nobody, nowMs);
  if (isAlone(request, known, nowMs)) {
    seen.set(destination, { ...known, requestTimes: [nowMs] });
    return [{ kind: 'go' }];
  }
  const local = takeAll(known, severities, perMinute, nowMs);
  if (seen.has(destination) && local.permits.every(({ kind }) => kind !== 'go')) return local.permits;
  let { permits } = local;
  const written = await change(
    destination,
    seen,
    (window, at) => {
      const taken = takeAll(window, severities, perMinute, at);
      permits = taken.permits;
      return taken.window;
    },
    ports,
  );
  return written === undefined ? severities.map(() => ({ kind: 'wait', untilMs: ports.now() + 1000 })) : permits;
}

export function createRateLimiter(ports: Ports): RateLimiter {
  /** What this worker last read or wrote; others may have gone on since, which a write finds out. */
  const seen = new Map<string, RateWindow>();
  const queues = new Map<string, Promise<unknown>>();

  /** One at a time a destination within this worker, so that it does not race with itself. */
  function inTurn<T>(destination: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(destination) ?? Promise.resolve()).then(work, work);
    queues.set(destination, turn);
    return turn;
  }

  return {
    take: (destination, perMinute, severities) =>
      inTurn(destination, () => take({ destination, perMinute, severities }, seen, ports)),
    block: (destination, untilMs) =>
      inTurn(destination, async () => {
        const later: Next = (window) => ({ ...window, blockedUntilMs: Math.max(window.blockedUntilMs, untilMs) });
        await change(destination, seen, later, ports);
      }),
  };
}
