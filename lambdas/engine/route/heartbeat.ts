import type { Ports } from './ports.ts';

/** A source that is heard all the time is noted once in so long. */
const NOTED_EVERY_MS = 30_000;

/** Notes when sources are heard, not more often than it matters. */
export function createHeartbeat(note: (source: string, atMs: number) => Promise<void>): Ports['seen'] {
  const noted = new Map<string, number>();
  return async (source, receivedAt) => {
    const atMs = Date.parse(receivedAt);
    if (atMs - (noted.get(source) ?? 0) < NOTED_EVERY_MS) return;
    await note(source, atMs);
    noted.set(source, atMs);
  };
}

/** Alerts that this instance raised already; a few hundred shapes are more than a sender has. */
const REMEMBERED = 500;

/** Raises each alert once an instance: the table would see to it too, for a write each time. */
export function onceEach(emitSystemAlert: Ports['emitSystemAlert']): Ports['emitSystemAlert'] {
  const emitted = new Set<string>();
  return async (alert, destinations) => {
    if (emitted.has(alert.id)) return;
    await emitSystemAlert(alert, destinations);
    if (emitted.size >= REMEMBERED) emitted.clear();
    emitted.add(alert.id);
  };
}
