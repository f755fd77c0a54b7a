import type { Ports } from './ports.ts';

/** A source that is heard all the time is noted once in so long. */
const NOTED_EVERY_MS = 30_000;

/** Notes when sources are heard, not more often than it matters. */
export function createHeard(note: (source: string, atMs: number) => Promise<void>): Ports['heard'] {
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
export function onceEach(raise: Ports['raise']): Ports['raise'] {
  const raised = new Set<string>();
  return async (alert, destinations) => {
    if (raised.has(alert.id)) return;
    await raise(alert, destinations);
    if (raised.size >= REMEMBERED) raised.clear();
    raised.add(alert.id);
  };
}
