import type { Alert, Severity } from '../../../domain/alert.ts';

const badges: Readonly<Record<Alert['kind'], string | undefined>> = {
  detection: undefined,
  unreadable: 'UNREADABLE',
  gap: 'ALERTS MISSING',
  system: 'TOCSIN',
};

/** Tocsin's own alerts that stand for others: what they tell of are attacks, and has to look like it. */
const standIns: Readonly<Record<string, (severity: Severity) => string>> = {
  digest: (severity) => `DIGEST, up to ${severity.toUpperCase()}`,
  repeats: (severity) => `AGAIN, ${severity.toUpperCase()}`,
};

/** How it looks when an alert of Tocsin's own stands for others. */
export const standInOf = ({ kind, type }: Alert) =>
  kind === 'system' && Object.hasOwn(standIns, type) ? standIns[type] : undefined;

/** One or two words in capitals. */
export function badgeOf(alert: Alert): string {
  const { kind, state, severity } = alert;
  const special = standInOf(alert)?.(severity) ?? badges[kind];
  if (state === 'resolved') return special === undefined ? 'RESOLVED' : `RESOLVED ${special}`;
  return special ?? severity.toUpperCase();
}
