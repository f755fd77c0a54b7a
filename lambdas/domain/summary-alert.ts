import type { Alert, Evidence } from './alert.ts';
import { byTime, type GroupMember, worst } from './group.ts';
import type { Receipt } from './outcome.ts';
import type { Repeats } from './repeats.ts';
import { severities } from './severity.ts';
import { systemAlert, systemAlertId } from './system-alert.ts';

// Tocsin's own alerts that stand for others: digests, and the repeats of a problem where no message can be joined.

/** What the members of one rule share. */
type RuleGroup = readonly GroupMember[];

const GROUPS_MAX = 25;
const PLACES_SHOWN = 2;

const nameOf = (group: RuleGroup): string => group[0]?.rule || group[0]?.type || '';

/** Members by rule, the most urgent and most frequent first. */
function byRule(members: readonly GroupMember[]): RuleGroup[] {
  const groups = [...Map.groupBy(members, ({ type }) => type).values()];
  const rank = (group: RuleGroup) => severities.indexOf(worst(group)) * 1e6 + group.length;
  return groups.toSorted((a, b) => rank(b) - rank(a));
}

/** `at payments/checkout (prod-eu-1), web-3 and 4 more`: where most of them happened. */
function placesOf(group: RuleGroup): string {
  const counts = Map.groupBy(
    group.filter(({ place }) => place !== ''),
    ({ place }) => place,
  );
  const places = [...counts].toSorted(([, a], [, b]) => b.length - a.length).map(([place]) => place);
  const more = places.length - PLACES_SHOWN;
  const shown = places.slice(0, PLACES_SHOWN).join(', ');
  return places.length === 0 ? '' : ` at ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}

function lineOf(group: RuleGroup): string {
  const [{ title = '' } = {}] = group;
  const level = worst(group).toUpperCase();
  if (group.length === 1) return `${level} ${title}${placesOf(group)}`;
  const example = title === nameOf(group) ? '' : `, such as: ${title}`;
  return `${group.length} × ${level} ${nameOf(group)}${placesOf(group)}${example}`;
}

/** `12 × MEDIUM SQL injection at shop.example.com, such as: …`, a line a rule. */
export function linesOf(members: readonly GroupMember[]): string[] {
  const groups = byRule(members);
  const rest = groups.slice(GROUPS_MAX).reduce((n, group) => n + group.length, 0);
  const lines = groups.slice(0, GROUPS_MAX).map(lineOf);
  return rest === 0 ? lines : [...lines, `… and ${rest} more`];
}

const EVIDENCE_LINES = 20;
const EVIDENCE_MAX = 60_000;

/** What its group does not say already: the place alone where the title is the rule's name. */
const textOf = ({ title, rule, place }: GroupMember): string =>
  [...(title === rule && place !== '' ? [] : [title]), ...(place === '' ? [] : [place])].join(' · ');

const memberLine = (member: GroupMember): string =>
  `${member.severity} ${member.alertId} ${member.url || '-'} ${textOf(member)}`;

/** The members of each rule, the newest first: severity, id, address in the vendor's console, title and place. */
export function evidenceOf(members: readonly GroupMember[]): Evidence[] {
  const found: Evidence[] = [];
  let left = EVIDENCE_MAX;
  for (const group of byRule(members).slice(0, GROUPS_MAX)) {
    const lines = group.toSorted(byTime).toReversed().slice(0, EVIDENCE_LINES).map(memberLine);
    const content = lines.join('\n');
    if (content.length > left) break;
    left -= content.length;
    const truncated = lines.length < group.length ? { truncated: true } : {};
    found.push({
      kind: `${group.length} × ${worst(group).toUpperCase()} ${nameOf(group)}${placesOf(group)}`,
      content,
      ...truncated,
    });
  }
  return found;
}

export const countsOf = (members: readonly GroupMember[]): string =>
  severities
    .toReversed()
    .map((level) => [level, members.filter(({ severity }) => severity === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`)
    .join(', ');

interface Summary {
  readonly state?: Alert['state'];
  readonly identity: readonly string[];
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly members: readonly GroupMember[];
  readonly now: string;
}

const summaryOf = ({ members, now, ...said }: Summary): Alert =>
  systemAlert({
    ...said,
    product: 'Delivery',
    severity: worst(members),
    occurredAt: members.toSorted(byTime)[0]?.receivedAt ?? now,
    target: { kind: 'destination' },
    evidence: evidenceOf(members),
    facts: { alerts: String(members.length) },
    now,
  });

const MINUTE = 60_000;

/** ` in 4 min`: between the first and the last of them. */
function withinOf(members: readonly GroupMember[]): string {
  const sorted = members.toSorted(byTime);
  const ms = Date.parse(sorted.at(-1)?.receivedAt ?? '') - Date.parse(sorted[0]?.receivedAt ?? '');
  if (!(ms >= MINUTE)) return '';
  return ms < 120 * MINUTE ? ` in ${Math.round(ms / MINUTE)} min` : ` in ${Math.round(ms / (60 * MINUTE))} h`;
}

const digestIdentity = (destination: string, sequence: number): readonly string[] => [
  'digest',
  destination,
  String(sequence),
];

/** The id of a destination's n-th digest, known before it is written: what is collapsed names it. */
export const digestId = (destination: string, sequence: number): string =>
  systemAlertId(digestIdentity(destination, sequence));

/** One message for many alerts that found no permit. */
export const digestAlert = (
  destination: string,
  sequence: number,
  members: readonly GroupMember[],
  now: string,
): Alert =>
  summaryOf({
    identity: digestIdentity(destination, sequence),
    type: 'digest',
    title: `${members.length} alerts${withinOf(members)}: ${countsOf(members)}`,
    description: `More alerts came than this channel takes, so these were put into one message. Each is listed at /v1/alerts.\n\n${linesOf(members).join('\n')}`,
    members,
    now,
  });

/** `Resolved by Anna: a planned test. `: who ended it, when no sender did. */
function saidBy({ answer, isResolved }: Repeats): string {
  if (!isResolved || answer === undefined) return '';
  const { state, author, note } = answer;
  const words = state === 'false_positive' ? `A false positive, says ${author}` : `Resolved by ${author}`;
  return `${words}${note === undefined ? '' : `: ${note}`}. `;
}

/**
 * Repeats as a message of their own, where nothing can be joined; `closed` is the ticket of the first notification, which
 * is no more open.
 */
export const repeatsAlert = (
  key: string,
  sequence: number,
  members: readonly GroupMember[],
  repeats: Repeats,
  now: string,
  closed?: Receipt,
): Alert =>
  summaryOf({
    identity: ['repeats', key, String(sequence)],
    type: 'repeats',
    ...(repeats.isResolved ? { state: 'resolved' as const } : {}),
    title: repeats.isResolved
      ? `${repeats.title} (seen ${repeats.total} ×)`
      : `Again ${repeats.count} × (${repeats.total} in all): ${repeats.title}`,
    description: `${saidBy(repeats)}The same problem as an alert of before${closed === undefined ? '' : ` in ${closed.id}, which has been closed since`}. Between ${repeats.since} and ${repeats.until}:\n\n${linesOf(members).join('\n')}`,
    members,
    now,
  });
