import { setTimeout as sleep } from 'node:timers/promises';
import { isThrottled, timeLeftMs } from '../bounded-client.ts';

/** A worker goes on with other work after this, and its message comes back. */
const PATIENCE_MS = 45_000;
/** What is left for the answer of the function. */
const RESERVE_MS = 5_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;

/** No connection, or one that broke: https://nodejs.org/api/errors.html#common-system-errors */
const broken: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

const statusOf = (error: Error): number => {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode ?? 0;
};

/** Whether the same request may be answered in a moment. */
const mayPass = (error: unknown): boolean =>
  error instanceof Error &&
  (isThrottled(error) ||
    statusOf(error) >= 500 ||
    error.name === 'TimeoutError' ||
    ('code' in error && broken.has(error.code)));

/** What came of work, and whether it was done more than once. */
export interface Patient<T> {
  readonly answer: T;
  readonly wasRepeated: boolean;
}

/**
 * Does work until the table answers, when the SDK's own tries were not enough, as long as the worker has time: for what must
 * not be forgotten, because a destination has taken a request.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<Patient<T>> {
  const untilMs = performance.now() + Math.min(PATIENCE_MS, timeLeftMs() - RESERVE_MS);
  for (let tries = 0; ; tries += 1) {
    try {
      return { answer: await work(), wasRepeated: tries > 0 };
    } catch (error) {
      if (!mayPass(error) || performance.now() >= untilMs) throw error;
      await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random() / 2));
    }
  }
}
