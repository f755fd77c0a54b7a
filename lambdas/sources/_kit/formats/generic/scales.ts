import type { Severity } from '../../../../domain/alert.ts';
import { type NamedFields, namesOf } from '../../named-fields.ts';

/** Severities by number, as a sender's own documentation gives them. */
type Scale = (level: number) => Severity | undefined;

const scaleOf =
  (levels: Readonly<Record<number, Severity>>): Scale =>
  (level) =>
    levels[level];

/** RFC 5424, section 6.2.1. */
const syslog = scaleOf({
  0: 'critical',
  1: 'critical',
  2: 'critical',
  3: 'high',
  4: 'medium',
  5: 'low',
  6: 'info',
  7: 'info',
});

/** https://github.com/pinojs/pino/blob/main/docs/api.md#logger-level, and bunyan's. */
const pino = scaleOf({ 10: 'info', 20: 'info', 30: 'info', 40: 'medium', 50: 'high', 60: 'critical' });

/** https://docs.suricata.io/en/latest/output/eve/eve-json-format.html: 1 is the worst. */
const suricata = scaleOf({ 1: 'high', 2: 'medium', 3: 'low', 4: 'info' });

/** https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-overview: Sev0 is critical, Sev3 informational. */
const azure = scaleOf({ 0: 'critical', 1: 'high', 2: 'medium', 3: 'info', 4: 'info' });

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
export function openTelemetry(level: number): Severity | undefined {
  if (!Number.isInteger(level) || level < 1 || level > 24) return undefined;
  const steps: readonly Severity[] = ['info', 'info', 'info', 'medium', 'high', 'critical'];
  return steps[Math.floor((level - 1) / 4)];
}

const severities = namesOf('severity', 'alert.severity');
const levels = namesOf('^level', '^severity');
const loggerLevels = namesOf('^level');
const journals = namesOf('^syslogIdentifier', '^realtimeTimestamp');
const priorities = namesOf('^priority');
const loggers = namesOf('^pid', '^msg', '^v', '^loggerName');
const gelf = namesOf('^shortMessage', '^facility', '^syslogFacility', '^syslogProgram', '^priVal');
const signatures = namesOf('alert.signatureId', 'alert.gid');
const conditions = namesOf('monitorCondition', 'essentials.monitorCondition');

const syslogs = namesOf('syslogSeverity', 'syslogLevel', 'syslog.severity', 'syslog.level', 'syslogSeverityCode');

const numbered =
  (scale: Scale, prefix = '') =>
  (text: string): Severity | undefined => {
    const digits = text.trim().toLowerCase();
    const rest = digits.startsWith(prefix) ? digits.slice(prefix.length) : '';
    return /^\d{1,2}$/.test(rest) ? scale(Number(rest)) : undefined;
  };

const graded =
  (scale: Scale, prefix = '') =>
  (text: string) => {
    const severity = numbered(scale, prefix)(text);
    return severity === undefined ? undefined : { severity, vendorSeverity: text };
  };

/** How the sender grades, where what stands beside shows who it is. */
const contexts = [
  { beside: signatures, names: severities, read: graded(suricata) },
  { beside: conditions, names: severities, read: graded(azure, 'sev') },
  { beside: gelf, names: levels, read: graded(syslog) },
  { beside: journals, names: priorities, read: graded(syslog) },
  { beside: loggers, names: loggerLevels, read: graded(pino) },
] as const;

/** A severity whose scale is known by what stands beside it. */
export function knownScale(said: NamedFields) {
  for (const { beside, names, read } of contexts) {
    const found = said.text(beside) === undefined ? undefined : said.first(read, names);
    if (found !== undefined) return found;
  }
  return said.first(graded(syslog), syslogs);
}
