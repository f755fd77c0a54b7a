import { statSync } from 'node:fs';

/** A change is seen within two looks: it is taken when the files have stayed as they are from one look to the next. */
const EVERY_MS = 200;

/** What shows that a file was written or replaced; a link is followed. */
function traceOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? 'none' : [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join();
}

/** A folder that may not be read is like a file that is not there. */
function safely(file: string): string {
  try {
    return traceOf(file);
  } catch {
    return 'unreadable';
  }
}

type Traces = ReadonlyMap<string, string>;

const tracesOf = (files: readonly string[]): Traces => new Map(files.map((file) => [file, safely(file)]));

/** Files that only one of the two has are no change: the configuration names others now. */
const haveChanged = (before: Traces, now: Traces): boolean =>
  [...now].some(([file, trace]) => before.has(file) && before.get(file) !== trace);

/**
 * Calls `onChange` when one of the files was written, replaced by another, made or removed. A file that is still being
 * written is waited for. Files are looked at, and no events of the system are used: those are lost when an editor puts
 * another file in place of the first, and on network drives.
 */
export function watchFiles(files: () => readonly string[], onChange: () => void): { stop(): void } {
  let known = tracesOf(files());
  let last = known;
  const timer = setInterval(() => {
    const now = tracesOf(files());
    const isSteady = !haveChanged(last, now);
    last = now;
    if (!isSteady) return;
    const isChange = haveChanged(known, now);
    known = now;
    if (isChange) onChange();
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
