import { evidencePolicies, isEvidencePolicy } from '../destinations/_kit/alert-view/evidence-policy.ts';
import { limitMistake } from '../domain/delivery-limits.ts';
import type { Fields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';

/** What every destination can be set to, whatever its type. */
export const commonSettings = ['evidence', 'timeout', 'giveUpAfter'] as const;
type Common = Readonly<Partial<Record<(typeof commonSettings)[number], unknown>>>;

/** The settings of a destination in two parts: those of every destination, and those of its type. */
export function splitCommon<S extends Fields>(settings: S): { readonly common: Common; readonly own: Fields } {
  const isCommon = ([name]: [string, unknown]): boolean => commonSettings.some((common) => common === name);
  const entries = Object.entries(settings);
  return {
    common: Object.fromEntries(entries.filter(isCommon)),
    own: Object.fromEntries(entries.filter((entry) => !isCommon(entry))),
  };
}

const evidenceMistake = (value: unknown): string | undefined =>
  value === undefined || isEvidencePolicy(value)
    ? undefined
    : `found ${JSON.stringify(value)}; allowed: ${evidencePolicies.join(', ')}`;

/** The mistakes in the settings of every destination. */
export function checkCommon({ evidence, timeout, giveUpAfter }: Common, path: Path): Problem[] {
  const messages = {
    evidence: evidenceMistake(evidence),
    timeout: limitMistake('timeout', timeout),
    giveUpAfter: limitMistake('giveUpAfter', giveUpAfter),
  };
  return Object.entries(messages).flatMap(([name, message]) =>
    message === undefined ? [] : [{ path: [...path, name], message }],
  );
}
