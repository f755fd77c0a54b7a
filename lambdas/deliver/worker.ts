import type { Connected } from '../core/destination.ts';
import { type Outcome, rejected, retry } from '../core/outcome.ts';
import { type Attempted, recordOf } from './attempt.ts';
import type { Pauses } from './pauses.ts';
import type { Ports, Unusable } from './ports.ts';
import type { Quotas } from './quotas.ts';

/** One worker: what it works with, and the name of its leases. */
export interface Worker {
  readonly owner: string;
  readonly ports: Ports;
  readonly pauses: Pauses;
  readonly quotas: Quotas;
}

/** What an attempt comes to that cannot be made. */
export function withoutSending(reason: Unusable, nowMs: number): Attempted {
  const outcome = reason === 'destination_not_configured' ? rejected(reason) : retry(reason);
  return { outcome, record: recordOf(outcome, undefined, nowMs, nowMs) };
}

/** What all workers have to know of an outcome: that the destination refuses, or wants less. */
export async function note(
  destination: string,
  outcome: Outcome,
  connected: Connected,
  { pauses, quotas, ports }: Worker,
): Promise<void> {
  await pauses.note(destination, outcome);
  const isLimited = outcome.kind === 'retry' && outcome.reason === 'rate_limited';
  if (isLimited && connected.perMinute !== undefined) {
    await quotas.block(destination, ports.now() + (outcome.afterSeconds ?? 5) * 1000);
  }
}
