import { type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';

// Macros of https://www.zabbix.com/documentation/current/en/manual/appendix/macros/supported_by_location by the names that
// parameters of a media type have: `EVENT.ID`, `event_id`, `eventid`, `eventId`.
const others: Readonly<Record<string, readonly string[]>> = wordTable({
  'event.id': ['problem_id', 'original_problem_id'],
  'event.name': ['problem_name', 'trigger_name'],
  'event.severity': ['trigger.severity', 'trigger_severity'],
  'event.nseverity': ['trigger.nseverity', 'trigger_nseverity', 'nseverity'],
  'event.status': ['trigger.status', 'trigger_status', 'problem_status'],
  'event.tagsjson': ['tags_json'],
  'event.opdata': ['operational_data', 'opdata'],
  'host.name': ['host.host', 'host_host', 'host', 'hostname'],
  'host.ip': ['host.conn', 'host_conn'],
  'trigger.hostgroup.name': ['host.group', 'host_groups', 'hostgroup'],
  'trigger.url': ['event_url', 'problem_url'],
  'alert.subject': ['subject'],
  'alert.message': ['message'],
  'alert.sendto': ['to', 'sendto'],
});

/** Names that parameters have in media types of people's own, and that say nothing of Zabbix. */
const loose: Readonly<Record<string, readonly string[]>> = wordTable({
  'event.id': ['id'],
  'event.name': ['name', 'trigger'],
  'event.status': ['status'],
  'event.severity': ['severity'],
  'host.name': ['service'],
});

/** The paths under which the value of a macro stands, by names that say so. */
export const namedAs = (macro: string): readonly string[] => [
  macro,
  macro.replaceAll('.', '_'),
  ...(others[macro] ?? []),
];

/** The same, and those under which it may stand. */
export const under = (macro: string): readonly string[] => [...namedAs(macro), ...(loose[macro] ?? [])];

/** A macro that Zabbix could not resolve, or that nobody filled in when the media type was tested: it says nothing. */
const isUnresolved = (text: string): boolean => /^\s*(?:\{[^{}]{1,128}\}|\*UNKNOWN\*)\s*$/.test(text);

/** Parameters without what no event filled in. */
const resolved = (parameters: Fields): Fields =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]): [string, unknown] => {
      if (isFields(value)) return [name, resolved(value)];
      return [name, typeof value === 'string' && isUnresolved(value) ? '' : value];
    }),
  );

const LINES_MAX = 100;

/** `Host: web-1`, a line each, as the message templates that come with a media type write them. */
function linesOf(message: string | undefined): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of (message ?? '').split('\n', LINES_MAX)) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    if (colon > 0 && value !== '' && !isUnresolved(value) && !lines.has(name)) lines.set(name, value);
  }
  return lines;
}

const inTemplates: Readonly<Record<string, string>> = wordTable({
  'event.id': 'original problem id',
  'event.name': 'problem name',
  'event.severity': 'severity',
  'event.opdata': 'operational data',
  'host.name': 'host',
});

/** The values of macros in one notification: parameters first, then the lines of its message. */
export interface Macros {
  text(macro: string): string | undefined;
  /** The same for what the alert shows elsewhere word for word. */
  take(macro: string): string | undefined;
  readonly said: Dig;
}

export function macrosOf(parameters: Fields): Macros {
  const said = dig(resolved(parameters));
  const lines = linesOf(textOf(said.text(...under('alert.message'))));
  const line = (macro: string): string | undefined => lines.get(inTemplates[macro] ?? '');
  return {
    text: (macro) => said.text(...under(macro)) ?? line(macro),
    take: (macro) => said.take(...under(macro)) ?? line(macro),
    said,
  };
}
