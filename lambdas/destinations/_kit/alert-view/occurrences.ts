import type { PersonAnswer } from '../../../domain/acknowledgement.ts';
import type { Alert } from '../../../domain/alert.ts';
import type { Repeats } from '../../../domain/repeats.ts';
import type { Attempt } from '../define-destination.ts';
import { shown } from './lines.ts';
import { resolvedLabel } from './severity-label.ts';
import { lastedUntil, timeText } from './when.ts';

type Zone = Pick<Attempt, 'timeZone'>;

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);

/** How long the problem lasted that these repeats end: `Resolved after 42 min`. */
export const endingOf = ({ until }: Repeats, first: Alert): string => resolvedLabel(lastedUntil(first, until));

const words: Readonly<Record<PersonAnswer['state'], string>> = {
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  false_positive: 'False positive, says',
};

/** `Acknowledged by Anna at 2026-11-21 02:14:00 UTC: looking at it`. */
function answerLine({ state, author, at, note }: PersonAnswer, { timeZone }: Zone): string {
  const by = state === 'false_positive' ? '' : ' by';
  const said = note === undefined ? '' : `: ${shown(note)}`;
  return `${words[state]}${by} ${shown(author)} at ${timeText(at, timeZone)}${said}`;
}

/** `Seen 58 times, last at 2026-11-21 20:04:05 UTC`, and who acknowledged it: for the message that notified first. */
export function timesLine(repeats: Repeats, zone: Zone): string {
  const { total, count, until, isResolved, answer, acknowledgement } = repeats;
  const at = timeText(until, zone.timeZone);
  if (isResolved && answer !== undefined) return `${answerLine(answer, zone)}, seen ${times(total)}`;
  if (isResolved) return `Over since ${at}, seen ${times(total)}`;
  const standing = acknowledgement === undefined ? '' : answerLine(acknowledgement, zone);
  if (count === 0 && standing !== '') return `${standing}, seen ${times(total)}`;
  return `Seen ${times(total)}, last at ${at}${standing === '' ? '' : `. ${standing}`}`;
}

/** The latest title, when it says more than the first. */
const latest = (words: string, { title }: Repeats, first: Alert): string =>
  shown(title) === shown(first.title) || shown(title) === '' ? '' : `; ${words}: ${shown(title)}`;

/**
 * `3 more since 2026-11-21 02:14:00 UTC (7 in all); the latest: …`, or `Resolved after 42 min, seen 7 times`: for a
 * thread reply or a comment.
 */
export function repeatsLine(repeats: Repeats, first: Alert, zone: Zone): string {
  const { timeZone } = zone;
  const { count, total, since, until, isResolved, address, answer } = repeats;
  if (answer !== undefined && (isResolved || count === 0)) {
    const ending = isResolved ? ` (${endingOf(repeats, first)}, seen ${times(total)})` : '';
    return `${answerLine(answer, zone)}${ending}${latest('about', repeats, first)}`;
  }
  if (isResolved)
    return `${endingOf(repeats, first)}, seen ${times(total)}${latest('the sender says', repeats, first)}`;
  const when = since === until ? `at ${timeText(until, timeZone)}` : `since ${timeText(since, timeZone)}`;
  const from = address === undefined ? '' : `, last from ${shown(address)}`;
  return `${count} more ${when} (${total} in all)${from}${latest('the latest', repeats, first)}`;
}

/** The same line as a reply of an attempt: what an earlier one may have said already is marked. */
export const replyLine = (repeats: Repeats, first: Alert, attempt: Attempt): string =>
  `${attempt.possibleDuplicate ? '(possibly a repeat) ' : ''}${repeatsLine(repeats, first, attempt)}`;

/** The mark before a reply: over, acknowledged, or seen again. */
export const replyMark = ({ isResolved, count, answer }: Repeats): string =>
  isResolved ? '✅' : count === 0 && answer !== undefined ? '👀' : '🔁';

/** Whether all there is to say is that somebody acknowledged the problem. */
export const isAcknowledgement = ({ isResolved, count, answer }: Repeats): boolean =>
  !isResolved && count === 0 && answer !== undefined;
