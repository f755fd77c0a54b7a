import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is there, and says what was missing when it never is. */
export async function until<T>(
  what: string,
  find: () => T | undefined | Promise<T | undefined>,
  withinMs = 60_000,
): Promise<T> {
  // To look is work for the system that is waited for.
  const began = performance.now();
  for (let pauseMs = 20; performance.now() - began < withinMs; pauseMs = Math.min(pauseMs * 1.5, 300)) {
    const found = await find();
    if (found !== undefined) return found;
    await sleep(pauseMs);
  }
  throw new Error(`waited ${withinMs} ms in vain until ${what}`);
}
