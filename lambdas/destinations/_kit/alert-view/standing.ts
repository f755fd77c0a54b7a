import type { Alert } from '../../../domain/alert.ts';
import { beganAt, timeText } from './when.ts';

const MINUTE = 60_000;

const isEarlier = (alert: Alert): boolean =>
  Date.parse(alert.occurredAt) - Date.parse(alert.finding.firstSeenAt ?? '') > MINUTE;

function countedOf(alert: Alert, timeZone: string | undefined): string[] {
  const { count = 1 } = alert.finding;
  const since = timeText(beganAt(alert), timeZone);
  if (Number.isInteger(count) && count > 1) return [`Seen ${count} times since ${since}`];
  return isEarlier(alert) ? [`First seen ${since}`] : [];
}

const statuses: Readonly<Partial<Record<Alert['finding']['status'], string>>> = {
  in_progress: 'In progress at the sender',
  suppressed: 'Suppressed at the sender',
};

/** How the sender's tracking stands: `Seen 14 times since 2026-11-20 22:10:00 UTC · In progress at the sender`. */
export function standingOf(alert: Alert, timeZone?: string): string | undefined {
  const status = statuses[alert.finding.status];
  const texts = [...countedOf(alert, timeZone), ...(status === undefined ? [] : [status])];
  return texts.length === 0 ? undefined : texts.join(' · ');
}
