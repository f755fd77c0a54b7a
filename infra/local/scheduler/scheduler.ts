import { errorName } from '../../../lambdas/domain/values/error-text.ts';
import type { Queued } from '../../../lambdas/store/sqlite/queue.ts';
import { arrive, createShare, look, reserve, type Share, type ShareProps, stop, wake } from './share.ts';
import { reset } from './window.ts';

/** How the messages of a queue are run. */
export interface SchedulerProps<Message> extends Pick<ShareProps<Message>, 'queue' | 'now' | 'log'> {
  /** What each group may do at the same time, and how its messages are run. */
  shareOf(messageGroup: string): Pick<ShareProps<Message>, 'concurrency' | 'batchSize' | 'admission' | 'run'>;
  /** Bytes that a message holds in memory. */
  sizeOf(message: Message): number;
}

export interface Scheduler {
  /** Begins to work, also on what an earlier process left. */
  start(): void;
  /** Ends when what is under way has ended, or after the deadline. */
  stop(deadlineMs: number): Promise<void>;
  /** Messages in the queue, those under way included. */
  backlog(): number;
  /** Asks anew how the messages of each group are run; what is under way is not changed. */
  refresh(): void;
  /** Looks for what is due now, without waiting for its time. */
  promote(): void;
  /** Keeps a place for a message of this group that is being stored; nothing when it has to wait. */
  reserve(messageGroup: string): (() => void) | undefined;
}

interface State<Message> {
  readonly props: SchedulerProps<Message>;
  readonly shares: Map<string, Share<Message>>;
  stored: number;
  timer: NodeJS.Timeout | undefined;
  timerMs: number;
  isStopped: boolean;
}

/** The wall clock may be set meanwhile, which no timer notices. */
const LONGEST_SLEEP_MS = 5_000;
const SHORTEST_SLEEP_MS = 20;
/** What could not be looked at is looked at again after this. */
const LOOK_EVERY_MS = 1_000;
/** A turn that failed is followed by the next after this. */
const FAILED_MS = 1_000;

function shareIn<Message>(state: State<Message>, name: string): Share<Message> {
  const known = state.shares.get(name);
  if (known !== undefined) return known;
  const { queue, now, log, shareOf } = state.props;
  const share = createShare<Message>({
    name,
    queue,
    now,
    log,
    ...shareOf(name),
    onDone() {
      state.stored -= 1;
    },
    wakeAt: (ms) => wakeAt(state, ms),
  });
  state.shares.set(name, share);
  return share;
}

function wakeAt<Message>(state: State<Message>, ms: number): void {
  if (state.isStopped || ms >= state.timerMs) return;
  clearTimeout(state.timer);
  state.timerMs = ms;
  const sleepMs = Math.min(LONGEST_SLEEP_MS, Math.max(1, ms - state.props.now()));
  state.timer = setTimeout(() => void turn(state), sleepMs);
}

function wakeAgain<Message>(state: State<Message>, name: string): void {
  const share = shareIn(state, name);
  reset(share.window);
  wake(share);
}

/** What is due becomes ready; after the clock was set back, also what would wait for longer than it was to wait. */
async function promote<Message>(state: State<Message>): Promise<void> {
  const { queue, now } = state.props;
  while (await queue.jobs.shortenWaits(now()));
  // Nothing is written where nothing is due.
  while (queue.jobs.nextDueMs() <= now()) {
    const names = await queue.jobs.promote(now());
    for (const name of state.isStopped ? [] : new Set(names)) wakeAgain(state, name);
  }
}

/** Runs what is due or has to be looked at; answers when the next turn is (epoch ms). */
async function runDue<Message>(state: State<Message>): Promise<number> {
  const { now, queue } = state.props;
  await promote(state);
  if (state.isStopped) return Number.POSITIVE_INFINITY;
  for (const job of queue.jobs.looks(now())) look(shareIn(state, job.messageGroup), job);
  for (const share of state.shares.values()) wake(share);
  const nowMs = now();
  const lookMs = Math.max(queue.jobs.nextLookMs(), nowMs + LOOK_EVERY_MS);
  const dueMs = Math.max(queue.jobs.nextDueMs(), nowMs + SHORTEST_SLEEP_MS);
  return Math.min(dueMs, lookMs, nowMs + LONGEST_SLEEP_MS);
}

/** One turn of the timer. One that failed, for the store did not answer, is followed by the next all the same. */
async function turn<Message>(state: State<Message>): Promise<void> {
  const { now, log } = state.props;
  state.timerMs = Number.POSITIVE_INFINITY;
  try {
    wakeAt(state, await runDue(state));
  } catch (error) {
    log('queue.turn_failed', { error: errorName(error) });
    wakeAt(state, now() + FAILED_MS);
  }
}

function onStored<Message>(state: State<Message>, queued: readonly Queued<Message>[], dueMs: number | undefined): void {
  state.stored += queued.length;
  if (state.isStopped) return;
  if (dueMs !== undefined) {
    wakeAt(state, dueMs);
    return;
  }
  const { sizeOf } = state.props;
  const shares = new Set<Share<Message>>();
  for (const each of queued) {
    const share = shareIn(state, each.job.messageGroup);
    arrive(share, each, each.message === undefined ? 0 : sizeOf(each.message));
    shares.add(share);
  }
  // All are in their order before the first is run.
  for (const share of shares) wake(share);
}

function begin<Message>(state: State<Message>): void {
  const { queue, now } = state.props;
  state.isStopped = false;
  const groups = queue.jobs.groups();
  state.stored = [...groups.values()].reduce((sum, jobs) => sum + jobs, 0);
  for (const name of groups.keys()) wakeAgain(state, name);
  wakeAt(state, now());
}

/** Runs the messages of a queue when they arrive or are due, each group by itself. */
export function createScheduler<Message>(props: SchedulerProps<Message>): Scheduler {
  const state: State<Message> = {
    props,
    shares: new Map(),
    stored: 0,
    timer: undefined,
    timerMs: Number.POSITIVE_INFINITY,
    isStopped: true,
  };
  props.queue.onStored((queued, dueMs) => onStored(state, queued, dueMs));
  return {
    start: () => begin(state),
    async stop(deadlineMs) {
      state.isStopped = true;
      clearTimeout(state.timer);
      const idle = Promise.all([...state.shares.values()].map(stop));
      await Promise.race([idle, new Promise((resolve) => setTimeout(resolve, deadlineMs).unref())]);
    },
    refresh() {
      for (const share of state.shares.values()) {
        Object.assign(share, props.shareOf(share.name));
        wake(share);
      }
    },
    promote: () => wakeAt(state, props.now()),
    backlog: () => state.stored,
    reserve: (messageGroup) => (state.isStopped ? undefined : reserve(shareIn(state, messageGroup))),
  };
}
