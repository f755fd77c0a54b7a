import { type Alert, severities } from '../../domain/alert.ts';

interface Planned {
  readonly ms: number;
  /** Of what is due at one time, the highest rank runs first, and then what was planned first. */
  readonly rank: number;
  readonly n: number;
  run(): void | Promise<void>;
}

/** What is due later, by the recorded times of alerts and not by a clock. */
export interface Timeline {
  /** The time at which it is (epoch ms). */
  now(): number;
  /** Plans what is to run at a time; a flush, unless a rank is given. */
  plan(ms: number, run: Planned['run'], rank?: number): void;
  /**
   * Runs what is due before a time, in order, and goes on to that time. What is due at that time runs after it: the alerts
   * of one webhook come together.
   */
  advance(ms: number): Promise<void>;
  /** Runs what is planned before a time. */
  drain(untilMs: number): Promise<void>;
}

const isBefore = (a: Planned, b: Planned): boolean => (a.ms - b.ms || b.rank - a.rank || a.n - b.n) < 0;

/** Flushes run after the deliveries of their time, which may join them. */
const FLUSH_RANK = -2;

/** Deliveries of one time run by severity; what ends a problem runs after what opens it. */
export const rankIn = ({ severity, state }: Pick<Alert, 'severity' | 'state'>): number =>
  state === 'resolved' ? -1 : severities.indexOf(severity);

/** A binary heap: the earliest is at its root. */
function createHeap() {
  const items: Planned[] = [];
  const isOutOfOrder = (parent: number, child: number): boolean => {
    const [above, below] = [items[parent], items[child]];
    return above !== undefined && below !== undefined && isBefore(below, above);
  };
  const swap = (a: number, b: number): void => {
    const [first, second] = [items[a], items[b]];
    if (first !== undefined && second !== undefined) [items[a], items[b]] = [second, first];
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0; at = (at - 1) >> 1) {
      if (!isOutOfOrder((at - 1) >> 1, at)) return;
      swap((at - 1) >> 1, at);
    }
  };
  const sink = (from: number): void => {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const least = isOutOfOrder(left, left + 1) ? left + 1 : left;
      if (!isOutOfOrder(at, least)) return;
      swap(at, least);
      at = least;
    }
  };
  return {
    first: (): Planned | undefined => items[0],
    add(item: Planned): void {
      items.push(item);
      rise(items.length - 1);
    },
    removeFirst(): void {
      const last = items.pop();
      if (last === undefined || items.length === 0) return;
      items[0] = last;
      sink(0);
    },
  };
}

export function createTimeline(startMs: number): Timeline {
  const heap = createHeap();
  let nowMs = startMs;
  let n = 0;

  async function runBefore(ms: number): Promise<void> {
    for (let next = heap.first(); next !== undefined && next.ms < ms; next = heap.first()) {
      heap.removeFirst();
      nowMs = Math.max(nowMs, next.ms);
      // Most of what runs is synchronous, and waiting costs more than running it.
      const running = next.run();
      if (running !== undefined) await running;
    }
  }

  return {
    now: () => nowMs,
    plan(ms, run, rank = FLUSH_RANK) {
      n += 1;
      heap.add({ ms, rank, n, run });
    },
    async advance(ms) {
      await runBefore(ms);
      nowMs = Math.max(nowMs, ms);
    },
    drain: runBefore,
  };
}
