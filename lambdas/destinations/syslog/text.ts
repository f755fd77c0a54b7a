import type { Alert } from '../../domain/alert.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import type { Format } from '../_kit/formats/_kit/format.ts';
import { cef } from '../_kit/formats/cef.ts';
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

/**
 * Optional sections of an OCSF event that say again what stands elsewhere in it, or what a short message has no room for:
 * a message that is too long even with short texts goes without more and more of them.
 */
const sections: readonly (readonly string[])[] = [
  [],
  ['observables'],
  ['observables', 'unmapped', 'remediation', 'enrichments'],
  ['observables', 'unmapped', 'remediation', 'enrichments', 'evidences', 'resources', 'device', 'vendor_attributes'],
];

/** How much can be left out of a message, at most. */
export const BRIEFEST = sections.length - 1;

const without = (event: Fields, brevity: number): Fields =>
  Object.fromEntries(Object.entries(event).filter(([name]) => sections[brevity]?.includes(name) !== true));

/** An OCSF event has no place for that but a label. */
function markedRepeat(event: Fields): Fields {
  const metadata = isFields(event['metadata']) ? event['metadata'] : {};
  const labels = Array.isArray(metadata['labels']) ? metadata['labels'] : [];
  return { ...event, metadata: { ...metadata, labels: [...labels, 'possible_duplicate'] } };
}

/**
 * The alert in a format, on one line without control characters, in which nothing looks like the beginning of a syslog
 * message. `brevity` is how much of an OCSF event is left out, 0 to `BRIEFEST`.
 */
export function syslogText(alert: Alert, attempt: Attempt, format: SyslogFormat, brevity = 0): string {
  const { body } = formats[format](alert, attempt);
  if (format !== 'ocsf') return inertLine(body);
  const event = without(JSON.parse(body), brevity);
  return inertJson(jsonLine(attempt.possibleDuplicate ? markedRepeat(event) : event));
}
