import { setTimeout as sleep } from 'node:timers/promises';
import { type AlertLine, readAlerts } from './alert-pages.ts';
import type { Ask } from './client.ts';
import type { Filters } from './shared-options.ts';

/** The most alerts that one look reads. */
const AT_ONCE = 1_000;
/** An alert appears in the list a moment after it was received, so each look begins a little before the last alert. */
const OVERLAP_MS = 10_000;
/** Looks without an answer after which it is not tried any more. */
const MOST_FAILURES = 30;

export interface TailProps {
  readonly ask: Ask;
  readonly filters: Filters;
  /** When it began, and when it ends. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly everyMs: number;
  onAlerts(alerts: readonly AlertLine[]): void;
  /** A look got no answer; the next one follows. */
  onFailure(error: unknown): void;
}

/** What was seen: ids with the time of each, and where the next look begins. */
interface Seen {
  readonly fromMs: number;
  readonly ids: ReadonlyMap<string, number>;
}

/** Reads what is new since the last look, and hands it over. */
async function look({ fromMs, ids }: Seen, { ask, filters, sinceMs, onAlerts }: TailProps): Promise<Seen> {
  const { alerts } = await readAlerts({ ...filters, since: new Date(fromMs).toISOString() }, AT_ONCE, { ask });
  const fresh = alerts.filter(({ id }) => !ids.has(id)).toReversed();
  if (fresh.length > 0) onAlerts(fresh);
  const timed = alerts.map(({ id, receivedAt }) => [id, Date.parse(receivedAt)] as const);
  const newestMs = Math.max(fromMs, ...timed.map(([, ms]) => ms));
  const nextMs = Math.max(sinceMs, newestMs - OVERLAP_MS);
  return { fromMs: nextMs, ids: new Map([...ids, ...timed].filter(([, ms]) => ms >= nextMs)) };
}

/** Shows alerts as they come, the oldest first and each once, until its time is over. */
export async function followAlerts(props: TailProps): Promise<void> {
  let seen = await look({ fromMs: props.sinceMs, ids: new Map() }, props);
  for (let failures = 0; Date.now() + props.everyMs < props.untilMs; ) {
    await sleep(props.everyMs);
    try {
      seen = await look(seen, props);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= MOST_FAILURES) throw error;
      props.onFailure(error);
    }
  }
}
