import type { Alert } from './alert.ts';
import { pathOf, valuesAt } from './alert-fields.ts';
import type { Test } from './match-value.ts';
import type { Route } from './route.ts';
import { matcher } from './routing.ts';
import { hashOf } from './values/hash.ts';

export type Selection = Pick<Route, 'match' | 'not' | 'matchers'>;

/**
 * While a problem that `source` selects is open, alerts that `target` selects are suppressed where the values of `equal` are
 * the same (https://prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings).
 */
export interface InhibitRule {
  readonly name: string;
  readonly source: Selection;
  readonly target: Selection;
  readonly equal: readonly string[];
  /** A problem counts as open for so long at most after its alert. */
  readonly seconds: number;
}

/** An alert in the place that it has in a rule. */
export interface InhibitKey {
  readonly rule: InhibitRule;
  /** The same for alerts of one rule with the same values of `equal`. */
  readonly key: string;
  /** It is selected by the other side of the rule too. */
  readonly isBoth: boolean;
}

interface Compiled {
  readonly rule: InhibitRule;
  readonly source: Test;
  readonly target: Test;
}

const valueAt = (alert: Alert, path: string): string =>
  valuesAt(alert, pathOf(path).keys).map(String).sort().join('\n');

const keyOf = (alert: Alert, { name, equal }: InhibitRule): string =>
  hashOf(['inhibit', name, ...equal.flatMap((path) => [path, valueAt(alert, path)])]);

/** Where an alert stands in the rules: as what inhibits others, and as what may be inhibited. */
export interface Inhibitions {
  sources(alert: Alert): readonly InhibitKey[];
  targets(alert: Alert): readonly InhibitKey[];
}

/** Prepares the rules once. Tocsin's own alerts take no part. */
export function createInhibitions(rules: readonly InhibitRule[]): Inhibitions {
  const compiled: readonly Compiled[] = rules.map((rule) => ({
    rule,
    source: matcher(rule.source),
    target: matcher(rule.target),
  }));
  const keys = (alert: Alert, side: 'source' | 'target', other: 'source' | 'target'): InhibitKey[] => {
    const selected = alert.kind === 'system' ? [] : compiled.filter((each) => each[side](alert));
    return selected.map((each) => ({ rule: each.rule, key: keyOf(alert, each.rule), isBoth: each[other](alert) }));
  };
  return {
    sources: (alert) => keys(alert, 'source', 'target'),
    targets: (alert) => keys(alert, 'target', 'source'),
  };
}
