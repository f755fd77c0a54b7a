import type { Queued } from '../../../lambdas/store/sqlite/queue.ts';

/**
 * Jobs that a share holds in memory at most, and the size of their messages; the rest waits on the disk. More than arrive
 * while that many are run, or a backlog that is small would be read from the disk for ever.
 */
export const WINDOW_JOBS = 256;
const WINDOW_BYTES = 4 * 1024 * 1024;

interface Item<Message> {
  readonly queued: Queued<Message>;
  readonly bytes: number;
}

/** The next jobs of a share, the urgent first. */
export interface Window<Message> {
  items: Item<Message>[];
  bytes: number;
  /** Whether the disk has no ready jobs beside these. */
  isComplete: boolean;
  /** The highest number that was in the queue when the disk was read: what is not above it was seen there. */
  horizon: number;
}

export const emptyWindow = <Message>(): Window<Message> => ({ items: [], bytes: 0, isComplete: false, horizon: 0 });

const isBefore = (a: Queued<unknown>, b: Queued<unknown>): boolean =>
  a.job.rank > b.job.rank || (a.job.rank === b.job.rank && a.job.n < b.job.n);

/** Adds a job in its place, or leaves it on the disk when the window is full of better ones. */
export function offer<Message>(window: Window<Message>, queued: Queued<Message>, bytes: number): void {
  const { items } = window;
  const last = items.at(-1);
  if (queued.job.n <= window.horizon) return;
  // Behind what is not known to be all, the disk may have better ones.
  if (!window.isComplete && (last === undefined || !isBefore(queued, last.queued))) return;
  const at = items.findLastIndex((item) => !isBefore(queued, item.queued)) + 1;
  items.splice(at, 0, { queued, bytes });
  window.bytes += bytes;
  while (items.length > WINDOW_JOBS || (window.bytes > WINDOW_BYTES && items.length > 1)) {
    window.bytes -= items.pop()?.bytes ?? 0;
    window.isComplete = false;
  }
}

export function takeFirst<Message>(window: Window<Message>): Queued<Message> | undefined {
  const first = window.items.shift();
  window.bytes -= first?.bytes ?? 0;
  return first?.queued;
}

/** Forgets a job that is run out of turn. */
export function remove<Message>(window: Window<Message>, n: number): void {
  const at = window.items.findIndex(({ queued }) => queued.job.n === n);
  const [removed] = at < 0 ? [] : window.items.splice(at, 1);
  window.bytes -= removed?.bytes ?? 0;
}

/** Forgets everything, so that the disk is read again: it has jobs that may come before these. */
export function reset<Message>(window: Window<Message>): void {
  window.items = [];
  window.bytes = 0;
  window.isComplete = false;
}
