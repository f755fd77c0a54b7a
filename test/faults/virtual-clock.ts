import { setImmediate } from 'node:timers/promises';

/** A clock on which time passes only while everybody waits for it. */
export interface VirtualClock {
  /** Milliseconds since it was made. */
  now(): number;
  /** Lets time pass. */
  pass(ms: number): void;
  sleep(ms: number): Promise<void>;
  /** Does work to its end, and lets time pass whenever nothing else can go on. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly untilMs: number;
  wake(): void;
}

/** Sets another clock with it. Whatever does not sleep on it has to go on within one turn of the event loop. */
export function virtualClock(advance: (ms: number) => void): VirtualClock {
  let nowMs = 0;
  let sleepers: Sleeper[] = [];

  function pass(ms: number): void {
    nowMs += ms;
    advance(ms);
  }

  function wakeNext(): void {
    const nextMs = sleepers.reduce((least, { untilMs }) => Math.min(least, untilMs), Number.POSITIVE_INFINITY);
    if (nextMs > nowMs) pass(nextMs - nowMs);
    const due = sleepers.filter(({ untilMs }) => untilMs <= nowMs);
    sleepers = sleepers.filter(({ untilMs }) => untilMs > nowMs);
    for (const { wake } of due) wake();
  }

  return {
    now: () => nowMs,
    pass,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ untilMs: nowMs + ms, wake });
      }),
    async run(work) {
      let isOver = false;
      const over = work.finally(() => {
        isOver = true;
      });
      // A failure is the caller's; here it only ends the loop.
      over.catch(() => undefined);
      for (;;) {
        await setImmediate();
        if (isOver) return over;
        if (sleepers.length > 0) wakeNext();
      }
    },
  };
}
