import type { Ports } from './ports.ts';

/** A source that sends all the time is noted once in so long. */
const NOTED_EVERY_MS = 30_000;

/** Notes when sources were seen, not more often than it matters. */
export function createHeartbeat(note: (source: string, atMs: number) => Promise<void>): Ports['sourceSeen'] {
  const noted = new Map<string, number>();
  return async (source, receivedAt) => {
    const atMs = Date.parse(receivedAt);
    // Also when the clock was set back far: what was noted then lies ahead.
    if (Math.abs(atMs - (noted.get(source) ?? 0)) < NOTED_EVERY_MS) return;
    await note(source, atMs);
    noted.set(source, atMs);
  };
}

/** Alerts that this instance emitted already; a few hundred shapes are more than a sender has. */
const REMEMBERED = 500;

/** Emits each alert once an instance: the store would see to it too, for a write each time. */
export function onceEach(emitSystemAlert: Ports['emitSystemAlert']): Ports['emitSystemAlert'] {
  const emitted = new Set<string>();
  return async (alert, destinations) => {
    if (emitted.has(alert.id)) return;
    await emitSystemAlert(alert, destinations);
    if (emitted.size >= REMEMBERED) emitted.clear();
    emitted.add(alert.id);
  };
}
