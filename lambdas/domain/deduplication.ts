/** What is kept of a problem that a destination was notified of. */
export interface NotifiedProblem {
  /** The delivery that notified; absent when none did. */
  readonly first?: string | undefined;
  /** How severe the problem was then; absent where it is not known. */
  readonly rank?: number | undefined;
  /** Its latest occurrence (epoch ms); 0 after its end was sent. */
  readonly lastMs: number;
  /** Somebody acknowledged it: it does not notify again because of the time alone. */
  readonly isAcknowledged?: boolean;
}

/** An alert of a problem at one destination. */
export interface Occurrence {
  readonly deliveryId: string;
  /** How severe it is: a problem that gets worse notifies again. */
  readonly rank: number;
  /** How long after its latest occurrence the same problem is a repeat, in ms; `Infinity` as long as it is known. */
  readonly windowMs: number;
}

/** Whether a delivery notifies: the first of its problem, the first after the window, or one that is worse. */
export function isNotification(
  known: NotifiedProblem | undefined,
  { deliveryId, rank, windowMs }: Occurrence,
  nowMs: number,
): boolean {
  if (known?.first === undefined || known.first === deliveryId) return true;
  const isHeld = known.isAcknowledged === true && known.lastMs > 0;
  const isPast = !isHeld && known.lastMs < nowMs - windowMs;
  return isPast || (known.rank !== undefined && known.rank < rank);
}
