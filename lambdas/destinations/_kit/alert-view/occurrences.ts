import type { Repeats } from '../../../domain/repeats.ts';
import { defang, oneLine } from '../../../domain/values/text.ts';
import type { Attempt } from '../define-destination.ts';

const clock = (at: string): string => at.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}).*$/, '$1 $2 UTC');
const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);

/** "Seen 58 times, last at 2026-11-21 20:04:05 UTC": for the message that told it first. */
export const timesLine = ({ total, until, isResolved }: Repeats): string =>
  isResolved
    ? `Resolved at ${clock(until)} after it was seen ${times(total)}`
    : `Seen ${times(total)}, last at ${clock(until)}`;

/** The same line as a reply of an attempt: what an earlier one may have said already is marked. */
export const replyLine = (repeats: Repeats, { possibleDuplicate }: Pick<Attempt, 'possibleDuplicate'>): string =>
  `${possibleDuplicate ? '(possibly a repeat) ' : ''}${repeatsLine(repeats)}`;

/** "Again 57 times, 58 in all, from … to …; the latest: …": for a thread reply or a comment. The title is defanged. */
export function repeatsLine(repeats: Repeats): string {
  const { title, count, total, since, until, isResolved } = repeats;
  if (isResolved) return `${timesLine(repeats)}; the sender says: ${defang(oneLine(title))}`;
  const span = since === until ? `at ${clock(until)}` : `from ${clock(since)} to ${clock(until)}`;
  return `Again ${times(count)}, ${total} in all, ${span}; the latest: ${defang(oneLine(title))}`;
}
