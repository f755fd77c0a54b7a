import type { OutboundResponse } from '../destination.ts';
import { judgeByStatus } from '../http/http-status.ts';
import { type Outcome, refused, retry } from '../outcome.ts';

/** A wrong address, a closed account: as little this one alert's fault as a wrong credential is. */
const misdirected = new Set([402, 404, 405, 410]);

/** The verdict of an intake by its status alone; what would be answered to every alert alike costs none of them. */
export function judgeIntake(response: OutboundResponse): Outcome {
  const { status } = response;
  const isElsewhere = (status >= 300 && status < 400) || misdirected.has(status);
  return isElsewhere ? refused(`http_${status}`) : judgeByStatus(response);
}

/**
 * One verdict for all that was in a request. One that was refused for its form or its size may hold a single item that
 * spoils it for the rest: it is tried again, and the engine parts it.
 */
export function judgeTogether<T>(outcome: Outcome, { status }: OutboundResponse, items: readonly T[]): Outcome[] {
  const isDivisible = items.length > 1 && outcome.kind === 'rejected' && (status === 400 || status === 413);
  return items.map(() => (isDivisible ? retry(outcome.reason) : outcome));
}
