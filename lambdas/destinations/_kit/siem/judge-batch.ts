import type { OutboundResponse } from '../../../domain/outbound.ts';
import { type Outcome, retry } from '../../../domain/outcome.ts';
import { judgeByStatus } from '../http/http-status.ts';

/** The outcome of an intake whose vendor documents a status alone. */
export const judgeIntake = judgeByStatus;

/** Bad Request, Content Too Large, Unprocessable Content: what a server answers to a request that it could not take. */
const ofForm = new Set([400, 413, 422]);

/**
 * One outcome for all that was in a request. One that was refused for its form or its size may hold a single item that
 * spoils it for the rest: it is tried again, and the engine splits the batch.
 */
export function judgeTogether<T>(outcome: Outcome, { status }: OutboundResponse, items: readonly T[]): Outcome[] {
  const isDivisible = items.length > 1 && outcome.kind === 'rejected' && ofForm.has(status);
  return items.map(() => (isDivisible ? retry(outcome.reason) : outcome));
}
