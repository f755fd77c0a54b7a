/**
 * The requests of a run. After its last one it only writes what became of its messages: another run may begin, so that
 * the destination does not wait for the disk.
 */
export interface Requests {
  begun(): void;
  ended(): void;
}

/** The runs of a share. */
export interface Runs {
  /** Runs at the same time, and beside them as many that only write; twice as many where requests are answered quickly. */
  readonly concurrency: number;
  runs: number;
  /** Runs whose requests have ended. */
  writing: number;
  /** How long a request takes, a moving average; nothing before the first has ended. */
  requestMs: number | undefined;
}

export const noRuns: Omit<Runs, 'concurrency'> = { runs: 0, writing: 0, requestMs: undefined };

/** Where requests are answered within this, about half of a run is waiting for the disk. */
const QUICK_MS = 50;
const WEIGHT = 0.05;

/** How many runs there may be. */
export const placesOf = ({ concurrency, requestMs = QUICK_MS }: Runs): number =>
  requestMs < QUICK_MS ? 2 * concurrency : concurrency;

export const isFull = (share: Runs): boolean => share.runs >= placesOf(share) || share.writing >= placesOf(share);

function noteRequest(share: Runs, ms: number): void {
  share.requestMs = share.requestMs === undefined ? ms : share.requestMs + (ms - share.requestMs) * WEIGHT;
}

/**
 * Counts a run, which counts as running until now, among those that send or those that write; `close` when it is neither
 * any more. `onWriting` is called when there may be room for another.
 */
export function requestsOf(share: Runs, onWriting: () => void): Requests & { close(): void } {
  let open = 0;
  let beganMs = 0;
  let [isWriting, isClosed] = [false, false];
  const count = (writes: boolean): void => {
    if (isClosed || writes === isWriting) return;
    isWriting = writes;
    share.runs += writes ? -1 : 1;
    share.writing += writes ? 1 : -1;
  };
  return {
    begun() {
      open += 1;
      beganMs = performance.now();
      count(false);
    },
    ended() {
      open -= 1;
      if (open > 0) return;
      noteRequest(share, performance.now() - beganMs);
      count(true);
      onWriting();
    },
    close() {
      count(true);
      isClosed = true;
      share.writing -= 1;
    },
  };
}
