import { hashOf } from './values/hash.ts';
import { remembered } from './values/remembered.ts';

/** What changes, what stands in its place, and how long it is at least. */
const volatile: readonly (readonly [pattern: RegExp, mark: string, shortest: number])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>', 36],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?/g, '<time>', 19],
  [/@sha256:[0-9a-f]{64}\b/gi, '', 72],
  [/\b[0-9a-f]{16,}\b/gi, '<hex>', 16],
  [/\b\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h)\b/g, '<duration>', 2],
  [/\b\d{5,}\b/g, '<number>', 5],
];

/** One look decides whether the patterns have to run at all: in each match of one of them is a match of this. */
const changing =
  /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16}|\d{4}-\d{2}-\d{2}[T ]|\d{5})|\d(?:ns|us|µs|ms|s|m|h)\b|@sha256:/i;

/** What tells problems apart stands at the beginning; a run of megabytes is more than a regular expression can take. */
const HEAD_MAX = 65_536;

function withoutChanging(text: string): string {
  const head = text.slice(0, HEAD_MAX);
  if (!changing.test(head)) return head;
  let kept = head;
  for (const [pattern, mark, shortest] of volatile) if (kept.length >= shortest) kept = kept.replace(pattern, mark);
  return kept;
}

/** Text with what changes from one occurrence to the next taken out: times, durations, request ids, digests, long numbers. */
export const stable = remembered(withoutChanging, { most: 2_048, longest: 128 });

/**
 * A name as a part of a problem that `stable` leaves alone: the ids of accounts, instances and findings look like numbers
 * and digests that change, and are what tells two problems apart.
 */
export const exact = (name: string): string => name.replace(/\b/g, '_');

/**
 * A pod's name without the suffixes its controller invents: `web-6d6f8cc7d5-2q9wf` → `web`.
 * Kubernetes draws them from `bcdfghjklmnpqrstvwxz2456789` (apimachinery `util/rand`).
 */
export const podFamily = (pod: string): string =>
  pod.replace(/(?:-[bcdfghjklmnpqrstvwxz2456789a-f0-9]{6,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$/, '');

/** Parts of a problem that count to the letter, ids and digests included: no two things share it, whatever `stable` takes out. */
export const exactly = (...parts: readonly string[]): string => `exactly_${hashOf(parts)}`;
