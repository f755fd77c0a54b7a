import { insteadOf } from './alternatives.ts';
import { exclusions } from './exclusions.ts';
import { leavesOf } from './leaves.ts';
import { type Find, findsIn } from './patterns.ts';
import type { Sample } from './samples.ts';
import { typedOf } from './typed.ts';

/** A value of a sample, once, and whether it is where it belongs. */
export interface Measured {
  readonly sample: Sample;
  readonly find: Find;
  readonly isTyped: boolean;
}

/** How a typed value may say more than a payload's: the file in a folder, a sub-technique. */
const holds = ({ kind }: Find, typed: string, value: string): boolean =>
  typed === value ||
  (kind === 'path' && typed.startsWith(value) && /^[/\\]/.test(typed.slice(value.replace(/[/\\]$/, '').length))) ||
  (kind === 'technique' && typed.startsWith(`${value}.`));

/** Whether a find, or what stands for it, is among the values of a place. */
export const isIn = (values: readonly string[], find: Find): boolean =>
  [find.value, ...(find.or ?? [])].some((each) => values.some((typed) => holds(find, typed, each)));

/** The reason why a find does not count. */
export const exclusionOf = (find: Find): string | undefined =>
  exclusions.find(({ kinds, holds: excludes }) => kinds.includes(find.kind) && excludes(find))?.reason;

/** Each value of a kind once, at the first place where it counts. */
function countedIn(finds: readonly Find[], isSingle: boolean): Find[] {
  const first = new Map<string, Find>();
  for (const find of finds) {
    const key = `${find.kind} ${find.value}`;
    if (!first.has(key) && exclusionOf(find) === undefined) first.set(key, find);
  }
  return [...first.values()].map((find) => ({ ...find, or: insteadOf(find, finds, isSingle) }));
}

/** The finds of a payload that count. */
export function findsOf({ payload, alerts }: Sample): Find[] {
  return countedIn(leavesOf(payload).flatMap(findsIn), alerts.length === 1);
}

/** Which of the finds of samples stand in the typed fields of their alerts. */
export function measure(samples: readonly Sample[]): Measured[] {
  return samples.flatMap((sample) =>
    findsOf(sample).map((find) => {
      const typed = sample.alerts.flatMap((alert) => typedOf(find.kind, alert));
      return { sample, find, isTyped: isIn(typed, find) };
    }),
  );
}
