import type { Severity } from '../../domain/alert.ts';
import type { RateWindow } from '../ports/destinations.ts';
import type { Ports } from './ports.ts';

const MINUTE_MS = 60_000;
/** The most requests in a second; twice the average of the minute where that is more. */
const PER_SECOND = 5;
const TRIES = 4;

/**
 * The part of a minute's permits that each severity may use, so that permits are left for the urgent ones.
 */
const share: Readonly<Record<Severity, number>> = { critical: 1, high: 1 / 2, medium: 1 / 3, low: 1 / 3, info: 1 / 3 };

/** `go`: send now. `full`: the share of the severity is used up. `wait`: not at this moment. */
export type Permit =
  | { readonly kind: 'go' }
  | { readonly kind: 'full'; readonly untilMs: number }
  | { readonly kind: 'wait'; readonly untilMs: number };

/** The rate limiter of one worker, over windows that all workers share. */
export interface RateLimiter {
  /**
   * Takes permits, one result for each severity, in order. Many permits cost one write. Without a quota (`perMinute`)
   * only what the vendor asked this worker to wait for counts, and nothing is read.
   */
  take(destination: string, perMinute: number | undefined, severities: readonly Severity[]): Promise<Permit[]>;
  /** Gives one permit back: the request did not leave. */
  giveBack(destination: string): Promise<void>;
  /** No request is allowed until then (epoch ms), as the vendor asked. */
  block(destination: string, untilMs: number): Promise<void>;
}

/** A window without the requests of more than a minute ago. */
export const recent = ({ requestTimes, ...rest }: RateWindow, nowMs: number): RateWindow => ({
  ...rest,
  // A time in the future was recorded before the clock was set back.
  requestTimes: requestTimes.filter((ms) => ms <= nowMs && nowMs - ms < MINUTE_MS),
});

/** When the n-th newest of these times is `spanMs` ago. */
const leaves = (at: readonly number[], n: number, spanMs: number): number =>
  (at.toSorted((a, b) => a - b).at(-n) ?? 0) + spanMs;

/** A permit for one request of this severity, or until when there is none. Pure. */
export function permitFor(
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

const emptyWindow: RateWindow = { requestTimes: [], blockedUntilMs: 0, version: 0 };

/** A window without one of its times. */
function without(window: RateWindow, ms: number): RateWindow {
  const at = window.requestTimes.lastIndexOf(ms);
  return at < 0 ? window : { ...window, requestTimes: window.requestTimes.toSpliced(at, 1) };
}

type Next = (window: RateWindow, nowMs: number) => RateWindow;

/**
 * Reads, changes and writes the window of a destination; tries again when another worker wrote first, and returns
 * nothing after `TRIES`.
 */
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

/** The first request within a minute needs no write: its time is written with the next one. */
const isAlone = ({ severities }: PermitRequest, { requestTimes, blockedUntilMs }: RateWindow, nowMs: number): boolean =>
  severities.length === 1 && requestTimes.length === 0 && blockedUntilMs <= nowMs;

async function take(request: PermitRequest, seen: Map<string, RateWindow>, ports: Ports): Promise<Permit[]> {
  const { destination, perMinute, severities } = request;
  const nowMs = ports.now();
  const known = recent(seen.get(destination) ?? emptyWindow, nowMs);
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

/** The permits of a destination without a quota. */
function unlimited(window: RateWindow | undefined, severities: readonly Severity[], nowMs: number): Permit[] {
  const untilMs = window?.blockedUntilMs ?? 0;
  return severities.map(() => (untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'go' }));
}

export function createRateLimiter(ports: Ports): RateLimiter {
  /** The windows as this worker last read or wrote them. A write fails when another worker has written since. */
  const seen = new Map<string, RateWindow>();
  const queues = new Map<string, Promise<unknown>>();

  /** Runs one change of a destination at a time, so that this worker does not compete with itself. */
  function inTurn<T>(destination: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(destination) ?? Promise.resolve()).then(work, work);
    queues.set(destination, turn);
    return turn;
  }

  return {
    async take(destination, perMinute, severities) {
      if (severities.length === 0) return [];
      if (perMinute === undefined) return unlimited(seen.get(destination), severities, ports.now());
      return inTurn(destination, () => take({ destination, perMinute, severities }, seen, ports));
    },
    giveBack: (destination) =>
      inTurn(destination, async () => {
        const latest = seen.get(destination)?.requestTimes.at(-1);
        if (latest === undefined) return;
        await change(destination, seen, (window) => without(window, latest), ports);
      }),
    block: (destination, untilMs) =>
      inTurn(destination, async () => {
        const later: Next = (window) => ({ ...window, blockedUntilMs: Math.max(window.blockedUntilMs, untilMs) });
        await change(destination, seen, later, ports);
      }),
  };
}
