import { handledBy } from '../../domain/acknowledgement.ts';
import { LONGEST_HOLD_DAYS, type Release } from '../../domain/times/route-times.ts';
import type { Settlement } from '../ports/deliveries.ts';
import { ESCALATION } from '../ports/held.ts';
import { WORKER_DIED } from './backoff.ts';
import { isForced } from './group.ts';
import type { Decision, Job } from './job.ts';
import { releaseAt } from './release.ts';
import type { Worker } from './worker.ts';

/** Why a delivery waits, or ended without being sent: it came outside the times of its routes. */
const OUTSIDE_TIMES = 'outside_times';

const ended = (job: Job, status: 'suppressed' | 'dead', reason: string): Decision => ({
  job,
  settlement: { kind: 'ended', status, reason, attempts: job.claimed.attempts },
});

const untilText = (ms: number): string => new Date(ms).toISOString();

const waitsUntil = (job: Job, dueMs: number, reason: string): Settlement => ({
  kind: 'waiting',
  status: 'queued',
  reason: `${reason}: until ${untilText(dueMs)}`,
  dueMs,
  // A worker that died meanwhile had sent nothing.
  attempts: job.claimed.attempts.filter(({ reason: why }) => why !== WORKER_DIED),
});

const isEscalation = ({ message, claimed }: Job): boolean =>
  message.escalateSeconds !== undefined || claimed.reason?.startsWith(ESCALATION) === true;

/** Who handles the problem of an escalation, so that nobody else has to be notified. */
async function handled(job: Job, { ports }: Worker): Promise<string | undefined> {
  if (!isEscalation(job)) return undefined;
  const { alert } = job.message;
  return handledBy(await ports.problems.load(alert.fingerprint), alert);
}

/** Whether a request was made. A worker that died before the time had come had made none. */
const wasTried = ({ claimed }: Job): boolean => claimed.attempts.some(({ reason }) => reason !== WORKER_DIED);

function waits(job: Job, { ms, names }: Extract<Release, { kind: 'at' }>): Decision {
  if (!isEscalation(job)) return { job, settlement: waitsUntil(job, ms, `${OUTSIDE_TIMES}: ${names}`) };
  const times = names === '' ? '' : `, ${names}`;
  return { job, settlement: waitsUntil(job, ms, `${ESCALATION}: unless acknowledged${times}`) };
}

/** An escalation whose time has come. */
async function unlessHandled(job: Job, worker: Worker): Promise<Decision> {
  if (isForced(job) || wasTried(job)) return { job };
  const who = await handled(job, worker);
  return who === undefined ? { job } : ended(job, 'suppressed', who);
}

/** The end of a problem that the destination was notified of disturbs nobody: it goes to the message that there is. */
async function endsWhatIsOpen({ message }: Job, { ports }: Worker): Promise<boolean> {
  const { alert, destination, times } = message;
  if (times === undefined || alert.state !== 'resolved') return false;
  return ports.groups.isOpen(destination, alert.fingerprint);
}

/**
 * A delivery waits for the time of its escalation, and for the times of its routes. An escalation is not sent when
 * somebody has acknowledged or ended the problem meanwhile. What was sent before, or a person asks for, does not wait.
 */
export async function held(job: Job, worker: Worker): Promise<Decision> {
  if (await endsWhatIsOpen(job, worker)) return { job };
  const release = releaseAt(job.message, worker.ports);
  if (release === undefined) return unlessHandled(job, worker);
  if (release.kind === 'dropped') return ended(job, 'suppressed', `${OUTSIDE_TIMES}: ${release.names}`);
  if (release.kind === 'never')
    return ended(job, 'dead', `${OUTSIDE_TIMES}: ${release.names} does not begin within ${LONGEST_HOLD_DAYS} days`);
  const isEarly = release.ms > worker.ports.now();
  if (!isEarly) return unlessHandled(job, worker);
  const who = await handled(job, worker);
  return who === undefined ? waits(job, release) : ended(job, 'suppressed', who);
}
