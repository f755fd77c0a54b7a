import type { Queued } from '../../../lambdas/store/sqlite/queue.ts';
import { arrive, createShare, look, type Share, type ShareProps, stop, wake } from './share.ts';

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

function shareIn<Message>(state: State<Message>, name: string): Share<Message> {
  const known = state.shares.get(name);
  if (known !== undefined) return known;
  const { queue, now, log, shareOf } = state.props;
  const { run, ...rest } = shareOf(name);
  const share = createShare<Message>({
    name,
    queue,
    now,
    log,
    ...rest,
    run: async (loaded) => {
      const verdicts = await run(loaded);
      state.stored -= verdicts.filter(({ kind }) => kind === 'done').length;
      return verdicts;
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
  state.timer = setTimeout(() => {
    turn(state).catch((error: unknown) => {
      state.props.log('queue.turn_failed', { error: error instanceof Error ? error.name : 'error' });
    });
  }, sleepMs);
}

function wakeAgain<Message>(state: State<Message>, name: string): void {
  const share = shareIn(state, name);
  share.window.isComplete = false;
  wake(share);
}

/** What is due becomes ready; after the clock was set back, also what would wait for longer than it was to wait. */
async function promote<Message>(state: State<Message>): Promise<void> {
  const { queue, now } = state.props;
  while (await queue.jobs.shortenWaits(now()));
  for (let names = await queue.jobs.promote(now()); names.length > 0; names = await queue.jobs.promote(now()))
    for (const name of new Set(names)) wakeAgain(state, name);
}

async function turn<Message>(state: State<Message>): Promise<void> {
  const { now, queue } = state.props;
  state.timerMs = Number.POSITIVE_INFINITY;
  try {
    await promote(state);
    for (const job of queue.jobs.looks(now())) look(shareIn(state, job.messageGroup), job);
    for (const share of state.shares.values()) wake(share);
  } finally {
    const nowMs = now();
    const lookMs = Math.max(queue.jobs.nextLookMs(), nowMs + LOOK_EVERY_MS);
    const dueMs = Math.max(queue.jobs.nextDueMs(), nowMs + SHORTEST_SLEEP_MS);
    wakeAt(state, Math.min(dueMs, lookMs, nowMs + LONGEST_SLEEP_MS));
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
  for (const each of queued) {
    const bytes = each.message === undefined ? 0 : sizeOf(each.message);
    arrive(shareIn(state, each.job.messageGroup), each, bytes);
  }
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
    backlog: () => state.stored,
  };
}
