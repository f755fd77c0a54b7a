import type { Connected } from '../../destinations/_kit/connected.ts';
import { attemptOne, type NotAttempted } from './attempt.ts';
import { forPerson, MOST_UNCERTAIN, settlementOf, uncertainSends } from './backoff.ts';
import { attemptMany, type RequestJobs } from './batch.ts';
import { type Attempted, type Job, type Result, waiting } from './job.ts';
import { judged } from './note.ts';
import { hasTimeFor, type Worker } from './worker.ts';

/** Requests to one destination at the same time, where each is a request of its own. */
const AT_ONCE = 4;
/** What there was no time for is taken up again after this. */
const SOON_MS = 1_000;

const everyOne = <T>(jobs: RequestJobs, value: T): T[] => jobs.map(() => value);

/** Alerts that may have arrived are not sent again and again in a batch either. */
const needsPerson = ({ claimed, message }: Job, { isIdempotent }: Connected): boolean =>
  !isIdempotent && message.isReplay !== true && uncertainSends(claimed.attempts) >= MOST_UNCERTAIN;

async function attempt(
  jobs: RequestJobs,
  connected: Connected,
  worker: Worker,
): Promise<readonly (Attempted | NotAttempted)[]> {
  const [first] = jobs;
  const { batch } = connected;
  if (first === undefined) return [];
  if (jobs.length === 1 || batch === undefined) return [await attemptOne(first, connected, worker)];
  if (!hasTimeFor(1, connected, worker)) return everyOne(jobs, 'no-time');
  if (needsPerson(first, connected)) return everyOne(jobs, 'needs-person');
  return attemptMany(jobs, batch, connected, worker);
}

function notAttempted(job: Job, why: NotAttempted, { giveUpAfterMs }: Connected, { ports }: Worker): Result {
  const nowMs = ports.now();
  if (why === 'no-time') return { job, settlement: waiting(job, 'deferred', nowMs + SOON_MS) };
  const reason = job.claimed.attempts.findLast(({ outcome }) => outcome === 'unknown')?.reason ?? 'no_answer';
  return { job, settlement: forPerson(reason, job.claimed, job.claimed.attempts, { nowMs, giveUpAfterMs }) };
}

function attempted(job: Job, each: Attempted, connected: Connected, { ports }: Worker): Result {
  const settlement = settlementOf(each, job.claimed, {
    nowMs: ports.now(),
    random: ports.random(),
    lagSeconds: connected.lookup?.lagSeconds ?? 0,
    giveUpAfterMs: connected.giveUpAfterMs,
    isRepeatable: connected.isIdempotent || connected.lookup !== undefined,
  });
  return { job, attempted: each, settlement };
}

/** Sends one request and judges it; whether the next one may be sent. */
async function sendRequest(
  jobs: RequestJobs,
  connected: Connected,
  worker: Worker,
): Promise<{ readonly results: readonly Result[]; readonly goesOn: boolean }> {
  const made = await attempt(jobs, connected, worker);
  const sent = made.filter((each) => typeof each !== 'string');
  const verdicts = new Map(await judged(jobs, sent, connected, worker));
  const results = jobs.map((job, i) => {
    const each = made[i] ?? 'no-time';
    if (typeof each === 'string') return notAttempted(job, each, connected, worker);
    return attempted(job, verdicts.get(each) ?? each, connected, worker);
  });
  return { results, goesOn: sent.every(({ outcome }) => outcome.kind === 'delivered' || outcome.kind === 'rejected') };
}

/**
 * Sends requests, some at a time, and judges each. After the first one that is refused or has no answer no other is begun:
 * its deliveries wait as they are.
 */
export async function sendAll(
  requests: readonly RequestJobs[],
  connected: Connected,
  worker: Worker,
): Promise<readonly Result[]> {
  const pending = [...requests];
  const results: Result[] = [];
  const sendNext = async (): Promise<void> => {
    for (let jobs = pending.shift(); jobs !== undefined; jobs = pending.shift()) {
      const sent = await sendRequest(jobs, connected, worker);
      results.push(...sent.results);
      if (!sent.goesOn)
        results.push(
          ...pending
            .splice(0)
            .flat()
            .map((job) => notAttempted(job, 'no-time', connected, worker)),
        );
    }
  };
  const atOnce = connected.batch === undefined ? Math.min(AT_ONCE, requests.length) : 1;
  await Promise.all(Array.from({ length: atOnce }, sendNext));
  return results;
}
