import { type Alert, type Severity, severities } from './alert.ts';
import type { Receipt } from './outcome.ts';
import type { Repeats } from './repeats.ts';
import { systemAlert } from './system-alert.ts';
import { hashOf } from './values/hash.ts';
import { truncate } from './values/text.ts';

/** What a digest remembers of an alert: enough for a line, and its id to find the rest. */
export interface GroupMember {
  readonly alertId: string;
  readonly severity: Severity;
  readonly receivedAt: string;
  readonly type: string;
  readonly title: string;
  readonly isResolved: boolean;
  /** The hour whose counters count its delivery. */
  readonly hour: string;
}

const TITLE_MAX = 160;

export const memberOf = ({ id, severity, receivedAt, type, title, state }: Alert, hour = ''): GroupMember => ({
  alertId: id,
  severity,
  receivedAt,
  type: truncate(type, 80),
  title: truncate(title, TITLE_MAX),
  isResolved: state === 'resolved',
  hour,
});

/** The group of a problem's repeats at a destination. */
export const problemKey = (destination: string, fingerprint: string): GroupKey => ({
  destination,
  name: `problem:${fingerprint}`,
});

/** Names a notification group: the repeats of a problem, or a destination's digest (`digest`). */
export interface GroupKey {
  readonly destination: string;
  readonly name: string;
}

/** Names a group as one text: it stands in the index of open things beside delivery ids. */
export const groupIdOf = ({ destination, name }: GroupKey): string => `group/${destination}/${name}`;

/** The key in a group's id; `undefined` for what is none. */
export function partsOfGroupId(id: string): GroupKey | undefined {
  const [kind, destination = '', ...name] = id.split('/');
  return kind === 'group' ? { destination, name: name.join('/') } : undefined;
}

/** A member as one text, the same for the same alert, so that a set holds it once. */
export const packMember = ({ alertId, severity, receivedAt, type, title, isResolved, hour }: GroupMember): string =>
  JSON.stringify([alertId, severity, receivedAt, type, title, isResolved ? 'resolved' : 'open', hour]);

export function unpackMember(text: string): GroupMember {
  const texts: string[] = JSON.parse(text);
  const [alertId = '', severity = 'info', receivedAt = '', type = '', title = '', state = 'open', hour = ''] = texts;
  const level = severities.find((each) => each === severity) ?? 'info';
  return { alertId, severity: level, receivedAt, type, title, isResolved: state === 'resolved', hour };
}

const byTime = (a: GroupMember, b: GroupMember): number => (a.receivedAt < b.receivedAt ? -1 : 1);
const worst = (members: readonly GroupMember[]): Severity =>
  severities.findLast((level) => members.some(({ severity }) => severity === level)) ?? 'info';

/** How many of them are occurrences of the problem; the others are its ends. */
export const occurrencesIn = (members: readonly GroupMember[]): number =>
  members.filter(({ isResolved }) => !isResolved).length;

/** Members of one problem as what is told of it; `before` occurrences were told already. */
export function repeatsOf(members: readonly GroupMember[], before: number): Repeats {
  const sorted = members.toSorted(byTime);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const count = occurrencesIn(members);
  return {
    title: last?.title ?? '',
    severity: worst(members),
    count,
    total: before + count,
    since: first?.receivedAt ?? '',
    until: last?.receivedAt ?? '',
    // The latest word counts: what came back after it was resolved is not resolved.
    isResolved: last?.isResolved === true,
  };
}

const DIGEST_LINES = 25;

const lineOf = (group: readonly GroupMember[]): string => {
  const [{ type = '', title = '' } = {}] = group;
  const level = worst(group).toUpperCase();
  return group.length === 1 ? `${level} ${title}` : `${group.length} × ${level} ${type}, such as: ${title}`;
};

/** "12 × MEDIUM SQLInjection, such as: …", most urgent and most frequent first. */
function linesOf(members: readonly GroupMember[]): string[] {
  const groups = [...Map.groupBy(members, ({ severity, type }) => `${severity} ${type}`).values()];
  const rank = (group: readonly GroupMember[]) => severities.indexOf(worst(group)) * 1e6 + group.length;
  const sorted = groups.toSorted((a, b) => rank(b) - rank(a));
  const lines = sorted.slice(0, DIGEST_LINES).map(lineOf);
  const rest = sorted.slice(DIGEST_LINES).reduce((n, group) => n + group.length, 0);
  return rest === 0 ? lines : [...lines, `… and ${rest} more`];
}

const countsOf = (members: readonly GroupMember[]): string =>
  severities
    .toReversed()
    .map((level) => [level, members.filter(({ severity }) => severity === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`)
    .join(', ');

/** The id of a destination's n-th digest, known before it is written: what is collapsed names it. */
export const digestId = (destination: string, sequence: number): string =>
  `tocsin:${hashOf(['digest', destination, String(sequence)])}`;

interface FlushResult {
  readonly identity: readonly string[];
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly members: readonly GroupMember[];
  readonly now: string;
}

/** An alert of Tocsin's own that stands for others. */
const standIn = ({ members, now, ...said }: FlushResult): Alert =>
  systemAlert({
    ...said,
    product: 'Delivery',
    severity: worst(members),
    occurredAt: members.toSorted(byTime)[0]?.receivedAt ?? now,
    target: { kind: 'destination' },
    evidence: [
      {
        kind: 'alerts',
        content: members
          .map(({ alertId, severity, title }) => `${severity} ${alertId} ${title}`)
          .join('\n')
          .slice(0, 60_000),
      },
    ],
    facts: { alerts: String(members.length) },
    now,
  });

/** One message for many alerts that there was no room to tell one by one. */
export const digestAlert = (
  destination: string,
  sequence: number,
  members: readonly GroupMember[],
  now: string,
): Alert =>
  standIn({
    identity: ['digest', destination, String(sequence)],
    type: 'digest',
    title: `Digest of ${members.length} alerts: ${countsOf(members)}`,
    description: `More alerts came than this channel takes, so these were put into one message. Each is listed at /v1/alerts.\n\n${linesOf(members).join('\n')}`,
    members,
    now,
  });

/** Repeats as a message of their own, where nothing can be joined; `closed` is the ticket that told of it and is no more open. */
export const repeatsAlert = (
  key: string,
  sequence: number,
  members: readonly GroupMember[],
  repeats: Repeats,
  now: string,
  closed?: Receipt,
): Alert =>
  standIn({
    identity: ['repeats', key, String(sequence)],
    type: 'repeats',
    title: repeats.isResolved
      ? `Resolved after ${repeats.total} ×: ${repeats.title}`
      : `Again ${repeats.count} × (${repeats.total} in all): ${repeats.title}`,
    description: `The same problem as an alert that was told before${closed === undefined ? '' : ` in ${closed.id}, which has been closed since`}. Between ${repeats.since} and ${repeats.until}:\n\n${linesOf(members).join('\n')}`,
    members,
    now,
  });
