import type { Config } from '../../config/schema.ts';
import type { Alert } from '../../domain/alert.ts';
import { createInhibitions } from '../../domain/inhibit.ts';
import type { Timeline } from './timeline.ts';

interface Open {
  readonly untilMs: number;
  readonly isBoth: boolean;
}

/** Inhibition over alerts of the past. */
interface PastInhibition {
  /** Notes an alert that inhibits others, or that its problem has ended. */
  note(alert: Alert): void;
  /** The question whether an open problem inhibits an alert; nothing where the configuration has no rules. */
  readonly port: { readonly inhibitedBy?: (alert: Alert) => boolean };
}

export function createPastInhibition({ inhibit = [] }: Pick<Config, 'inhibit'>, timeline: Timeline): PastInhibition {
  if (inhibit.length === 0) return { note: () => undefined, port: {} };
  const inhibitions = createInhibitions(inhibit);
  const open = new Map<string, Map<string, Open>>();
  const openAt = (key: string): Map<string, Open> => {
    const found = open.get(key) ?? new Map<string, Open>();
    open.set(key, found);
    return found;
  };
  return {
    note(alert) {
      for (const { rule, key, isBoth } of inhibitions.sources(alert)) {
        if (alert.state === 'resolved') openAt(key).delete(alert.fingerprint);
        else
          openAt(key).set(alert.fingerprint, { untilMs: Date.parse(alert.receivedAt) + rule.seconds * 1000, isBoth });
      }
    },
    port: {
      inhibitedBy: (alert) =>
        inhibitions
          .targets(alert)
          .some((target) =>
            [...openAt(target.key)].some(
              ([fingerprint, { untilMs, isBoth }]) =>
                fingerprint !== alert.fingerprint && untilMs > timeline.now() && !(target.isBoth && isBoth),
            ),
          ),
    },
  };
}
