import { cefIn } from './cef.ts';
import { leefIn } from './leef.ts';
import { syslogIn } from './syslog.ts';

type Line = Record<string, string>;

/** One line in a format of log lines: CEF, LEEF, or a message of syslog, with one of the two in it or not. */
function lineIn(text: string): Line | undefined {
  const line = text.trim();
  const own = cefIn(line) ?? leefIn(line);
  if (own !== undefined) return own;
  const syslog = syslogIn(line);
  if (syslog === undefined) return undefined;
  const { fields, message } = syslog;
  const inner = cefIn(message) ?? leefIn(message);
  // The sender of the line is the machine that saw it; what the format says of places stands above.
  return inner === undefined
    ? { ...fields, message }
    : { ...inner, ...(fields['host'] ? { sensorHost: fields['host'] } : {}) };
}

const begins = /^\s{0,8}(?:<\d{1,3}>|CEF:\d|LEEF:\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )/;
const LINES_MAX = 1_000;

/** The records of a text that is lines of logs and nothing else; nothing for any other text. */
export function lineRecords(text: string): Line | readonly Line[] | undefined {
  if (!begins.test(text)) return undefined;
  const lines = text.split(/\r?\n/, LINES_MAX + 1).filter((line) => line.trim() !== '');
  if (lines.length === 1) return lineIn(text);
  if (lines.length > LINES_MAX) return undefined;
  const records = lines
    .map((line) => (begins.test(line) ? lineIn(line) : undefined))
    .filter((each) => each !== undefined);
  return records.length === lines.length ? records : undefined;
}
