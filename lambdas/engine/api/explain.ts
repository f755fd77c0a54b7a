import type { Alert } from '../../domain/alert.ts';
import { factsOf } from '../../domain/values/json-fields.ts';

/** Why one alert was merged into what another told: what both share, and where they differ. */
export interface Explanation {
  readonly fingerprint: string;
  /** The fields that are the same, by path. */
  readonly same: readonly string[];
  /** The fields that differ, by path: the earlier alert's value first. */
  readonly differs: Readonly<Record<string, readonly [earlier: string, later: string]>>;
}

/** Holds two alerts of one fingerprint side by side, field by field. */
export function explain(earlier: Alert, later: Alert): Explanation {
  const before = factsOf(earlier, ['evidence']);
  const after = factsOf(later, ['evidence']);
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const pairs = paths.map((path) => [path, before[path] ?? '', after[path] ?? ''] as const);
  return {
    fingerprint: later.fingerprint,
    same: pairs.filter(([, a, b]) => a === b).map(([path]) => path),
    differs: Object.fromEntries(pairs.filter(([, a, b]) => a !== b).map(([path, a, b]) => [path, [a, b]])),
  };
}
