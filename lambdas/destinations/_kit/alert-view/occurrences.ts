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

/** `Seen 58 times, last at 2026-11-21 20:04:05 UTC`: for the message that notified first. */
export function timesLine({ total, until, isResolved }: Repeats, { timeZone }: Zone): string {
  const at = timeText(until, timeZone);
  return isResolved ? `Over since ${at}, seen ${times(total)}` : `Seen ${times(total)}, last at ${at}`;
}

/** The latest title, when it says more than the first. */
const latest = (words: string, { title }: Repeats, first: Alert): string =>
  shown(title) === shown(first.title) || shown(title) === '' ? '' : `; ${words}: ${shown(title)}`;

/**
 * `3 more since 2026-11-21 02:14:00 UTC (7 in all); the latest: …`, or `Resolved after 42 min, seen 7 times`: for a
 * thread reply or a comment.
 */
export function repeatsLine(repeats: Repeats, first: Alert, { timeZone }: Zone): string {
  const { count, total, since, until, isResolved, address } = repeats;
  if (isResolved)
    return `${endingOf(repeats, first)}, seen ${times(total)}${latest('the sender says', repeats, first)}`;
  const when = since === until ? `at ${timeText(until, timeZone)}` : `since ${timeText(since, timeZone)}`;
  const from = address === undefined ? '' : `, last from ${shown(address)}`;
  return `${count} more ${when} (${total} in all)${from}${latest('the latest', repeats, first)}`;
}

/** The same line as a reply of an attempt: what an earlier one may have said already is marked. */
export const replyLine = (repeats: Repeats, first: Alert, attempt: Attempt): string =>
  `${attempt.possibleDuplicate ? '(possibly a repeat) ' : ''}${repeatsLine(repeats, first, attempt)}`;
