/**
 * What a piece of work costs this thread, ms of its processor: unlike the time of day it hardly grows with what else the
 * machine does, so a bound that only endless work exceeds can be tested.
 */
export function effortMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** As {@link effortMs}, for work that ends later: whatever else runs on the thread meanwhile counts too. */
export async function effortMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The least of several measurements is what the work itself costs: collecting garbage and compiling are not in it. */
export const leastEffortMs = (work: () => unknown, times: number): number =>
  Math.min(...Array.from({ length: times }, () => effortMs(work)));
