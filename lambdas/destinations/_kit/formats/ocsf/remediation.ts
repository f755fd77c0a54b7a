import type { Alert } from '../../../../domain/alert.ts';

/** https://schema.ocsf.io/1.8.0/objects/remediation: one text. */
export function remediationOf({ remediation }: Alert) {
  if (remediation === undefined) return undefined;
  const steps = remediation.steps.map(({ title, text }, i, all) => {
    const step = [title, text].filter(Boolean).join(': ');
    return all.length > 1 ? `${i + 1}. ${step}` : step;
  });
  const desc = [remediation.title, ...steps].filter(Boolean).join('\n');
  return desc === '' ? undefined : { desc };
}
