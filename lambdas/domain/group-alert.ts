import type { Alert } from './alert.ts';
import { type GroupMember, worst } from './group.ts';
import type { Change } from './shared-group.ts';
import { countsOf, evidenceOf, linesOf } from './summary-alert.ts';
import { systemAlert, systemAlertId } from './system-alert.ts';

/** A notification of a group of `groupBy`. */
export interface GroupNotification {
  readonly destination: string;
  /** The name of the group. */
  readonly name: string;
  /** What its alerts share, for people. */
  readonly shared: string;
  readonly sequence: number;
  readonly change: Change;
  /** All alerts that this message carries: also earlier ones of a problem. */
  readonly members: readonly GroupMember[];
  readonly now: string;
}

const section = (heading: string, members: readonly GroupMember[]): string =>
  members.length === 0 ? '' : `${heading}:\n${linesOf(members).join('\n')}`;

const only = (members: readonly GroupMember[]): string | undefined =>
  members.length === 1 ? members[0]?.title : undefined;

function titleOf({ news, ended, roster }: Change, shared: string): string {
  const of = shared === '' ? '' : ` (${shared})`;
  if (roster.length === 0) return `${only(ended) ?? `${ended.length} problems ended`}${of}`;
  const alone = roster.length === 1 ? only(roster) : undefined;
  if (alone !== undefined) return `${alone}${of}`;
  const counts = countsOf(roster);
  const fresh = news.length === 0 || news.length === roster.length ? '' : `, ${news.length} new`;
  return `${roster.length} problems: ${counts}${fresh}${of}`;
}

const identityOf = (destination: string, group: string, sequence: number): readonly string[] => [
  'group',
  destination,
  group,
  String(sequence),
];

/** The id of the n-th message of a notification group, known before it is written: its members name it. */
export const groupMessageId = (destination: string, group: string, sequence: number): string =>
  systemAlertId(identityOf(destination, group, sequence));

/** One message for the alerts of a notification group: what is new, what goes on, and what has ended. */
export function groupAlert(notification: GroupNotification): Alert {
  const { destination, name, shared, sequence, change, members, now } = notification;
  const { news, ended, roster } = change;
  const fresh = new Set(news.map(({ alertId }) => alertId));
  const going = roster.filter(({ alertId }) => !fresh.has(alertId));
  const all = [...new Map([...going, ...members, ...ended].map((member) => [member.alertId, member])).values()];
  const isOver = roster.length === 0;
  const parts = [section('New', news), section('Still open', going), section('Ended', ended)];
  return systemAlert({
    identity: identityOf(destination, name, sequence),
    // Pagers hold the notifications of one group together, and its end ends it there.
    problem: ['group', destination, name],
    product: 'Delivery',
    type: 'group',
    ...(isOver ? { state: 'resolved' as const } : {}),
    title: titleOf(change, shared),
    description: parts.filter((part) => part !== '').join('\n\n'),
    severity: worst(isOver ? ended : roster),
    target: { kind: 'destination' },
    evidence: evidenceOf(all),
    facts: { alerts: String(all.length), ...(shared === '' ? {} : { group: shared }) },
    now,
  });
}
