import type { Circuit } from '../ports/destinations.ts';

/** Why a delivery waits that is not sent: `paused by anna`, or the reason of the open circuit breaker. */
export const waitReason = ({ reason, pausedBy }: Pick<Circuit, 'reason' | 'pausedBy'>): string =>
  pausedBy === undefined ? `circuit_open: ${reason}` : `paused by ${pausedBy}`;
