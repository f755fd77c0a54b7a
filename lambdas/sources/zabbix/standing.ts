import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Macros } from './macros.ts';

// https://www.zabbix.com/documentation/current/en/manual/config/triggers/severity: 0 is the least, 5 the worst.
const byNumber: readonly Severity[] = ['info', 'info', 'low', 'medium', 'high', 'critical'];
const byWord = new Map<string, Severity>([
  ['not classified', 'info'],
  ['information', 'info'],
  ['warning', 'low'],
  ['average', 'medium'],
  ['high', 'high'],
  ['disaster', 'critical'],
]);

/** The number says it whatever an administrator called the severities; a word of their own without it is medium. */
export function severityOf({ text }: Macros): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const [number, word] = [text('event.nseverity')?.trim() ?? '', text('event.severity')?.trim()];
  const severity =
    (/^[0-5]$/.test(number) ? byNumber[Number(number)] : undefined) ?? byWord.get(word?.toLowerCase() ?? '');
  if (severity === undefined) return { severity: 'medium' };
  return { severity, vendorSeverity: word ?? number };
}

const subjectOf = ({ text }: Macros): string => text('alert.subject') ?? '';

/** `0` is the recovery of a problem, and its status then `RESOLVED`; without either the subject of the template says it. */
export function isOver(macros: Macros): boolean {
  const [value, status] = [macros.text('event.value')?.trim(), macros.text('event.status')?.trim()];
  if (value === '0' || value === '1') return value === '0';
  if (status !== undefined) return /^(?:resolved|ok)$/i.test(status);
  return /^resolved\b/i.test(subjectOf(macros));
}

/** Somebody, or a rule of suppression, did something about a problem that goes on. */
export const isUpdate = (macros: Macros): boolean =>
  macros.text('event.update.status')?.trim() === '1' || /^updated problem\b/i.test(subjectOf(macros));

/** `acknowledged, commented`, `suppressed until …`, `changed severity from … to …`. */
const deedOf = ({ text }: Macros): string => text('event.update.action')?.toLowerCase() ?? '';

export function statusOf(macros: Macros): 'suppressed' | 'in_progress' | undefined {
  const deed = deedOf(macros);
  if (/\bsuppressed\b/.test(deed)) return 'suppressed';
  const isTaken = /\backnowledged\b/.test(deed) || /^yes$/i.test(macros.text('event.ack.status')?.trim() ?? '');
  return isTaken && !/\bunacknowledged\b/.test(deed) ? 'in_progress' : undefined;
}

/** What happened to it when it is no news: `, resolved`, `, acknowledged, commented by Ada`. */
export function endingOf(macros: Macros): string {
  if (isOver(macros)) return ', resolved';
  if (!isUpdate(macros)) return '';
  const by = macros.text('user.fullname');
  return `, ${deedOf(macros) || 'updated'}${by === undefined ? '' : ` by ${by}`}`;
}

/** A time as a number, or as the two macros of a day and a clock: `2026.08.31`, `15:26:50`. */
function momentOf({ text }: Macros, kind: 'event' | 'event.recovery' | 'event.update'): string | undefined {
  const [date, time] = [text(`${kind}.date`), text(`${kind}.time`)];
  const stated = toTime(text(`${kind}.timestamp`));
  if (stated !== undefined || date === undefined || time === undefined) return stated;
  return toTime(`${date.trim().replaceAll('.', '-')} ${time.trim()}`);
}

/** `Problem started at 15:26:50 on 2026.08.31`, as the message templates that come with a media type write it. */
function momentInMessage({ text }: Macros): string | undefined {
  const head = (text('alert.message') ?? '').slice(0, 400);
  const [, time, date] = /\bat (\d{2}:\d{2}:\d{2}) on (\d{4}\.\d{2}\.\d{2})\b/.exec(head) ?? [];
  return date === undefined ? undefined : toTime(`${date.replaceAll('.', '-')} ${time}`);
}

/** When the problem began, and when this happened. */
export function timesOf(macros: Macros): { began: string | undefined; occurredAt: string | undefined } {
  const [isEnd, stated] = [isOver(macros), momentInMessage(macros)];
  const began = momentOf(macros, 'event') ?? (isEnd || isUpdate(macros) ? undefined : stated);
  if (isEnd) return { began, occurredAt: momentOf(macros, 'event.recovery') ?? stated };
  return { began, occurredAt: (isUpdate(macros) ? momentOf(macros, 'event.update') : undefined) ?? began };
}
