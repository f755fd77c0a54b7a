import { type Alert, severities } from '../../domain/alert.ts';
import { type Counts, moved } from '../../domain/counters.ts';
import type { Settlement } from '../ports/deliveries.ts';
import type { Circuit } from '../ports/destinations.ts';
import { waitReason } from './circuit-reason.ts';
import type { Message } from './claim.ts';
import { done, type Verdict } from './verdict.ts';
import type { Worker } from './worker.ts';

/** A queue holds a message back for this long at most; what waits for longer is parked. */
export const LONGEST_QUEUE_WAIT_MS = 15 * 60_000;
/** A message is put back into its queue so often; then its delivery is parked. Lambda stops a loop after 16 rounds. */
export const MOST_REQUEUES = 5;

/** What may have arrived is sent after all others: it is no probe. */
const UNCERTAIN_RANK = -1;

const alertsIn = (message: Message): Alert[] =>
  'items' in message ? message.items.map(({ alert }) => alert) : [message.alert];

const rankOf = (message: Message): number =>
  Math.max(...alertsIn(message).map(({ severity }) => severities.indexOf(severity)));

const receivedMs = (message: Message): number =>
  Math.min(...alertsIn(message).map(({ receivedAt }) => Date.parse(receivedAt)));

/** A settlement as it is written: where the store parks deliveries, one that waits for long is parked. */
export function parkedIfLong(settlement: Settlement, message: Message, nowMs: number): Settlement {
  if (settlement.kind === 'ended' || settlement.mergedInto !== undefined) return settlement;
  const isLong = settlement.dueMs - nowMs > LONGEST_QUEUE_WAIT_MS || (message.requeues ?? 0) >= MOST_REQUEUES;
  const rank = settlement.status === 'unknown' ? UNCERTAIN_RANK : rankOf(message);
  return isLong ? { ...settlement, parkedRank: rank } : settlement;
}

/** A message that was parked, and what the ledger counts. */
export interface ParkedMessage {
  readonly verdict: Verdict;
  readonly hour: string;
  readonly counts: Counts;
}

/**
 * Parks a delivery that waits for the circuit breaker, with one write, so that its message need not come back; nothing
 * where the store keeps its messages as long as they wait.
 */
export async function park(message: Message, circuit: Circuit, { ports }: Worker): Promise<ParkedMessage | undefined> {
  if (ports.parked === undefined) return undefined;
  const parking = { rank: rankOf(message), dueMs: receivedMs(message), reason: waitReason(circuit) };
  const alertIds = 'items' in message ? alertsIn(message).map(({ id }) => id) : undefined;
  const before = await ports.parked.park(message, parking, ports.now(), alertIds);
  if (before === undefined) return undefined;
  const deliveries = alertIds?.length ?? 1;
  const counts = moved(before, 'retrying');
  const all = Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n * deliveries]));
  return { verdict: done, hour: message.hour, counts: all };
}
