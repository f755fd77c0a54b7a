import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { toTime } from '../../domain/values/time.ts';
import type { Dig } from '../_kit/field-reader.ts';

// https://docs.checkmk.com/latest/en/notifications.html#environment_variables: the names of the context, as a script gets
// them (`NOTIFY_HOSTNAME`) or without what stands before each; then those of scripts that are passed around (`host`).

/** The paths under which a value of the context may stand. */
export const under = (name: string, ...others: readonly string[]): string[] => [name, `NOTIFY_${name}`, ...others];

/** A notification is about a host, or about a service on it. */
export const serviceIn = (said: Dig): string | undefined =>
  said.text(...under('WHAT'))?.toUpperCase() === 'HOST' ? undefined : said.text(...under('SERVICEDESC', 'service'));

const typeIn = (said: Dig): string =>
  said
    .text(...under('NOTIFICATIONTYPE'))
    ?.trim()
    .toUpperCase() ?? '';

/** The state of the host or the service; scripts write that of a service where a severity belongs. */
export function stateIn(said: Dig): string | undefined {
  const isService = serviceIn(said) !== undefined;
  const own = isService ? under('SERVICESTATE', 'severity') : under('HOSTSTATE', 'status');
  return said.text(...own, ...under(isService ? 'SERVICESHORTSTATE' : 'HOSTSHORTSTATE'))?.trim();
}

/** The state before this one: by itself, or in `DOWN -> UP`. */
function stateBefore(said: Dig): string | undefined {
  const kind = serviceIn(said) === undefined ? 'HOST' : 'SERVICE';
  const stated = said.text(
    ...under(`PREVIOUS${kind}HARDSTATE`),
    ...under(`LAST${kind}STATE`),
    ...under(`LAST${kind}SHORTSTATE`),
  );
  const [before, now] = said.text('event')?.split(' -> ') ?? [];
  return stated ?? (now === undefined ? undefined : before?.trim());
}

const severities = new Map<string, Severity>([
  ['CRITICAL', 'critical'],
  ['CRIT', 'critical'],
  ['DOWN', 'critical'],
  ['WARNING', 'medium'],
  ['WARN', 'medium'],
  ['UNKNOWN', 'medium'],
  ['UNKN', 'medium'],
  ['UNREACHABLE', 'medium'],
  ['UNREACH', 'medium'],
]);

const isWell = (state: string | undefined): boolean => /^(?:OK|UP)$/i.test(state ?? '');

/** Of what is well again it is that of the state before: whoever was notified of that is notified of its end. */
export function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const state = [stateIn(said), stateBefore(said)].find((each) => severities.has(each?.toUpperCase() ?? ''));
  const severity = severities.get(state?.toUpperCase() ?? '');
  return severity === undefined || state === undefined ? { severity: 'medium' } : { severity, vendorSeverity: state };
}

/** A recovery; the end of a downtime or of flapping only when the host or the service is well then. */
export function isOver(said: Dig): boolean {
  const type = typeIn(said);
  if (/^(?:RECOVERY|OK|UP)$/.test(type)) return true;
  return /^(?:|CUSTOM|FLAPPING(?:STOP|DISABLED)|DOWNTIME(?:END|CANCELLED))$/.test(type) && isWell(stateIn(said));
}

export function statusOf(said: Dig): 'suppressed' | 'in_progress' | undefined {
  const type = typeIn(said);
  if (type === 'DOWNTIMESTART') return 'suppressed';
  return type.startsWith('ACKNOWLEDGE') ? 'in_progress' : undefined;
}

const happenings = new Map([
  ['ACKNOWLEDGEMENT', 'acknowledged'],
  ['FLAPPINGSTART', 'flapping'],
  ['FLAPPINGSTOP', 'no longer flapping'],
  ['FLAPPINGDISABLED', 'flapping detection disabled'],
  ['DOWNTIMESTART', 'downtime began'],
  ['DOWNTIMEEND', 'downtime ended'],
  ['DOWNTIMECANCELLED', 'downtime cancelled'],
]);

/** `, acknowledged by ada`. */
export function happeningIn(said: Dig): string {
  const what = happenings.get(typeIn(said));
  const kind = serviceIn(said) === undefined ? 'HOST' : 'SERVICE';
  const by = said.text(...under('NOTIFICATIONAUTHOR'), ...under(`${kind}ACKAUTHOR`));
  return what === undefined ? '' : `, ${what}${by === undefined ? '' : ` by ${by}`}`;
}

/** The microseconds, else a time with a zone; one without is taken as UTC only when nothing says that it is not. */
export function occurredAtIn(said: Dig): string | undefined {
  const long = said.text(...under('LONGDATETIME'));
  const exact = toTime(said.text(...under('MICROTIME'))) ?? toTime(long);
  return exact ?? (long === undefined ? toTime(said.text(...under('SHORTDATETIME'))) : undefined);
}

/** When it came into the state that it is in. */
export function changedAtIn(said: Dig): string | undefined {
  const kind = serviceIn(said) === undefined ? 'HOST' : 'SERVICE';
  return toTime(said.text(...under(`LAST${kind}STATECHANGE`)));
}
