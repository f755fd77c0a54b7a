import type { Alert } from '../../domain/alert.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { cef } from '../_kit/formats/cef.ts';
import type { Format } from '../_kit/formats/format.ts';
import { leef } from '../_kit/formats/leef.ts';
import { ocsf } from '../_kit/formats/ocsf/index.ts';
import { jsonLine } from '../_kit/siem/json-line.ts';

/** What a syslog message can hold. */
export const syslogFormats = ['cef', 'leef', 'ocsf'] as const;
type SyslogFormat = (typeof syslogFormats)[number];

const formats: Readonly<Record<SyslogFormat, Format>> = { cef, leef, ocsf };

const controls = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const escaped = (character: string): string =>
  `\\u${character
    .split('')
    .map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
    .join('\\u')}`;

/** What begins a message of any syslog: a priority. Where a receiver cuts, the rest must not begin with one. */
const priority = /<(?=\d{1,3}>)/g;

/** JSON may say any character by its number. */
const inertJson = (text: string): string => text.replace(controls, escaped).replace(priority, '\\u003c');

/** No control characters but the tab are left in CEF and LEEF, which have no escape for `<`. */
export const inertLine = (text: string): string => text.replaceAll('\t', ' ').replace(priority, '‹');

/** An OCSF event has no place for that but a label. */
function markedRepeat(text: string): unknown {
  const event = JSON.parse(text);
  const labels: unknown = event.metadata?.labels;
  const all = [...(Array.isArray(labels) ? labels : []), 'possible_duplicate'];
  return { ...event, metadata: { ...event.metadata, labels: all } };
}

/**
 * The alert in a format, on one line without control characters, in which nothing looks like the beginning of a syslog
 * message.
 */
export function syslogText(alert: Alert, attempt: Attempt, format: SyslogFormat): string {
  const { body } = formats[format](alert, attempt);
  if (format !== 'ocsf') return inertLine(body);
  return inertJson(jsonLine(attempt.possibleDuplicate ? markedRepeat(body) : JSON.parse(body)));
}
