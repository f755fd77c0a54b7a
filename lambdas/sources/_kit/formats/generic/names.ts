import { type Names, namesOf } from '../../named-fields.ts';

/** What senders commonly call what an alert needs, the most telling first (`^`: only near the top). */

export const types = namesOf(
  'ruleId',
  'rule.id',
  'ruleName',
  'rule.name',
  'rule',
  'scenario',
  'policyId',
  'policyName',
  'policy.id',
  'policy.name',
  'policy',
  'signatureId',
  'checkId',
  'controlId',
  'configRuleName',
  'alertRule',
  'alertName',
  'cve',
  'cveId',
  'alertType',
  'findingType',
  'threatType',
  'detectionType',
  'eventType',
  'eventName',
  '^category',
  '^type',
);

export const prose = namesOf(
  'description',
  'desc',
  'longDescription',
  'details',
  'detail',
  'message',
  'body',
  'summary',
  'explanation',
);
export const advice = namesOf(
  'remediation',
  'remediation.text',
  'remediation.description',
  'recommendation',
  'recommendation.text',
  'recommendedAction',
  'solution',
  'mitigation',
  'fix',
);
/** Labels, by the names of their fields. */
export const labelled: readonly (readonly [label: string, names: Names])[] = [
  '^category',
  'environment',
  'env',
  'team',
  '^service',
  'region',
  '^account',
  'accountId',
  'tenant',
  '^project',
  '^eventType',
  '^status',
].map((name) => [name.replace('^', ''), namesOf(name)] as const);

/** Keys that senders give so that what belongs together is told together. */
export const dedupKeys = namesOf(
  'fingerprint',
  'dedupKey',
  'dedupeKey',
  'deduplicationKey',
  'aggregationKey',
  'incidentKey',
  'groupKey',
);

/** Ids of what a sender tracks until it is over, the same in every report about it. */
export const trackedIds = namesOf(
  'findingId',
  'finding.id',
  'findingUid',
  'finding.uid',
  'incidentId',
  'incident.id',
  'incidentReport.id',
  'incidentNumber',
  'issueId',
  'issue.id',
  'issueKey',
  'issue.key',
  'caseId',
  'case.id',
  'problemId',
  'problem.id',
  'findingArn',
  'insightArn',
  'secretHash',
  'faultId',
  'fault.id',
  'errorId',
  'item.id',
);

/** Ids of an alert, which may be of one report of it. */
export const alertIds = namesOf('alertId', 'alert.id', 'detectionId', 'detection.id', 'alertUid', 'alarmId');

export const ruleNames = namesOf(
  'ruleName',
  'rule.name',
  'rule.title',
  'ruleTitle',
  'policyName',
  'policy.name',
  'signatureName',
  'checkName',
  'controlName',
  'configRuleName',
  'detectionName',
);
