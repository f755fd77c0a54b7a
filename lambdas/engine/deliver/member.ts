import type { Settlement } from '../ports/deliveries.ts';
import { type Decision, type Job, waiting } from './job.ts';
import type { Ports } from './ports.ts';

/** A full group is flushed within this time; an alert that it had no room for is tried again after it. */
const GROUP_FULL_WAIT_MS = 3_000;

export const groupFull = (job: Job, ports: Ports): Decision => ({
  job,
  settlement: waiting(job, 'group_full', ports.now() + GROUP_FULL_WAIT_MS * (1 + ports.random())),
});

/** Why a member of a group of `groupBy` waits. */
export const IN_GROUP = 'group';

/** A member whose carrier was completed, and which a dead worker did not complete, is found after this. */
const MEMBER_LOOK_MS = 60 * 60_000;

/**
 * The settlement of a member of a group: it waits for its carrier, the delivery that notifies of it, and is
 * `merged` when that is delivered.
 */
export const inGroup = (job: Job, carrier: string, reason: string, ports: Ports): Settlement => ({
  kind: 'waiting',
  status: 'queued',
  reason,
  dueMs: ports.now() + MEMBER_LOOK_MS,
  attempts: job.claimed.attempts,
  mergedInto: carrier,
});
