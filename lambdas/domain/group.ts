import type { PersonAnswer } from './acknowledgement.ts';
import { type Alert, type Severity, severities } from './alert.ts';
import { placeOf } from './place-of.ts';
import type { Repeats } from './repeats.ts';
import { hashOf } from './values/hash.ts';
import { httpUrl, truncate } from './values/text.ts';

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
  /** The rule's name for people; where it happened; the address it came from. Empty when the sender does not say. */
  readonly rule: string;
  readonly place: string;
  readonly address: string;
  /** Its page in the vendor's console, unless that is long. */
  readonly url: string;
  /** It is no alert: a person said this of the problem. */
  readonly answer?: PersonAnswer;
  /** Its problem, where a group holds several (`groupBy`). */
  readonly fingerprint?: string;
}

const TITLE_MAX = 160;
const NAME_MAX = 80;

/** Every addition to a group writes all its members, so a long address is left out. */
const URL_MAX = 200;
const shortUrl = (text: string | undefined): string => {
  const url = httpUrl(text) ?? '';
  return url.length > URL_MAX ? '' : url;
};

export const memberOf = (alert: Alert, hour = ''): GroupMember => ({
  alertId: alert.id,
  severity: alert.severity,
  receivedAt: alert.receivedAt,
  type: truncate(alert.type, NAME_MAX),
  title: truncate(alert.title, TITLE_MAX),
  isResolved: alert.state === 'resolved',
  hour,
  rule: truncate(alert.rule.name ?? '', NAME_MAX),
  place: placeOf(alert),
  address: truncate(alert.actor.ip ?? '', NAME_MAX),
  url: shortUrl(alert.url),
});

/** What a person said of a problem, as a member of its group: the next message shows it. */
export const answerMember = (alert: Alert, answer: PersonAnswer): GroupMember => ({
  ...memberOf(alert),
  alertId: `answer:${hashOf([alert.fingerprint, answer.state, answer.author, answer.at])}`,
  receivedAt: answer.at,
  isResolved: answer.state !== 'acknowledged',
  answer,
});

/** The members that are alerts; the others are what persons said. */
export const alertsIn = (members: readonly GroupMember[]): readonly GroupMember[] =>
  members.filter(({ answer }) => answer === undefined);

/** The group of a problem's repeats at a destination. */
export const problemKey = (destination: string, fingerprint: string): GroupKey => ({
  destination,
  name: `problem:${fingerprint}`,
});

/** The notification group of alerts that share the values of `groupBy`. */
export const sharedKey = (destination: string, name: string): GroupKey => ({ destination, name: `by:${name}` });

/** Whether a group is one of `groupBy`. */
export const isShared = ({ name }: Pick<GroupKey, 'name'>): boolean => name.startsWith('by:');

/** Names a notification group: the repeats of a problem, alerts of one `groupBy`, or a destination's digest (`digest`). */
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
export const packMember = (member: GroupMember): string => {
  const { alertId, severity, receivedAt, type, title, isResolved, hour, rule, place, address, url, answer } = member;
  const state = isResolved ? 'resolved' : 'open';
  const said = answer === undefined ? [] : [JSON.stringify(answer)];
  // What stands behind a missing answer keeps its place.
  const problem = member.fingerprint === undefined ? [] : [...(answer === undefined ? [''] : []), member.fingerprint];
  const texts = [
    alertId,
    severity,
    receivedAt,
    type,
    title,
    state,
    hour,
    rule,
    place,
    address,
    url,
    ...said,
    ...problem,
  ];
  return JSON.stringify(texts);
};

const textAt = (texts: readonly string[], index: number): string => texts[index] ?? '';

export function unpackMember(text: string): GroupMember {
  const texts: string[] = JSON.parse(text);
  return {
    alertId: textAt(texts, 0),
    severity: severities.find((each) => each === texts[1]) ?? 'info',
    receivedAt: textAt(texts, 2),
    type: textAt(texts, 3),
    title: textAt(texts, 4),
    isResolved: texts[5] === 'resolved',
    hour: textAt(texts, 6),
    rule: textAt(texts, 7),
    place: textAt(texts, 8),
    address: textAt(texts, 9),
    url: textAt(texts, 10),
    ...(textAt(texts, 11) === '' ? {} : { answer: JSON.parse(textAt(texts, 11)) }),
    ...(texts[12] === undefined ? {} : { fingerprint: texts[12] }),
  };
}

export const byTime = (a: GroupMember, b: GroupMember): number => (a.receivedAt < b.receivedAt ? -1 : 1);
export const worst = (members: readonly GroupMember[]): Severity =>
  severities.findLast((level) => members.some(({ severity }) => severity === level)) ?? 'info';

/** How many of them are occurrences of the problem; the others are its ends. */
export const occurrencesIn = (members: readonly GroupMember[]): number =>
  alertsIn(members).filter(({ isResolved }) => !isResolved).length;

/** Members of one problem as what is told of it; `before` occurrences were told already. */
export function repeatsOf(members: readonly GroupMember[], before: number): Repeats {
  const sorted = members.toSorted(byTime);
  const [first, last] = [sorted[0], sorted.at(-1)];
  const count = occurrencesIn(members);
  const answer = sorted.findLast((member) => member.answer !== undefined)?.answer;
  return {
    title: last?.title ?? '',
    severity: worst(members),
    count,
    total: before + count,
    since: first?.receivedAt ?? '',
    until: last?.receivedAt ?? '',
    ...(answer === undefined ? {} : { answer }),
    // The latest word counts: what came back after it was resolved is not resolved.
    isResolved: last?.isResolved === true,
    ...(last === undefined || last.address === '' ? {} : { address: last.address }),
  };
}
