import type { Silent } from '../../core/silent-source.ts';

/** A source that is configured to be heard from. */
export interface Expected {
  readonly source: string;
  readonly everySeconds: number;
}

export interface SilentPorts {
  readonly expected: readonly Expected[];
  /** When it was heard last, and of which silence it was told (epoch ms). */
  readHeard(source: string): Promise<{ readonly lastMs: number; readonly toldMs?: number } | undefined>;
  markHeard(source: string, atMs: number): Promise<void>;
  markTold(source: string, toldMs: number | undefined): Promise<void>;
  /** Sends word of it the way of a webhook. */
  tellSilent(source: string, silent: Silent): Promise<void>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

async function watchOne({ source, everySeconds }: Expected, nowMs: number, ports: SilentPorts): Promise<void> {
  const heard = await ports.readHeard(source);
  // From now on it is expected.
  if (heard === undefined) return ports.markHeard(source, nowMs);
  const { lastMs, toldMs } = heard;
  if (toldMs !== undefined && toldMs < lastMs) {
    await ports.tellSilent(source, { since: iso(toldMs), until: iso(lastMs), everySeconds, isOver: true });
    await ports.markTold(source, undefined);
  }
  if (nowMs - lastMs <= everySeconds * 1000 || toldMs === lastMs) return;
  // Told before it is noted: told twice it is the same alert, noted and not told it would be lost.
  await ports.tellSilent(source, { since: iso(lastMs), until: iso(nowMs), everySeconds, isOver: false });
  await ports.markTold(source, lastMs);
}

/** Sees to it that a silence of a source that should be heard from is told once, and that its end is told. */
export async function watchSources(nowMs: number, ports: SilentPorts): Promise<void> {
  for (const expected of ports.expected) await watchOne(expected, nowMs, ports);
}
