import { defined } from '../../../../domain/values/json-fields.ts';

/** What the header of a syslog message says, and what is behind it. */
export interface Syslog {
  readonly fields: Readonly<Record<string, string>>;
  readonly message: string;
}

/** RFC 5424: `<131>1 2026-11-30T10:00:00Z fw-1 ids 4711 ID47 - Port scan`. */
const dated =
  /^<(\d{1,3})>\d{1,2} (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:-|\[[^\]]{0,2000}\]) ?(.*)$/s;

/** RFC 3164, also without its number, as files have it: `<34>Oct 11 22:14:15 web-1 sshd[12]: Failed password`. */
const plain =
  /^(?:<(\d{1,3})>)?[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} (\S{1,255}) (?:([\w./-]{1,64})(?:\[\d{1,10}\])?: )?(.*)$/s;

const absent = (text: string | undefined): string | undefined => (text === '-' || text === '' ? undefined : text);

/** The last three bits of the number are the severity (RFC 5424, section 6.2.1). */
const severityOf = (priority: string | undefined): string | undefined =>
  priority === undefined ? undefined : String(Number(priority) % 8);

/** A message of syslog by its header. */
export function syslogIn(line: string): Syslog | undefined {
  const [, priority, at, host, app, , , text] = dated.exec(line) ?? [];
  if (text !== undefined)
    return {
      fields: defined({
        timestamp: absent(at),
        host: absent(host),
        appName: absent(app),
        syslogSeverity: severityOf(priority),
      }),
      message: text.replace(/^\ufeff/, ''),
    };
  const [, number, name, tag, rest] = plain.exec(line) ?? [];
  if (rest === undefined) return undefined;
  return { fields: defined({ host: name, appName: tag, syslogSeverity: severityOf(number) }), message: rest };
}
