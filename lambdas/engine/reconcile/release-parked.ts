import pMap from 'p-map';
import type { RoutePorts } from '../fallback.ts';
import type { Overdue } from '../ports/deliveries.ts';
import type { Circuit } from '../ports/destinations.ts';
import type { Stores } from '../ports/index.ts';
import type { Parked } from '../ports/parked.ts';
import { type ReEnqueuePorts, reEnqueue } from '../re-enqueue.ts';

/** Limits of a destination that decide how much of what is parked is sent again in a run. */
export interface ReleaseLimits {
  readonly destination: string;
  readonly giveUpAfterMs: number;
  /** Requests a minute that the vendor takes; nothing when there is no such limit. */
  perMinute(): Promise<number | undefined>;
}

/** What releasing parked deliveries works with. */
export interface ReleasePorts
  extends Omit<ReEnqueuePorts, 'routeOptions'>,
    RoutePorts,
    Pick<Stores, 'circuits' | 'openDeliveries' | 'parked'> {
  readonly limits: readonly ReleaseLimits[];
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Deliveries of a destination without a quota that one run sends again. */
const MOST_RELEASED = 1_500;
/** Deliveries that are given up in one run. */
const MOST_GIVEN_UP = 500;
/** Released at the same time. */
const AT_ONCE = 20;
/** A message that is lost is found by its row after this. */
const LOST_AFTER_MS = 10 * 60_000;

async function releaseOne(entry: Overdue, nowMs: number, ports: ReleasePorts): Promise<boolean> {
  if (!(await ports.openDeliveries.postpone(entry, nowMs + LOST_AFTER_MS))) return false;
  return reEnqueue(entry.id, ports);
}

async function releaseAll(entries: readonly Overdue[], nowMs: number, ports: ReleasePorts): Promise<number> {
  const made = await pMap(entries, (entry) => releaseOne(entry, nowMs, ports), { concurrency: AT_ONCE });
  return made.filter((isSent) => isSent).length;
}

/** While the circuit breaker is open: what is to be given up, and one delivery when a probe is due. */
async function whileOpen(
  { destination, giveUpAfterMs }: ReleaseLimits,
  { nextProbeMs, pausedBy }: Circuit,
  nowMs: number,
  parked: Parked,
): Promise<readonly Overdue[]> {
  if (pausedBy !== undefined) return [];
  const expired = await parked.list(destination, nowMs - giveUpAfterMs, MOST_GIVEN_UP);
  if (expired.length > 0 || nextProbeMs > nowMs) return expired;
  return parked.list(destination, nowMs, 1);
}

async function releaseFor(limits: ReleaseLimits, nowMs: number, parked: Parked, ports: ReleasePorts): Promise<void> {
  const { destination, perMinute } = limits;
  const circuit = await ports.circuits.read(destination);
  const entries =
    circuit === undefined
      ? await parked.list(destination, nowMs, Math.min((await perMinute()) ?? MOST_RELEASED, MOST_RELEASED))
      : await whileOpen(limits, circuit, nowMs, parked);
  if (entries.length === 0) return;
  const released = await releaseAll(entries, nowMs, ports);
  ports.log('parked.released', { destination, released, isOpen: circuit !== undefined });
}

/**
 * Sends parked deliveries to the queue again: those whose time has come, the most urgent first, as many as the destination
 * takes in a minute. Behind an open circuit breaker only the probe, and what is to be given up.
 */
export async function releaseParked(nowMs: number, ports: ReleasePorts): Promise<void> {
  const { parked } = ports;
  if (parked === undefined) return;
  for (const limits of ports.limits) await releaseFor(limits, nowMs, parked, ports);
}
