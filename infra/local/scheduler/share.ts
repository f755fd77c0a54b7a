import { errorName } from '../../../lambdas/domain/values/error-text.ts';
import type { Job } from '../../../lambdas/store/sqlite/job-row.ts';
import type { JobQueue, Queued } from '../../../lambdas/store/sqlite/queue.ts';
import { isFull, noRuns, placesOf, type Requests, type Runs, requestsOf } from './requests.ts';
import { emptyWindow, offer, remove, reset, takeFirst, WINDOW_JOBS, type Window } from './window.ts';

/** What becomes of a message that was run: it is done with, or it comes back after some seconds. */
export type Verdict = { readonly kind: 'done' } | { readonly kind: 'back'; readonly afterSeconds: number };

/** Whether a share may run: as it likes, one at a time to probe, or not before a time (epoch ms). */
export type Admission = { readonly kind: 'go' | 'probe' } | { readonly kind: 'wait'; readonly untilMs: number };

/** A job with its message. */
export interface Loaded<Message> {
  readonly job: Job;
  readonly message: Message;
}

export interface ShareProps<Message> extends Pick<Runs, 'concurrency'> {
  readonly name: string;
  readonly queue: JobQueue<Message>;
  /** Messages that one run takes at most. */
  readonly batchSize: number;
  admission(): Admission;
  /** One verdict a message, in order; when it throws, all come back later. */
  run(loaded: readonly Loaded<Message>[], requests: Requests): Promise<readonly Verdict[]>;
  /** Called when a job is done and that is on the disk. */
  onDone(): void;
  /** Asks to be woken at a time (epoch ms) at the latest. */
  wakeAt(ms: number): void;
  now(): number;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** One source's or destination's share of the work: what others do does not change it. */
export interface Share<Message> extends ShareProps<Message>, Runs {
  readonly window: Window<Message>;
  /** Jobs that are run, or whose end is not on the disk yet. */
  readonly running: Set<number>;
  /** Places that are kept for jobs that are being stored. */
  reserved: number;
  /** Endings wait for what they end. */
  hasDeferred: boolean;
  /** The store did not take what became of a job: nothing more is run before then (epoch ms). */
  backOffUntilMs: number;
  isStopped: boolean;
  whenIdle: () => void;
}

export const createShare = <Message>(props: ShareProps<Message>): Share<Message> => ({
  ...props,
  window: emptyWindow(),
  running: new Set(),
  ...noRuns,
  reserved: 0,
  hasDeferred: false,
  backOffUntilMs: 0,
  isStopped: false,
  whenIdle: () => undefined,
});

/** After a failure of our own. */
const FAILED_SECONDS = 15;
/** An ending that waits for what it ends is looked at again after this. */
const LOOK_LATER_MS = 60_000;
/** A message that cannot be read goes out of the way of the others. */
const UNREADABLE_SECONDS = 600;

function refill<Message>({ window, queue, name, running, ...share }: Share<Message>): boolean {
  const { jobs } = queue;
  window.horizon = jobs.lastNumber();
  const limit = WINDOW_JOBS + running.size;
  const found = jobs.ready(name, limit);
  const free = found.filter(({ n }) => !running.has(n));
  window.items = free.slice(0, WINDOW_JOBS).map((job) => ({ queued: { job }, bytes: 0 }));
  window.bytes = 0;
  window.isComplete = found.length < limit && free.length <= WINDOW_JOBS;
  return share.hasDeferred || (window.isComplete && jobs.hasEndings(name));
}

/** The next job that may run: an ending waits for what it ends. */
function next<Message>(share: Share<Message>): Queued<Message> | undefined {
  const { window, running, queue } = share;
  for (;;) {
    if (window.items.length === 0 && !window.isComplete) share.hasDeferred = refill(share);
    const queued = takeFirst(window);
    if (queued === undefined) return undefined;
    if (running.has(queued.job.n)) continue;
    if (!isDeferred(queued.job, queue)) return queued;
    share.hasDeferred = true;
  }
}

const isDeferred = <Message>(job: Job, { jobs }: JobQueue<Message>): boolean =>
  job.isEnding === true && jobs.hasOpener(job);

interface Ended<Message> extends Queued<Message> {
  readonly verdict: Verdict;
}

/** Writes what becomes of a job. */
async function write<Message>({ queue, now, wakeAt, onDone }: Share<Message>, ended: Ended<Message>) {
  const { job, message, verdict } = ended;
  if (message !== undefined && queue.isRemoved(job, message)) return onDone();
  if (verdict.kind === 'done') {
    await queue.jobs.complete(job.n);
    return onDone();
  }
  const nowMs = now();
  const dueMs = nowMs + verdict.afterSeconds * 1000;
  await queue.jobs.postpone(job, dueMs, nowMs);
  wakeAt(dueMs);
}

/** A job stays in the queue as it is, and is run again; its claim knows what became of it. */
function noteFailed<Message>(share: Share<Message>, error: unknown): void {
  const { name, window, wakeAt, now, log } = share;
  log('queue.write_failed', { messageGroup: name, error: errorName(error) });
  reset(window);
  share.backOffUntilMs = now() + FAILED_SECONDS * 1000;
  wakeAt(share.backOffUntilMs);
}

/** Deletes a job or puts it back, and goes on to the next. */
async function carryOut<Message>(share: Share<Message>, ended: Ended<Message>): Promise<void> {
  const { job } = ended;
  try {
    await write(share, ended);
  } catch (error) {
    noteFailed(share, error);
  }
  share.running.delete(job.n);
  if (share.hasDeferred) share.window.isComplete = false;
  share.hasDeferred = false;
  wake(share);
}

function load<Message>(share: Share<Message>, job: Job): Loaded<Message>[] {
  const { queue, name, log } = share;
  try {
    const message = queue.load(job);
    if (message !== undefined) return [{ job, message }];
    log('queue.message_dropped', { messageGroup: name, ref: job.ref });
    void carryOut(share, { job, verdict: { kind: 'done' } });
  } catch (error) {
    log('queue.load_failed', { messageGroup: name, ref: job.ref, error: errorName(error) });
    void carryOut(share, { job, verdict: { kind: 'back', afterSeconds: UNREADABLE_SECONDS } });
  }
  return [];
}

async function verdictsOf<Message>(share: Share<Message>, loaded: readonly Loaded<Message>[], requests: Requests) {
  try {
    return loaded.length === 0 ? [] : await share.run(loaded, requests);
  } catch (error) {
    share.log('queue.run_failed', { messageGroup: share.name, error: errorName(error) });
    return [];
  }
}

async function start<Message>(share: Share<Message>, batch: readonly Queued<Message>[]): Promise<void> {
  // Counted before anything is loaded: what has no message is no more at the same time than what has one.
  share.runs += 1;
  const loaded = batch.flatMap(({ job, message }) => (message === undefined ? load(share, job) : [{ job, message }]));
  for (const { job, message } of loaded) share.queue.noteRun(job, message);
  const requests = requestsOf(share, () => wake(share));
  const verdicts = await verdictsOf(share, loaded, requests);
  requests.close();
  for (const [i, each] of loaded.entries())
    void carryOut(share, { ...each, verdict: verdicts[i] ?? { kind: 'back', afterSeconds: FAILED_SECONDS } });
}

function takeBatch<Message>(share: Share<Message>, most: number): Queued<Message>[] {
  const batch: Queued<Message>[] = [];
  while (batch.length < most) {
    const queued = next(share);
    if (queued === undefined) break;
    share.running.add(queued.job.n);
    batch.push(queued);
  }
  return batch;
}

/** Longer ahead than it lasts, it was noted before the clock was set back. */
const isBackingOff = <Message>({ backOffUntilMs }: Share<Message>, nowMs: number): boolean =>
  nowMs < backOffUntilMs && backOffUntilMs <= nowMs + FAILED_SECONDS * 1000;

/** How many messages the next run may take. */
function room<Message>(share: Share<Message>): number {
  const { batchSize, runs, writing, isStopped, admission, wakeAt } = share;
  if (isStopped || isFull(share) || isBackingOff(share, share.now())) return 0;
  const admitted = admission();
  if (admitted.kind === 'go') return batchSize;
  if (admitted.kind === 'wait') wakeAt(admitted.untilMs);
  return admitted.kind === 'probe' && runs + writing === 0 ? 1 : 0;
}

/** Runs what may run. */
export function wake<Message>(share: Share<Message>): void {
  if (share.running.size === 0) share.whenIdle();
  for (let free = room(share); free > 0; free = room(share)) {
    const batch = takeBatch(share, free);
    if (batch.length === 0) return;
    void start(share, batch);
  }
}

/** Whether a job that is stored next can be run at once: no other waits, and there is a place for it. */
function isFree<Message>(share: Share<Message>): boolean {
  const { window, runs, reserved } = share;
  if (share.isStopped || !window.isComplete || share.hasDeferred || isBackingOff(share, share.now())) return false;
  if (isFull(share) || runs + reserved + window.items.length >= placesOf(share)) return false;
  return share.admission().kind === 'go';
}

/** Keeps a place for a job that is being stored, until the function is called that it answers; nothing without a place. */
export function reserve<Message>(share: Share<Message>): (() => void) | undefined {
  if (!isFree(share)) return undefined;
  share.reserved += 1;
  return () => {
    share.reserved -= 1;
  };
}

/** A job was stored just now and is ready; `wake` runs it. */
export const arrive = <Message>(share: Share<Message>, queued: Queued<Message>, bytes: number): void =>
  offer(share.window, queued, bytes);

/** Runs a job out of its turn, although its share is blocked. */
export function look<Message>(share: Share<Message>, job: Job): void {
  const { queue, running, now } = share;
  if (share.isStopped || running.has(job.n)) return;
  // While a share is blocked nothing is sent, and the fallback of an ending may hear of it before what it ends is gone.
  if (isDeferred(job, queue) && share.admission().kind !== 'wait') {
    queue.jobs.lookLater(job.n, now() + LOOK_LATER_MS).catch((error: unknown) => noteFailed(share, error));
    return;
  }
  running.add(job.n);
  remove(share.window, job.n);
  void start(share, [{ job }]);
}

/** No new work is begun; resolves when what is under way has ended. */
export function stop<Message>(share: Share<Message>): Promise<void> {
  share.isStopped = true;
  return new Promise((resolve) => {
    share.whenIdle = resolve;
    if (share.running.size === 0) resolve();
  });
}
