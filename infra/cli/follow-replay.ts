import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type Answer, type Ask, printed } from './call.ts';

const EVERY_MS = 1_000;
/** A job without progress for so long is not followed any more; reconcile goes on with it. */
const MOST_STILL = 600;

const Progress = z.object({
  job: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  reason: z.optional(z.string()),
  updatedAt: z.string(),
  alertsRead: z.number(),
  deliveriesReplayed: z.number(),
  notKeptCount: z.number(),
});
type Progress = z.infer<typeof Progress>;

/** What follows a job: requests, where lines go, and the wait between two requests. */
export interface FollowProps {
  readonly ask: Ask;
  print(line: string): void;
  readonly everyMs?: number;
}

const lineOf = ({ job, state, reason, alertsRead, deliveriesReplayed, notKeptCount }: Progress): string =>
  `${job}: ${state}${reason === undefined ? '' : ` (${reason})`}, ${alertsRead} alerts read, ` +
  `${deliveriesReplayed} deliveries replayed${notKeptCount === 0 ? '' : `, ${notKeptCount} webhooks not kept`}`;

/** Prints the answer to the start of a replay, then a line each second until the job has ended; 0 when it is done. */
export async function followReplay(started: Answer, { ask, print, everyMs = EVERY_MS }: FollowProps): Promise<number> {
  const code = printed(started, print);
  if (code !== 0) return code;
  let progress = Progress.parse(started.body);
  for (let still = 0; progress.state === 'running'; ) {
    await sleep(everyMs);
    const next = await progressOf(progress.job, ask);
    still = next.updatedAt === progress.updatedAt ? still + 1 : 0;
    progress = next;
    print(lineOf(progress));
    if (still >= MOST_STILL)
      throw new Error(`${progress.job}: no progress for ${MOST_STILL} answers; ${later(progress.job)}`);
  }
  return progress.state === 'done' ? 0 : 1;
}

const later = (job: string): string => `the job itself goes on: tocsin replay status ${job}`;

async function progressOf(job: string, ask: Ask): Promise<Progress> {
  const answer = await ask({ method: 'GET', path: `/v1/replay/${encodeURIComponent(job)}` }).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; ${later(job)}`);
  });
  if (answer.isOk) return Progress.parse(answer.body);
  throw new Error(`found the answer ${JSON.stringify(answer.body)}; ${later(job)}`);
}
