import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Measures how long each body keeps the event loop without a break. Whatever a port does begins in a turn of its own, so
 * what lies between two of them is one stretch. It is the thread's own time that counts: others use the machine too.
 */
export interface Watch {
  /** Runs a port's work away from the caller's stretch; the caller goes on in the next. */
  turnsOf(owner: object): <T>(work: () => Promise<T>) => Promise<T>;
  /** Work of the fuzzer itself begins: nobody's. */
  pause(): void;
  /** A stretch of somebody's begins. */
  begin(owner: object): void;
  /** The longest stretch of somebody. */
  longestOf(owner: object): number;
}

export function createWatch(): Watch {
  const longest = new WeakMap<object, number>();
  let owner: object | undefined;
  let since = process.threadCpuUsage();

  function end(): void {
    if (owner === undefined) return;
    const { user, system } = process.threadCpuUsage(since);
    const ms = (user + system) / 1000;
    if (ms > (longest.get(owner) ?? 0)) longest.set(owner, ms);
    owner = undefined;
  }
  function begin(next: object): void {
    end();
    owner = next;
    since = process.threadCpuUsage();
  }

  return {
    begin,
    pause: end,
    turnsOf: (mine) => async (work) => {
      await nextTurn();
      // The port's own work is measured too: it packs and writes what it is given.
      begin(mine);
      return work();
    },
    longestOf: (whose) => longest.get(whose) ?? 0,
  };
}
