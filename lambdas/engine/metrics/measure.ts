import pMap from 'p-map';
import { add, type Counts } from '../../domain/counters.ts';
import { deliveryStatuses } from '../../domain/delivery.ts';
import type { DeadLetterCount } from '../ports/dead-letters.ts';
import type { Stores } from '../ports/index.ts';

const inFlight = ['queued', 'sending', 'retrying', 'unknown'] as const;
const AT_ONCE = 4;

/** The state of an installation at a moment, for gauges; the fields of `installation.measured`. */
export interface Measured {
  /** Deliveries that have not ended, by state. */
  readonly backlog: Readonly<Record<string, number>>;
  /** Age of the oldest critical alert that a destination has not accepted; 0 when there is none. */
  readonly oldestCriticalSeconds: number;
  /** By destination: 1 when its circuit breaker is open or somebody paused it. */
  readonly circuitsOpen: Readonly<Record<string, number>>;
  /** Planned deliveries that are in no state, or in more than one. */
  readonly ledgerImbalance: number;
  /** Messages that failed again and again, by queue. */
  readonly deadLetters: Readonly<Record<string, number>>;
}

/** What measuring works with. */
export interface MeasurePorts extends Pick<Stores, 'circuits' | 'openDeliveries'> {
  readonly destinationIds: readonly string[];
  readonly deadLetters: readonly DeadLetterCount[];
}

/** How far the counters are from every planned delivery being in exactly one state. */
function imbalanceOf(counts: Counts): number {
  const states = deliveryStatuses.map((status) => counts[status] ?? 0);
  const counted = states.reduce((sum, n) => sum + n, 0);
  const negative = states.filter((n) => n < 0).reduce((sum, n) => sum - n, 0);
  return Math.abs((counts.planned ?? 0) - counted) + negative;
}

/** Measures the state of an installation; `hours` are the counters of its ledger. */
export async function measure(
  nowMs: number,
  hours: readonly { readonly counts: Counts }[],
  { circuits, openDeliveries, destinationIds, deadLetters }: MeasurePorts,
): Promise<Measured> {
  const counts = add(...hours.map((each) => each.counts));
  const isOpen = async (id: string): Promise<readonly [string, number]> => [
    id,
    (await circuits.read(id)) === undefined ? 0 : 1,
  ];
  const oldestMs = await openDeliveries.oldest('critical', destinationIds);
  return {
    backlog: Object.fromEntries(inFlight.map((status) => [status, Math.max(0, counts[status] ?? 0)])),
    oldestCriticalSeconds: oldestMs === undefined ? 0 : Math.max(0, Math.round((nowMs - oldestMs) / 1000)),
    circuitsOpen: Object.fromEntries(await pMap(destinationIds, isOpen, { concurrency: AT_ONCE })),
    ledgerImbalance: imbalanceOf(counts),
    deadLetters: Object.fromEntries(await pMap(deadLetters, async (each) => [each.queue, await each.count()] as const)),
  };
}
