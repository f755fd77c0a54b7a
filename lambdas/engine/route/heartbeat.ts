import type { Ports } from './ports.ts';

/** A source that sends often is noted once in this time. */
const NOTED_EVERY_MS = 30_000;

/** Notes when sources were seen, at most once every 30 seconds each. */
export function createHeartbeat(note: (source: string, atMs: number) => Promise<void>): Ports['sourceSeen'] {
  const noted = new Map<string, number>();
  return async (source, receivedAt) => {
    const atMs = Date.parse(receivedAt);
    // The absolute difference, because a time that was noted before the clock was set back lies ahead.
    if (Math.abs(atMs - (noted.get(source) ?? 0)) < NOTED_EVERY_MS) return;
    await note(source, atMs);
    noted.set(source, atMs);
  };
}

/** Ids of emitted alerts that are remembered; a sender has fewer shapes of payloads than this. */
const REMEMBERED = 500;

/** Emits each alert once per instance. The store would refuse a repetition too, but at the cost of a write. */
export function onceEach(emitSystemAlert: Ports['emitSystemAlert']): Ports['emitSystemAlert'] {
  const emitted = new Set<string>();
  return async (alert) => {
    if (emitted.has(alert.id)) return;
    await emitSystemAlert(alert);
    if (emitted.size >= REMEMBERED) emitted.clear();
    emitted.add(alert.id);
  };
}
