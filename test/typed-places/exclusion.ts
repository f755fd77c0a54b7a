import type { Find, Kind } from './patterns.ts';

/** What a pattern finds that is no such thing, or that no alert has a place for: a rule, never a list of values. */
export interface Exclusion {
  readonly kinds: readonly Kind[];
  readonly reason: string;
  readonly holds: (find: Find) => boolean;
}
