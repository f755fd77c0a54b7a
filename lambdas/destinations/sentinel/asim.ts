import type { Alert, AlertAction, Severity } from '../../domain/alert.ts';
import { httpUrl, truncateBytes, visible } from '../../domain/values/text.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { type Format, jsonOf, occurredMillis, present, programOf } from '../_kit/formats/format.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';
import { hostOf, indicatorOf } from './asim-entities.ts';

/**
 * The columns that are sent, by their types in a table of Azure Monitor. None of the names is a reserved one
 * (https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview#supported-tables).
 */
export const asimColumns: Readonly<Record<string, 'string' | 'int' | 'datetime' | 'dynamic'>> = {
  TimeGenerated: 'datetime',
  EventCount: 'int',
  EventStartTime: 'datetime',
  EventEndTime: 'datetime',
  EventType: 'string',
  EventSubType: 'string',
  EventUid: 'string',
  EventMessage: 'string',
  EventVendor: 'string',
  EventProduct: 'string',
  EventSchema: 'string',
  EventSchemaVersion: 'string',
  EventSeverity: 'string',
  EventOriginalSeverity: 'string',
  EventOriginalType: 'string',
  EventReportUrl: 'string',
  DvcIpAddr: 'string',
  DvcHostname: 'string',
  DvcDomain: 'string',
  DvcDomainType: 'string',
  DvcFQDN: 'string',
  DvcAction: 'string',
  AlertName: 'string',
  AlertStatus: 'string',
  AlertOriginalStatus: 'string',
  AlertVerdict: 'string',
  RuleName: 'string',
  ThreatCategory: 'string',
  AttackTechniques: 'string',
  AttackRemediationSteps: 'string',
  IndicatorType: 'string',
  IndicatorAssociation: 'string',
  Username: 'string',
  UsernameType: 'string',
  ProcessName: 'string',
  ProcessCommandLine: 'string',
  FileName: 'string',
  FilePath: 'string',
  Url: 'string',
  AdditionalFields: 'dynamic',
};

/** A column holds 64 KB, and cuts the rest off (https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#logs-ingestion-api). */
const PROSE_BYTES = 32_768;
const TEXT_BYTES = 8_192;
const NAME_BYTES = 1_024;
const ADDITIONAL_BYTES = 60_000;

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

const text = (value: string | undefined, maxBytes = NAME_BYTES): string | undefined =>
  value === undefined ? undefined : truncateBytes(visible(value).trim(), maxBytes);

/** The sender's severity is the only word there is on how sure it is. */
function subTypeOf({ kind, severity }: Alert): string {
  if (kind !== 'detection') return 'Anomaly';
  return severity === 'high' || severity === 'critical' ? 'Threat' : 'Suspicious Activity';
}

/** `Stored Data Manipulation (T1565.001), T1036`. */
const techniquesOf = ({ attack }: Alert): string =>
  attack.map(({ technique, name }) => (name ? `${name} (${technique})` : technique)).join(', ');

function stepsOf({ remediation }: Alert): string {
  const steps = (remediation?.steps ?? []).map(
    ({ title, text: step }, i) => `${i + 1}. ${[title, step].filter(Boolean).join(': ')}`,
  );
  return [remediation?.title, ...steps].filter(Boolean).join('\n');
}

/** https://learn.microsoft.com/azure/sentinel/normalization-entity-user#usernametype */
function usernameTypeOf(name: string): string {
  if (name.includes('\\')) return 'Windows';
  if (/^CN=/i.test(name)) return 'DN';
  return /^[^@\s]+@[^@\s]+$/.test(name) ? 'UPN' : 'Simple';
}

function userOf({ actor }: Alert) {
  const name = text(actor.user);
  return name === undefined || name === '' ? {} : { Username: name, UsernameType: usernameTypeOf(name) };
}

function processOf({ actor }: Alert) {
  const program = programOf(actor.process);
  return {
    ProcessName: text(program?.path ?? program?.name),
    ProcessCommandLine: text(program?.commandLine, TEXT_BYTES),
  };
}

function fileOf({ target: { kind, resource = '' } }: Alert) {
  if (kind !== 'file') return {};
  return { FileName: text(resource.slice(resource.lastIndexOf('/') + 1)), FilePath: text(resource, TEXT_BYTES) };
}

const visibly = (texts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [visible(name), typeof value === 'string' ? visible(value) : value]),
  );

/** What the schema has no column for, under names that are always the same; what senders name is one level down. */
const additionalOf = (alert: Alert, attempt: Attempt) =>
  present({
    AlertFingerprint: visible(alert.fingerprint),
    AlertSource: visible(alert.source),
    AlertKind: alert.kind,
    AlertSeverity: alert.severity,
    SrcIpAddr: text(alert.actor.ip),
    SrcGeoCountry: text(alert.actor.country),
    ReceivedAt: visible(alert.receivedAt),
    DeliveryId: attempt.deliveryId,
    PossibleDuplicate: attempt.possibleDuplicate ? true : undefined,
    Target: present(visibly(alert.target)),
    Labels: present(visibly(alert.labels)),
    Facts: present(visibly(alert.facts)),
    Evidence: alert.evidence.map(visibly),
  });

const additional = (alert: Alert, attempt: Attempt): unknown =>
  JSON.parse(fitted(alert, ADDITIONAL_BYTES, (fitting) => JSON.stringify(additionalOf(fitting, attempt))));

/**
 * A record of the alert schema 0.1 of Microsoft Sentinel's information model
 * (https://learn.microsoft.com/azure/sentinel/normalization-schema-alert). Aliases are the parser's, so they are not
 * sent. Tactics are not either: senders name techniques, and most of these serve several tactics.
 */
export const asim: Format = (alert, attempt) => {
  const occurred = new Date(occurredMillis(alert)).toISOString();
  return jsonOf(
    present({
      TimeGenerated: occurred,
      EventCount: 1,
      EventStartTime: occurred,
      EventEndTime: occurred,
      EventType: 'Alert',
      EventSubType: subTypeOf(alert),
      EventUid: text(alert.id) || text(attempt.deliveryId),
      EventMessage: text(alert.description, PROSE_BYTES),
      EventVendor: text(alert.vendor) || 'Tocsin',
      EventProduct: text(alert.product) || text(alert.source) || 'Tocsin',
      EventSchema: 'AlertEvent',
      EventSchemaVersion: '0.1',
      EventSeverity: severities[alert.severity],
      EventOriginalSeverity: text(alert.vendorSeverity),
      EventOriginalType: text(alert.type),
      EventReportUrl: text(httpUrl(alert.url), TEXT_BYTES),
      ...hostOf(alert),
      DvcAction: actions[alert.action],
      AlertName: text(alert.title),
      AlertStatus: alert.state === 'open' ? 'Active' : 'Closed',
      AlertOriginalStatus: alert.state,
      AlertVerdict: 'Unknown',
      RuleName: text(alert.type),
      ThreatCategory: 'Unknown',
      AttackTechniques: text(techniquesOf(alert), TEXT_BYTES),
      AttackRemediationSteps: text(stepsOf(alert), PROSE_BYTES),
      ...indicatorOf(alert),
      ...userOf(alert),
      ...processOf(alert),
      ...fileOf(alert),
      Url: text(alert.target.url, TEXT_BYTES),
      AdditionalFields: additional(alert, attempt),
    }),
  );
};
