import type { Context } from 'aws-lambda';
import { type Deadline, deadlineIn } from '../domain/values/deadline.ts';

/** What of Lambda's context says how long the function may still run. */
export type Limits = Pick<Context, 'getRemainingTimeInMillis'>;

/** Where nothing limits a call: outside of Lambda. */
const unlimited: Deadline = { remainingMs: () => Number.POSITIVE_INFINITY };

/** The deadline of one invocation: so much before Lambda ends the function; none outside of Lambda. */
export const deadlineBefore = (limits: Limits | undefined, marginMs: number): Deadline =>
  limits === undefined ? unlimited : deadlineIn(limits.getRemainingTimeInMillis() - marginMs);

/** How long before its end a function stops waiting for AWS, so that it still answers and writes its logs. */
export const ANSWER_MS = 1000;
