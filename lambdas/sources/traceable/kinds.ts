import type { AlertAction, AlertClass, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { momentIn } from '../_kit/typed-places.ts';

const deeds: readonly (readonly [deed: RegExp, action: AlertAction])[] = [
  [/^(?:blocked|block|denied|deny|suspended)\b/i, 'blocked'],
  [/^(?:allowed|allow|allow.?listed|snoozed)\b/i, 'allowed'],
  [/^(?:logged|log|detected|monitor(?:ed)?|alert(?:ed)?|observed|testing)\b/i, 'observed'],
];

/** `Blocked Event` is the name of a kind of event, and says what was done. */
export function actionOf(said: Dig): AlertAction {
  const told = [
    'action',
    'eventAction',
    'actionTaken',
    'ruleAction',
    'enforcementAction',
    'blockingStatus',
    'eventType',
  ];
  const words = told.flatMap((name) => said.text(name) ?? []);
  return words.flatMap((word) => deeds.find(([pattern]) => pattern.test(word))?.[1] ?? [])[0] ?? 'unknown';
}

const grave: readonly (readonly [kind: RegExp, severity: Severity])[] = [
  [/threat|attack|block|vulnerab|bot|fraud|abuse|leak|sensitive/i, 'medium'],
  [/actor|issue|risk|drift|shadow|exposed|protection/i, 'low'],
];

/** The severity of an event that states none. */
export const derived = (kind: string): Severity => grave.find(([pattern]) => pattern.test(kind))?.[1] ?? 'info';

export const severities = [
  'severity',
  'threatSeverity',
  'eventSeverity',
  'threatEventSeverity',
  'vulnerabilitySeverity',
  'riskLevel',
  'impactLevel',
  'threatActor.severity',
];

export const over = /^(?:resolved|closed|fixed|mitigated|false.?positive)$/i;
const suppressed = /^(?:accepted.?risk|risk.?accepted|snoozed|ignored|muted)$/i;
export const statuses = [
  'status',
  'currentStatus',
  'newStatus',
  'issueStatus',
  'vulnerabilityStatus',
  'threatActor.status',
];

const classes: readonly (readonly [about: RegExp, is: AlertClass])[] = [
  [/vulnerab/i, 'vulnerability'],
  [/sensitive|leak/i, 'exposure'],
  [/threat|attack|block|bot|fraud|abuse|actor/i, 'threat'],
  [/audit|configuration|login|license|agent/i, 'operational'],
  [/issue|risk|drift|shadow|exposed|posture|compliance/i, 'compliance'],
];

/** What an event is about, by its category and its name. */
export const classOf = (kind: string): AlertClass => classes.find(([pattern]) => pattern.test(kind))?.[1] ?? 'threat';

/** `status` is what became of it since. */
export const findingOf = (said: Dig, status: string | undefined): Detection['finding'] =>
  defined({
    vendorUid: said.take('vulnerabilityId', 'issueId', 'incidentId'),
    firstSeenAt: momentIn(said, 'firstSeen', 'firstSeenTimestamp', 'createdTimestamp'),
    lastSeenAt: momentIn(said, 'lastSeen', 'lastSeenTimestamp'),
    status: suppressed.test(status ?? '')
      ? ('suppressed' as const)
      : /^in.?progress$/i.test(status ?? '')
        ? ('in_progress' as const)
        : undefined,
  });
