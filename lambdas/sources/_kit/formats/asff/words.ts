import type { Alert, Severity } from '../../../../domain/alert.ts';
import type { Detection } from '../../../../domain/detection.ts';
import type { Dig } from '../../field-reader.ts';
import { severityWord } from '../../severity.ts';

/** `Normalized`, 0 to 100 (https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html). */
function bandOf(text: string | undefined): Severity | undefined {
  const level = Number(text ?? Number.NaN);
  if (Number.isNaN(level)) return undefined;
  if (level >= 90) return 'critical';
  if (level >= 70) return 'high';
  if (level >= 40) return 'medium';
  return level >= 1 ? 'low' : 'info';
}

const severityPaths = (name: string): string[] => [`severity.${name}`, `findingProviderFields.severity.${name}`];

/** The label first: `Normalized` is deprecated, and what a product called it may mean anything. */
export function severityOf(said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const readings = [
    [severityPaths('label'), severityWord],
    [severityPaths('normalized'), bandOf],
    [[...severityPaths('original'), 'severity'], severityWord],
  ] as const;
  for (const [paths, read] of readings) {
    const severity = read(said.text(...paths));
    if (severity !== undefined) return { severity, vendorSeverity: said.take(...paths) ?? severity };
  }
  return { severity: 'medium' };
}

const workflowOf = (said: Dig): string => said.text('workflow.status', 'workflowState')?.toUpperCase() ?? '';

/** Over: archived by its provider, resolved by an analyst, or a check that passes. */
export function stateOf(said: Dig): Detection['state'] {
  const isArchived = said.text('recordState')?.toUpperCase() === 'ARCHIVED';
  const isPassed = said.text('compliance.status')?.toUpperCase() === 'PASSED';
  return isArchived || isPassed || workflowOf(said) === 'RESOLVED' ? 'resolved' : 'open';
}

const statuses = new Map<string, 'suppressed' | 'in_progress'>([
  ['SUPPRESSED', 'suppressed'],
  ['NOTIFIED', 'in_progress'],
]);

/** What an analyst did to a finding that is not over. */
export const statusOf = (said: Dig): 'suppressed' | 'in_progress' | undefined => statuses.get(workflowOf(said));

const blocked = ['networkConnectionAction', 'portProbeAction', 'dnsRequestAction'].map(
  (name) => `action.${name}.blocked`,
);

/** A check says nothing of a deed; a detection says whether the traffic was blocked, when it knows. */
export function actionOf(said: Dig): Detection['action'] {
  if (blocked.some((path) => said.text(path) === 'true')) return 'blocked';
  return said.value('action') === undefined ? 'unknown' : 'observed';
}

/** Namespaces of https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html */
const byType: readonly (readonly [type: RegExp, about: Alert['class']])[] = [
  [/^software and configuration checks\/vulnerabilities/i, 'vulnerability'],
  [/^(?:sensitive data identifications|effects\/data exposure)/i, 'exposure'],
  [/^software and configuration checks/i, 'compliance'],
];

/** What a finding is about: a weakness, a failed check, or what its type says. */
export function classOf(said: Dig, type: string): Alert['class'] {
  if (said.list('vulnerabilities').length > 0) return 'vulnerability';
  const named = byType.find(([pattern]) => pattern.test(type))?.[1];
  if (named !== undefined) return named;
  return said.text('compliance.status') === undefined ? 'threat' : 'compliance';
}
