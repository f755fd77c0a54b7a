import { stringify } from 'yaml';
import type { Alert } from '../../../lambdas/domain/alert.ts';
import { visible } from '../../../lambdas/domain/values/text.ts';

const shownValue = (value: unknown): unknown => {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(shownValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [visible(key), shownValue(inner)]));
};

/** The alert as lines of YAML, with nothing in it that a terminal would obey. */
export const printed = (alert: Alert): string[] =>
  stringify(shownValue(alert), { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line.replaceAll('\t', '\\t')}`);
