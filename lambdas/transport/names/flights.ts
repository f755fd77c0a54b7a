import type { LookupAddress } from 'node:dns';
import type { AddressCache } from './address-cache.ts';
import { NameError, nameErrorOf } from './error.ts';

/** One look-up of one name, shared by all its callers. */
export interface Flight {
  readonly result: Promise<readonly LookupAddress[]>;
  readonly startedMs: number;
  /** Its deadline has passed, although it may still occupy a thread. */
  isLate(): boolean;
}

/** A running look-up: `cancel` is called at the deadline, `done` settles when it occupies no thread any more. */
export interface Work {
  readonly result: Promise<readonly LookupAddress[]>;
  readonly done: Promise<unknown>;
  cancel(): void;
}

export interface FlightLimits {
  readonly deadlineMs: number;
  readonly maxNames: number;
  readonly now: () => number;
}

/** At most one look-up in flight a name; its failure and its deadline are noted in the cache once. */
export function createFlights(
  begin: (name: string) => Work,
  cache: AddressCache,
  { deadlineMs, maxNames, now }: FlightLimits,
): (name: string) => Flight {
  const flights = new Map<string, Flight>();

  function start(name: string): Flight {
    let isLate = false;
    const work = begin(name);
    const timer = setTimeout(() => {
      isLate = true;
      cache.fail(name, 'NAME_TIMEOUT');
      work.cancel();
    }, deadlineMs);
    const flight: Flight = { result: work.result, startedMs: now(), isLate: () => isLate };
    flights.set(name, flight);
    const land = async (): Promise<void> => {
      try {
        await work.result;
      } catch (error) {
        cache.fail(name, isLate ? 'NAME_TIMEOUT' : nameErrorOf(error).code);
      }
      clearTimeout(timer);
      await work.done;
      flights.delete(name);
    };
    void land();
    return flight;
  }

  return (name) => {
    const known = flights.get(name);
    if (known !== undefined) return known;
    if (flights.size >= maxNames) throw new NameError('EAI_AGAIN');
    return start(name);
  };
}

/** The result, or a refusal with `NAME_TIMEOUT` when it takes longer than this. */
export async function within<T>(result: Promise<T>, milliseconds: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NameError('NAME_TIMEOUT')), milliseconds);
  try {
    return await Promise.race([result, promise]);
  } finally {
    clearTimeout(timer);
  }
}
