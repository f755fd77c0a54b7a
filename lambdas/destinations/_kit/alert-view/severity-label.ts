import type { Alert, Severity } from '../../../domain/alert.ts';
import { lastedOf } from './when.ts';

const labels: Readonly<Record<Alert['kind'], string | undefined>> = {
  detection: undefined,
  unreadable: 'UNREADABLE',
  gap: 'ALERTS MISSING',
  system: 'TOCSIN',
};

/** Tocsin's own alerts that stand for others: what they report are attacks, and has to look like it. */
const summaryLabels: Readonly<Record<string, (severity: Severity) => string>> = {
  digest: (severity) => `DIGEST, up to ${severity.toUpperCase()}`,
  repeats: (severity) => `AGAIN, ${severity.toUpperCase()}`,
};

/** How it looks when an alert of Tocsin's own stands for others. */
export const summaryLabelOf = ({ kind, type }: Alert) =>
  kind === 'system' && Object.hasOwn(summaryLabels, type) ? summaryLabels[type] : undefined;

/** How an ending is named: `Resolved after 42 min`. */
export const resolvedLabel = (lasted: string | undefined): string =>
  lasted === undefined ? 'Resolved' : `Resolved after ${lasted}`;

export const isSuppressed = ({ finding, state }: Alert): boolean =>
  state !== 'resolved' && finding.status === 'suppressed';

/** A word or two: `HIGH`, `Resolved after 42 min`, `ALERTS MISSING`. */
export function severityLabelOf(alert: Alert): string {
  const { kind, state, severity } = alert;
  const special = summaryLabelOf(alert)?.(severity) ?? labels[kind];
  if (state !== 'resolved') return isSuppressed(alert) ? 'SUPPRESSED' : (special ?? severity.toUpperCase());
  if (summaryLabelOf(alert) !== undefined) return resolvedLabel(undefined);
  const resolved = resolvedLabel(lastedOf(alert));
  return special === undefined ? resolved : `${resolved} · ${special}`;
}
