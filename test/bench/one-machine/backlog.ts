import { monotonicMs } from '../../one-machine/monotonic.ts';
import { watchMemory } from '../../one-machine/processes.ts';
import { quantile } from '../../one-machine/quantile.ts';
import { type Ends, startEnds } from './ends.ts';
import type { Row } from './rows.ts';
import { HOOK_PATH, startTocsin } from './systems.ts';

/** What a destination that is down does to memory and to hooks, and what comes when it is back. */
export interface Backlog {
  readonly accepted: number;
  readonly refused: number;
  readonly growthMb: number;
  /** Milliseconds to the answer of a hook: the first and the last tenth. */
  readonly firstP95: number;
  readonly lastP95: number;
  readonly p50: number;
  readonly p99: number;
  readonly arrived: number;
  readonly repeated: number;
  /** From its return to the first arrival. */
  readonly firstArrivalMs: number;
  /** From the first arrival to the last. */
  readonly drainedPerSecond: number;
  /** From the return to the last arrival. */
  readonly drainedAfterMs: number;
  /** How many still wait, by the seconds since the return. */
  readonly waiting: readonly WaitingPoint[];
}

export type WaitingPoint = readonly [seconds: number, waiting: number];

const CONNECTIONS = 20;
/** A pause of the destination may last; then nothing arrives for that long. */
const STALL_MS = 360_000;
/** A curve of more points shows nothing more. */
const MAX_POINTS = 60;
/** Slower than this is a fault of its own. */
const LEAST_PER_SECOND = 20;

async function warm(ends: Ends, url: string): Promise<void> {
  const { accepted } = await ends.load({ kind: 'closed', url, run: 'warm', connections: CONNECTIONS, seconds: 3 });
  await ends.drained(accepted);
  await ends.sink('clear');
}

/** The curve of what still waits, from the times of all arrivals. */
function waitingOf(arrivals: Iterable<number>, backMs: number, accepted: number): WaitingPoint[] {
  const times = [...arrivals].toSorted((a, b) => a - b);
  const every = Math.max(1, Math.ceil(times.length / MAX_POINTS));
  const points = times.map((at, i): WaitingPoint => [(at - backMs) / 1000, accepted - i - 1]);
  return [[0, accepted], ...points.filter((_, i) => i % every === 0 || i === points.length - 1)];
}

/** Queues so many alerts behind a destination that refuses connections, then lets it return. */
export async function measureBacklog(count: number, say: (line: string) => void): Promise<Backlog> {
  const ends = await startEnds();
  const product = await startTocsin(ends.sinkUrl);
  const url = product.url + HOOK_PATH;
  try {
    await warm(ends, url);
    await ends.sink('refuse');
    const memory = watchMemory(product.pid, 200);
    const seconds = 60 + count / LEAST_PER_SECOND;
    const loaded = await ends.load({ kind: 'closed', url, run: 'queued', connections: CONNECTIONS, seconds, count });
    say(
      `${loaded.accepted} of ${count} alerts are queued after ${loaded.seconds.toFixed(0)} s, memory grew by ${memory.growthMb().toFixed(0)} MB`,
    );
    const back = monotonicMs();
    await ends.sink('listen');
    const first = await ends.drained(1, STALL_MS);
    const firstAt = monotonicMs();
    say(
      first.arrived > 0
        ? `the first arrived ${((firstAt - back) / 1000).toFixed(1)} s after the receiver was back`
        : 'none arrived',
    );
    const sunk = first.arrived === 0 ? first : await ends.drained(loaded.accepted, STALL_MS);
    memory.stop();
    const { arrivedAt = new Map<string, number>() } = await ends.sink('report');
    const tenth = Math.ceil(loaded.answerMs.length / 10);
    return {
      accepted: loaded.accepted,
      refused: loaded.posted - loaded.accepted,
      growthMb: memory.growthMb(),
      firstP95: quantile(loaded.answerMs.slice(0, tenth), 0.95),
      lastP95: quantile(loaded.answerMs.slice(-tenth), 0.95),
      p50: quantile(loaded.answerMs, 0.5),
      p99: quantile(loaded.answerMs, 0.99),
      arrived: sunk.arrived,
      repeated: sunk.repeated,
      firstArrivalMs: firstAt - back,
      drainedPerSecond: sunk.arrived / Math.max(0.001, (sunk.lastAt - firstAt) / 1000),
      drainedAfterMs: sunk.lastAt - back,
      waiting: waitingOf(arrivedAt.values(), back, loaded.accepted),
    };
  } finally {
    await product.remove();
    await ends.stop();
  }
}

/** The lines of the table. */
export function backlogRows(count: number, found: Backlog): Row[] {
  const row = (what: string, unit: string, tocsin: number): Row => ({
    what: `backlog of ${count}: ${what}`,
    unit,
    values: { tocsin },
  });
  return [
    { ...row('memory grew by', 'MB', found.growthMb), budget: { of: 'value', at: 'most', limit: 150 } },
    row('hook answers, p50', 'ms', found.p50),
    row('hook answers, p99', 'ms', found.p99),
    row('hook answers, p95 of the first tenth', 'ms', found.firstP95),
    row('hook answers, p95 of the last tenth', 'ms', found.lastP95),
    row('refused by the hook', '', found.refused),
    {
      ...row('first arrival after the return', 'ms', found.firstArrivalMs),
      budget: { of: 'value', at: 'most', limit: 30_000, margin: 2 },
    },
    row('drained', '/s', found.drainedPerSecond),
    row('last arrival after the return', 'ms', found.drainedAfterMs),
    {
      ...row('accepted, never arrived', '', found.accepted - found.arrived),
      budget: { of: 'value', at: 'most', limit: 0 },
    },
    row('arrived again', '', found.repeated),
  ];
}
