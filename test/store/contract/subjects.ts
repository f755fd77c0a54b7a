import type { Alert } from '../../../lambdas/domain/alert.ts';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import { type AttemptRecord, deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Claimable, Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import { alertId, alertOf } from '../../engine/route/alerts.ts';
import type { OpenStore } from './store.ts';

export const NOW = Date.UTC(2026, 10, 21, 20);
export const iso = (ms: number): string => new Date(ms).toISOString();

export const attempt: AttemptRecord = {
  at: iso(NOW),
  outcome: 'retry',
  httpStatus: 500,
  reason: 'http_500',
  durationMs: 7,
};
export const delivered: Settlement = {
  kind: 'ended',
  status: 'delivered',
  receipt: { id: 'SEC-1', url: 'https://jira.example.test/SEC-1', target: { project: 'SEC', components: ['Web'] } },
  attempts: [attempt, { at: iso(NOW), outcome: 'delivered', target: { project: 'SEC' }, durationMs: 3 }],
};
export const dead: Settlement = { kind: 'ended', status: 'dead', reason: 'http_400', attempts: [attempt] };
export const merged: Settlement = {
  kind: 'ended',
  status: 'merged',
  reason: 'repeat',
  mergedInto: 'edge:1:soc',
  attempts: [],
};
export const waits = (dueMs: number, status: 'retrying' | 'unknown' = 'retrying'): Settlement => ({
  kind: 'waiting',
  status,
  reason: 'http_500',
  dueMs,
  attempts: [attempt],
});

let count = 0;
/** A number that no other test has. */
export function next(): number {
  count += 1;
  return count;
}

export const newAlert = (parts: Partial<Alert> = {}): Alert =>
  alertOf({ id: alertId(next(), parts.source), receivedAt: iso(NOW), ...parts });

/** The row of an alert that is alone in its webhook. */
export function rowOf(alert: Alert, parts: Partial<AlertRow> = {}): AlertRow {
  const hour = hourOf(alert.receivedAt);
  return { alert, webhookId: `wh_${alert.id.slice(-8)}`, hour, planned: ['soc'], alone: true, ...parts };
}

/** What is claimed of an alert at a destination. */
export const messageOf = ({ alert, hour }: Pick<AlertRow, 'alert' | 'hour'>, destination = 'soc'): Claimable => ({
  deliveryId: deliveryIdOf(alert.id, destination),
  destination,
  hour,
});

/** A recorded alert with one delivery that nobody has claimed yet. */
export async function fresh(store: OpenStore, parts: Partial<AlertRow> = {}) {
  const row = rowOf(newAlert(), parts);
  await store.alerts.record(row);
  return { row, message: messageOf(row, row.planned[0]) };
}

/** The states of an alert as they are shown. */
export async function statesOf({ alert }: Pick<AlertRow, 'alert'>, store: OpenStore) {
  const stored = await store.alerts.load(alert.id);
  return stored === undefined ? [] : store.deliveries.states({ ...stored, alertId: alert.id });
}
