import type { DeadLetters } from '../ports/dead-letters.ts';

export interface DeadLetterPorts {
  /** Those of both queues; absent where a queue has none: on one machine, where metrics are measured when somebody asks. */
  readonly deadLetters?: readonly DeadLetters[];
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** A message that fails again and again is left for a person: each time takes about a day. */
const MOST_REDRIVES = 3;
/** Messages of ten; a run has other things to do. */
const MOST_ROUNDS = 30;

/** Sends the dead letters of one queue back; answers how many were sent, and how many were left. */
async function redriveAll(letters: DeadLetters): Promise<{ readonly sent: number; readonly left: number }> {
  let [sent, left] = [0, 0];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const found = await letters.receive();
    const due = found.filter(({ redrives }) => redrives < MOST_REDRIVES);
    const moved = due.length === 0 ? 0 : await letters.sendBack(due);
    sent += moved;
    left += found.length - moved;
    if (moved === 0) break;
  }
  return { sent, left };
}

/**
 * Sends dead letters back to their queues. It is called when a run of reconcile reached all that it needs, so an outage that
 * put them there is over; a message that is handled twice does nothing the second time.
 */
export async function redriveDeadLetters({ deadLetters = [], log }: DeadLetterPorts): Promise<void> {
  for (const letters of deadLetters) {
    const { sent, left } = await redriveAll(letters);
    if (sent + left > 0) log('queue.dead_letters_moved', { queue: letters.queue, sent, left });
  }
}
