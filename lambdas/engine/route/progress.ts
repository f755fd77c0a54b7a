import { createHash } from 'node:crypto';
import type { ReadAlert } from './read-alert.ts';

/** The alerts of a webhook in their order, as far as they were seen. */
export interface Seen {
  add(alerts: readonly ReadAlert[]): void;
  digest(): string;
}

/**
 * Alerts that are seen for the first time are told apart by their ids, because the first row of an id is kept. Those of a
 * webhook that is parsed again are rewritten, so their content counts.
 */
export function seenAlerts(isReplay: boolean): Seen {
  const hash = createHash('sha256');
  return {
    add(alerts) {
      for (const { alert } of alerts) hash.update(`${isReplay ? JSON.stringify(alert) : alert.id}\n`);
    },
    digest: () => hash.copy().digest('hex'),
  };
}
