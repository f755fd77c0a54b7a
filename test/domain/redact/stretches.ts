import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Pause, whenDue } from '../../../lambdas/domain/values/cooperative-yield.ts';
import { effortMs } from '../../effort.ts';

const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Runs work that pauses when that is due, and measures its longest stretch without a turn of the event loop: the thread's own time. */
export async function longestStretchOf(work: (pause: Pause) => unknown): Promise<number> {
  let longest = 0;
  let since = cpuMs();
  const note = (): void => {
    longest = Math.max(longest, cpuMs() - since);
  };
  await work(
    whenDue(async () => {
      note();
      await nextTurn();
      since = cpuMs();
    }),
  );
  note();
  return longest;
}

/** How long it takes to parse a text as JSON, ms of the thread. */
export function parseMs(text: string): number {
  const json = JSON.stringify(text);
  return effortMs(() => JSON.parse(json));
}
