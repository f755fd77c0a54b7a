import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type Ask, viewOf } from './client.ts';
import { CliError, codeOf } from './errors.ts';

const EVERY_MS = 1_000;
/** A job without progress for so long is not followed any more; reconcile goes on with it. */
const MOST_STILL = 600;

const Progress = z.looseObject({
  job: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  reason: z.optional(z.string()),
  updatedAt: z.string(),
  alertsRead: z.number(),
  deliveriesReplayed: z.number(),
  notKeptCount: z.number(),
});
type Progress = z.infer<typeof Progress>;

/** What follows a job: requests, where progress goes, and the wait between two requests. */
export interface FollowProps {
  readonly ask: Ask;
  progress(line: string): void;
  readonly everyMs?: number;
}

/** How far a job is, in one line. */
export const progressLine = ({ job, state, reason, alertsRead, deliveriesReplayed, notKeptCount }: Progress): string =>
  `${job}: ${state}${reason === undefined ? '' : ` (${reason})`}, ${alertsRead} alerts read, ` +
  `${deliveriesReplayed} deliveries replayed${notKeptCount === 0 ? '' : `, ${notKeptCount} webhooks not kept`}`;

/** The job in an answer. */
export const progressIn = (body: unknown): Progress => viewOf(Progress, body);

/** Asks each second how far a replay is, until it has ended; answers with the last state. */
export async function followReplay(
  started: unknown,
  { ask, progress, everyMs = EVERY_MS }: FollowProps,
): Promise<Progress> {
  let last = progressIn(started);
  for (let still = 0; last.state === 'running'; ) {
    await sleep(everyMs);
    const next = await progressOf(last.job, ask);
    still = next.updatedAt === last.updatedAt ? still + 1 : 0;
    last = next;
    progress(progressLine(last));
    if (still >= MOST_STILL)
      throw new CliError(`${last.job}: no progress for ${MOST_STILL} answers; ${later(last.job)}`);
  }
  return last;
}

const later = (job: string): string => `the job itself goes on: tocsin replay status ${job}`;

async function progressOf(job: string, ask: Ask): Promise<Progress> {
  try {
    return progressIn(await ask({ method: 'GET', path: `/v1/replay/${encodeURIComponent(job)}` }));
  } catch (error) {
    throw new CliError(`${error instanceof Error ? error.message : String(error)}; ${later(job)}`, codeOf(error));
  }
}
