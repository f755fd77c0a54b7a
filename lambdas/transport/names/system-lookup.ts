import type { LookupAddress } from 'node:dns';
import { NameError } from './error.ts';

/** The system's look-up (getaddrinfo): it reads every source of names, and occupies a thread until it returns. */
export type Lookup = (name: string) => Promise<readonly LookupAddress[]>;

/** An entry of the queue. `cancel` removes one that still waits; a look-up that has begun cannot be stopped. */
export interface Turn {
  readonly result: Promise<readonly LookupAddress[]>;
  cancel(): void;
}

/** Adds a name to the queue. Suspect is a name whose last look-up timed out. */
export type SystemLookup = (name: string, isSuspect: boolean) => Turn;

interface Waiting {
  readonly name: string;
  readonly isSuspect: boolean;
  readonly settle: (result: Promise<readonly LookupAddress[]>) => void;
}

/**
 * Runs at most `concurrency` look-ups at once, in the order of their calls. Suspect names may use one thread less, because
 * they can take half a minute and must not occupy all threads.
 */
export function createSystemLookup(lookup: Lookup, concurrency: number): SystemLookup {
  const line: Waiting[] = [];
  const suspectPlaces = Math.max(1, concurrency - 1);
  const running = { all: 0, suspects: 0 };

  const count = (isSuspect: boolean, change: 1 | -1): void => {
    running.all += change;
    if (isSuspect) running.suspects += change;
  };

  function run({ name, isSuspect, settle }: Waiting): void {
    count(isSuspect, 1);
    const result = Promise.resolve(name).then(lookup);
    settle(result);
    const ended = (): void => {
      count(isSuspect, -1);
      startWaiting();
    };
    result.then(ended, ended);
  }

  function startWaiting(): void {
    while (running.all < concurrency) {
      const position = line.findIndex(({ isSuspect }) => !isSuspect || running.suspects < suspectPlaces);
      const [next] = position < 0 ? [] : line.splice(position, 1);
      if (next === undefined) return;
      run(next);
    }
  }

  return (name, isSuspect) => {
    const { promise, resolve } = Promise.withResolvers<readonly LookupAddress[]>();
    const waiting: Waiting = { name, isSuspect, settle: resolve };
    line.push(waiting);
    startWaiting();
    const cancel = (): void => {
      const position = line.indexOf(waiting);
      if (position < 0) return;
      line.splice(position, 1);
      waiting.settle(Promise.reject(new NameError('NAME_TIMEOUT')));
    };
    return { result: promise, cancel };
  };
}
