import type { Silent } from '../../core/silent-source.ts';

/** A source that is configured to be heard from. */
export interface Expected {
  readonly source: string;
  readonly everySeconds: number;
}

export interface SilentPorts {
  readonly expected: readonly Expected[];
  /** When it was heard last, and of which silence it was told (epoch ms). */
  readHeartbeat(source: string): Promise<{ readonly lastMs: number; readonly toldMs?: number } | undefined>;
  markSeen(source: string, atMs: number): Promise<void>;
  markReported(source: string, toldMs: number | undefined): Promise<void>;
  /** Sends word of it the way of a webhook. */
  reportGap(source: string, silent: Silent): Promise<void>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

async function watchOne({ source, everySeconds }: Expected, nowMs: number, ports: SilentPorts): Promise<void> {
  const seen = await ports.readHeartbeat(source);
  // From now on it is expected.
  if (seen === undefined) return ports.markSeen(source, nowMs);
  const { lastMs, toldMs } = seen;
  if (toldMs !== undefined && toldMs < lastMs) {
    await ports.reportGap(source, { since: iso(toldMs), until: iso(lastMs), everySeconds, isOver: true });
    await ports.markReported(source, undefined);
  }
  if (nowMs - lastMs <= everySeconds * 1000 || toldMs === lastMs) return;
  // Told before it is noted: told twice it is the same alert, noted and not told it would be lost.
  await ports.reportGap(source, { since: iso(lastMs), until: iso(nowMs), everySeconds, isOver: false });
  await ports.markReported(source, lastMs);
}

/** Sees to it that a silence of a source that should be heard from is told once, and that its end is told. */
export async function watchSources(nowMs: number, ports: SilentPorts): Promise<void> {
  for (const expected of ports.expected) await watchOne(expected, nowMs, ports);
}
