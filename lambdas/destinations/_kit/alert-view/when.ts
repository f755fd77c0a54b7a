import type { Alert } from '../../../domain/alert.ts';
import { remembered } from '../../../domain/values/remembered.ts';
import { shown } from './lines.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time that passed: `40 s`, `42 min`, `7 h`, `20 days`. */
function spanOf(ms: number): string {
  if (ms < 2 * MINUTE) return ms < MINUTE ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / MINUTE)} min`;
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} days`;
}

const utcText = (millis: number): string =>
  new Date(millis)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d{3}Z$/, ' UTC');

const formatOf = remembered(
  (timeZone) => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  { most: 512, longest: 100 },
);

/**
 * `2026-11-21 02:41:09 UTC`; in a zone `2026-11-21 03:41:09 Europe/Berlin (2026-11-21 02:41:09 UTC)`. A sender's words
 * for a time stay as they are.
 */
export function timeText(at: string, timeZone?: string): string {
  const millis = Date.parse(at);
  if (Number.isNaN(millis)) return shown(at);
  if (timeZone === undefined) return utcText(millis);
  return `${formatOf(timeZone).format(millis)} ${timeZone} (${utcText(millis)})`;
}

const LATE_MS = 10 * MINUTE;

/** Only when the alert came late or the sender's clock is ahead: `26 min before it was reported`. */
export function delayOf({ occurredAt, receivedAt }: Alert): string | undefined {
  const late = Date.parse(receivedAt) - Date.parse(occurredAt);
  if (!(Math.abs(late) > LATE_MS)) return undefined;
  return late > 0 ? `${spanOf(late)} before it was reported` : `${spanOf(-late)} ahead of our clock`;
}

/** When the sender saw it first. */
export const beganAt = ({ finding, occurredAt }: Alert): string => finding.firstSeenAt ?? occurredAt;

/** How long it lasted up to a time; nothing when that cannot be told. */
export function lastedUntil(alert: Alert, until: string): string | undefined {
  const ms = Date.parse(until) - Date.parse(beganAt(alert));
  return ms > 0 ? spanOf(ms) : undefined;
}

/**
 * How long a problem lasted that is over: from when it was first seen to the report of its end. Without a first time, the
 * report's own time may be that of the end, so less than a minute says nothing.
 */
export function lastedOf(alert: Alert): string | undefined {
  const { finding, occurredAt, receivedAt } = alert;
  if (finding.firstSeenAt === undefined) {
    const ms = Date.parse(finding.lastSeenAt ?? receivedAt) - Date.parse(occurredAt);
    return ms >= MINUTE ? spanOf(ms) : undefined;
  }
  const ends = [occurredAt, finding.lastSeenAt, receivedAt].map((at) => lastedUntil(alert, at ?? ''));
  return ends.find((lasted) => lasted !== undefined);
}
