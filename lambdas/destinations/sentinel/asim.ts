import { type Alert, type AlertAction, isLiveDetection, type Severity } from '../../domain/alert.ts';
import { httpUrl } from '../../domain/values/text.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { type Format, jsonOf, present } from '../_kit/formats/_kit/format.ts';
import { tacticNames, techniqueTexts } from '../_kit/formats/attack-texts.ts';
import { isOver, ruleNameOf } from '../_kit/formats/event-class.ts';
import { isCount, isScore, millisOf } from '../_kit/formats/typed-values.ts';
import { additional } from './asim-additional.ts';
import { deviceOf, fileOf, indicatorOf, processOf, TEXT_BYTES, text, userOf } from './asim-entities.ts';

/** As Microsoft's own parsers write it since September 2026 (Azure-Sentinel, Parsers/ASimAlertEvent: GuardDuty, WizDefend). */
const SCHEMA_VERSION = '1.0.0';
/** A column holds 64 KB, and cuts the rest off (https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#logs-ingestion-api). */
const PROSE_BYTES = 32_768;
const INT_MAX = 2_147_483_647;

const severities: Readonly<Record<Severity, string>> = {
  info: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'High',
};

const actions: Readonly<Record<AlertAction, string | undefined>> = {
  blocked: 'Blocked',
  allowed: 'Allowed',
  observed: 'Observed',
  unknown: undefined,
};

/** From the actor's side: what was blocked failed. */
const results: Readonly<Record<AlertAction, string>> = {
  blocked: 'Failure',
  allowed: 'Success',
  observed: 'NA',
  unknown: 'NA',
};

/** For a threat, the sender's severity is the only word there is on how sure it is. */
function subTypeOf({ kind, class: about, severity }: Alert): string {
  if (kind !== 'detection' || about === 'operational') return 'Anomaly';
  if (about !== 'threat') return 'Compliance Violation';
  return severity === 'high' || severity === 'critical' ? 'Threat' : 'Suspicious Activity';
}

/** What is no detection is neither active nor closed. */
function statusOf(alert: Alert) {
  if (isOver(alert)) return { AlertStatus: 'Closed', ThreatIsActive: false };
  return isLiveDetection(alert) ? { AlertStatus: 'Active', ThreatIsActive: true } : {};
}

function stepsOf({ remediation }: Alert): string {
  const steps = (remediation?.steps ?? []).map(
    ({ title, text: step }, i) => `${i + 1}. ${[title, step].filter(Boolean).join(': ')}`,
  );
  return [remediation?.title, ...steps].filter(Boolean).join('\n');
}

function isoOf(time: string | undefined): string | undefined {
  const millis = millisOf(time);
  return millis === undefined ? undefined : new Date(millis).toISOString();
}

function timesOf(alert: Alert) {
  const { firstSeenAt, lastSeenAt, count } = alert.finding;
  const occurred = isoOf(alert.occurredAt) ?? isoOf(alert.receivedAt) ?? new Date(0).toISOString();
  return {
    TimeGenerated: occurred,
    EventCount: isCount(count) ? count : 1,
    EventStartTime: isoOf(firstSeenAt) ?? occurred,
    EventEndTime: isoOf(lastSeenAt) ?? occurred,
  };
}

const isRuleNumber = (uid: string): boolean => /^\d{1,10}$/.test(uid) && Number(uid) <= INT_MAX;

function ruleOf(alert: Alert) {
  const { rule } = alert;
  return {
    EventOriginalType: text(rule.uid),
    EventOriginalSubType: text(rule.category),
    RuleName: text(ruleNameOf(alert)),
    RuleNumber: isRuleNumber(rule.uid) ? Number(rule.uid) : undefined,
  };
}

const levelOf = (score: number | undefined): number | undefined => (isScore(score) ? Math.round(score) : undefined);
const originalOf = (score: number | undefined): string | undefined => (score === undefined ? undefined : String(score));

function threatOf(alert: Alert) {
  const { riskScore, confidence, finding, vulnerabilities = [] } = alert;
  const cves = [...new Set(vulnerabilities.flatMap(({ cve }) => text(cve) ?? []))];
  return {
    ThreatId: text(cves.join(', ')),
    ThreatCategory: subTypeOf(alert) === 'Compliance Violation' ? 'Security Policy Violation' : 'Unknown',
    ThreatOriginalCategory: text(alert.rule.category),
    ThreatFirstReportedTime: isoOf(finding.firstSeenAt),
    ThreatLastReportedTime: isoOf(finding.lastSeenAt),
    ThreatRiskLevel: levelOf(riskScore),
    ThreatOriginalRiskLevel: originalOf(riskScore),
    ThreatConfidence: levelOf(confidence),
    ThreatOriginalConfidence: originalOf(confidence),
    AttackTactics: text(tacticNames(alert).join(', '), TEXT_BYTES),
    AttackTechniques: text(techniqueTexts(alert).join(', '), TEXT_BYTES),
    AttackRemediationSteps: text(stepsOf(alert), PROSE_BYTES),
  };
}

const eventOf = (alert: Alert, attempt: Attempt) => ({
  EventType: 'Alert',
  EventSubType: subTypeOf(alert),
  EventResult: alert.class === 'threat' ? results[alert.action] : 'NA',
  EventUid: text(alert.finding.uid) ?? text(attempt.deliveryId),
  EventOriginalUid: text(alert.finding.vendorUid),
  EventMessage: text(alert.description, PROSE_BYTES) ?? text(alert.title, PROSE_BYTES),
  EventVendor: text(alert.vendor) ?? 'Tocsin',
  EventProduct: text(alert.product) ?? text(alert.source) ?? 'Tocsin',
  EventProductVersion: text(alert.sensor?.version),
  EventSchema: 'AlertEvent',
  EventSchemaVersion: SCHEMA_VERSION,
  EventSeverity: severities[alert.severity],
  EventOriginalSeverity: text(alert.vendorSeverity),
  EventReportUrl: text(httpUrl(alert.url), TEXT_BYTES),
});

/**
 * A record of the alert schema of Microsoft Sentinel's information model
 * (https://learn.microsoft.com/azure/sentinel/normalization-schema-alert). `EventUid` is the finding's, so that the last
 * record of a finding says how it stands.
 */
export const asim: Format = (alert, attempt) =>
  jsonOf(
    present({
      ...timesOf(alert),
      ...eventOf(alert, attempt),
      ...deviceOf(alert),
      DvcAction: actions[alert.action],
      AlertName: text(alert.title),
      ...statusOf(alert),
      AlertVerdict: 'Unknown',
      ...ruleOf(alert),
      ...threatOf(alert),
      ...indicatorOf(alert),
      ...userOf(alert),
      ...processOf(alert),
      ...fileOf(alert),
      Url: text(alert.target.url, TEXT_BYTES),
      AdditionalFields: additional(alert, attempt),
    }),
  );
