import { after, type Later } from './deferred.ts';

/** How long there is work without a pause, ms: less than anybody notices. */
const STRETCH_MS = 50;

/** Lets others have the thread when it was held for a while; nothing to wait for when it was not. */
export type Pause = () => Later<void>;

/** Pauses that are only made when they are due: asked for between any two items, they cost nothing. */
export function whenDue(pause: () => Promise<void>): Pause {
  let since = performance.now();
  return () => {
    if (performance.now() - since < STRETCH_MS) return undefined;
    return pause().then(() => {
      since = performance.now();
    });
  };
}

/** For what is done at once. */
export const never: Pause = () => undefined;

/**
 * Does something with one item after the other and pauses in between when that is due; at once, without a promise, when
 * nothing has to be waited for.
 */
export function inTurns<T, U>(
  items: readonly T[],
  work: (item: T, i: number) => Later<U>,
  pause: Pause = never,
): Later<U[]> {
  const done: U[] = [];
  for (let i = 0; i < items.length; i += 1) {
    const item = items[i] as T;
    const pausing = pause();
    const one = pausing instanceof Promise ? pausing.then(() => work(item, i)) : work(item, i);
    if (one instanceof Promise) return goOn(done, one, items, work, pause);
    done.push(one);
  }
  return done;
}

/** From the first item on that had to be waited for. */
async function goOn<T, U>(
  done: U[],
  first: Promise<U>,
  items: readonly T[],
  work: (item: T, i: number) => Later<U>,
  pause: Pause,
): Promise<U[]> {
  done.push(await first);
  for (const item of items.slice(done.length)) done.push(await after(pause(), () => work(item, done.length)));
  return done;
}
