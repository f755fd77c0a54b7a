import { randomUUID } from 'node:crypto';
import type { Config } from '../../../lambdas/config/schema.ts';
import type { Queues, Stores } from '../../../lambdas/engine/ports/index.ts';
import { type Ports, reconcile, type Thresholds } from '../../../lambdas/engine/reconcile/reconcile.ts';
import { releaseLimitsOf } from '../../../lambdas/engine/reconcile/release-limits.ts';
import { routeOptionsOver } from '../../../lambdas/engine/route-options.ts';
import { systemRecipientsOf } from '../../../lambdas/engine/system-recipients.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';

/** Counters and messages commit with their rows, so that little can be left to correct. */
export const thresholds: Thresholds = {
  overdueMs: 120_000,
  quietMs: 0,
  blankHours: 0,
  verifiedForMs: Number.POSITIVE_INFINITY,
  replayMs: 5_000,
};

export interface ReconcileProps {
  readonly config: Config;
  readonly stores: Stores;
  readonly queues: Queues;
  readonly log: Log;
}

/** One run of reconcile on one machine: ended silences, silent sources, overdue deliveries. */
export function reconcileRun({ config, stores, queues, log }: ReconcileProps): () => Promise<void> {
  const expected = Object.entries(config.sources).flatMap(([source, { expectSeconds: everySeconds }]) =>
    everySeconds === undefined ? [] : [{ source, everySeconds }],
  );
  const routeOptions = routeOptionsOver(config);
  const destinationIds = Object.keys(config.destinations);
  const systemRecipients = systemRecipientsOf(config);
  const beside = {
    destinationIds,
    systemRecipients,
    routeOptions,
    limits: releaseLimitsOf(config),
    expected,
    newId: randomUUID,
    log,
    ...(config.canary === undefined ? {} : { canary: config.canary }),
  };
  const ports: Ports = { ...stores, ...queues, ...beside };
  return () => reconcile(Date.now(), thresholds, ports);
}
