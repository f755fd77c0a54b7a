import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { type FaultKind, MEMORY_BYTES } from './run.ts';
import type { Report, Slice } from './slice.ts';

/** So long a slice may take before it hangs; what fails in it is shrunk, and that takes its time. */
const HANG_MS = 15 * 60_000;

/** So long a part of one may take when it is sought which body it is: an endless loop shows itself at once. */
const HANG_AGAIN_MS = 3 * 60_000;

/** A slice that ended its process, or that was ended. */
export interface Fall {
  readonly kind: FaultKind;
  readonly slice: Slice;
  readonly detail: string;
}

export type Ended = { readonly report: Report } | { readonly fall: Fall };

/** One process that runs slices, and is replaced when it falls. */
export interface Hand {
  run(slice: Slice): Promise<Ended>;
  end(): void;
}

function start(): ChildProcess {
  const heap = `--max-old-space-size=${Math.floor(MEMORY_BYTES / 1024 / 1024)}`;
  return fork(path.join(import.meta.dirname, 'child.ts'), { execArgv: [heap], serialization: 'advanced' });
}

/** The next thing that a process says of a slice: its report, its end, or nothing for too long. */
function ask(child: ChildProcess, slice: Slice, patienceMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const fell = (kind: FaultKind, detail: string) => resolve({ fall: { kind, slice, detail } });
    const timer = setTimeout(() => fell('hang', `no end after ${patienceMs} ms`), patienceMs);
    const onExit = (code: number | null, signal: string | null) => {
      clearTimeout(timer);
      fell('memory', `the process ended with ${code ?? signal}`);
    };
    child.once('exit', onExit);
    child.once('message', (report: Report) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      if (report.peakBytes <= MEMORY_BYTES) resolve({ report });
      else fell('memory', `${Math.round(report.peakBytes / 1024 / 1024)} MiB`);
    });
    child.send(slice);
  });
}

export function createHand(patienceMs = HANG_MS): Hand {
  let child = start();
  return {
    async run(slice) {
      const ended = await ask(child, slice, patienceMs);
      if ('fall' in ended) {
        child.kill('SIGKILL');
        child = start();
      }
      return ended;
    },
    end: () => child.kill('SIGKILL'),
  };
}

const halves = ({ seed, from, to }: Slice): Slice[] => {
  const middle = Math.floor((from + to) / 2);
  return [
    { seed, from, to: middle },
    { seed, from: middle, to },
  ];
};

/** The smallest part of a slice that falls as the whole did: one body, unless it takes several. */
export async function narrowed(fall: Fall): Promise<Fall> {
  const { from, to } = fall.slice;
  if (to - from <= 1) return fall;
  for (const half of halves(fall.slice)) {
    const hand = createHand(HANG_AGAIN_MS);
    const ended = await hand.run(half);
    hand.end();
    if ('fall' in ended) return narrowed(ended.fall);
  }
  return fall;
}
