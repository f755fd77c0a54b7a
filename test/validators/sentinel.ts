import { isIP } from 'node:net';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { halves } from './well-formed.ts';

/**
 * The column table of the alert schema 0.1 and of the common fields, as Microsoft documents them
 * (https://learn.microsoft.com/azure/sentinel/normalization-schema-alert,
 * https://learn.microsoft.com/azure/sentinel/normalization-common-fields): what a column may hold, and which must be there.
 */

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const time: Check = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
/** 32 bits, signed. */
const int: Check = (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
const level: Check = (value) => int(value) && Number(value) >= 0 && Number(value) <= 100;
/** One label, as ASim's own tester has it. */
const label: Check = (value) => typeof value === 'string' && /^[a-zA-Z0-9-]{1,61}$/.test(value);
const dynamic: Check = (value) => isFields(value);
const address: Check = (value) => typeof value === 'string' && isIP(value) > 0;
const url: Check = (value) => typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(String(value));

const mandatory: Readonly<Record<string, Check>> = {
  TimeGenerated: time,
  EventCount: int,
  EventStartTime: time,
  EventEndTime: time,
  EventType: oneOf('Alert'),
  EventUid: text,
  EventProduct: text,
  EventVendor: text,
  EventSchema: oneOf('AlertEvent'),
  // 0.1 in the documentation; Microsoft's own parsers of September 2026 write 1.0.0.
  EventSchemaVersion: oneOf('1.0.0'),
};

const others: Readonly<Record<string, Check>> = {
  AlertName: text,
  AttackRemediationSteps: text,
  AttackTactics: text,
  AttackTechniques: text,
  DvcDomain: text,
  DvcDomainType: oneOf('FQDN', 'Windows'),
  DvcFQDN: text,
  DvcHostname: label,
  DvcId: text,
  DvcIdType: oneOf(
    'AzureResourceId',
    'MDEid',
    'MD4IoTid',
    'VMConnectionId',
    'AwsVpcId',
    'VectraId',
    'AppGateId',
    'FQDN',
    'Other',
  ),
  DvcIpAddr: address,
  EventSeverity: oneOf('Informational', 'Low', 'Medium', 'High'),
  EventSubType: oneOf('Threat', 'Suspicious Activity', 'Anomaly', 'Compliance Violation'),
  IndicatorType: oneOf(
    ...['Ip', 'User', 'Process', 'Registry', 'Url', 'Host', 'Cloud Resource', 'Application', 'File', 'Email'],
    ...['Mailbox', 'Logon Session'],
  ),
  ThreatCategory: oneOf(
    ...['Malware', 'Ransomware', 'Trojan', 'Virus', 'Worm', 'Adware', 'Spyware', 'Rootkit', 'Cryptominer', 'Phishing'],
    ...['Spam', 'MaliciousUrl', 'Spoofing', 'Security Policy Violation', 'Unknown'],
  ),
  Username: text,
  UsernameType: oneOf('UPN', 'Windows', 'DN', 'Simple', 'AWSId'),
  AdditionalFields: dynamic,
  DvcScope: text,
  DvcScopeId: text,
  DvcZone: text,
  EventOriginalSubType: text,
  EventOriginalUid: text,
  EventProductVersion: text,
  EventResult: oneOf('Success', 'Partial', 'Failure', 'NA'),
  FileMD5: text,
  FileSHA1: text,
  FileSHA256: text,
  ProcessId: text,
  RuleNumber: int,
  ThreatConfidence: level,
  ThreatFirstReportedTime: time,
  ThreatId: text,
  ThreatIsActive: (value) => typeof value === 'boolean',
  ThreatLastReportedTime: time,
  ThreatOriginalCategory: text,
  ThreatOriginalConfidence: text,
  ThreatOriginalRiskLevel: text,
  ThreatRiskLevel: level,
  UserId: text,
  UserIdType: oneOf('GUID', 'SID', 'Email', 'Username', 'Phone', 'Other'),
  AlertStatus: oneOf('Active', 'Closed'),
  AlertVerdict: oneOf('True Positive', 'False Positive', 'Benign Positive', 'Unknown'),
  DvcAction: text,
  EventMessage: text,
  EventOriginalSeverity: text,
  EventOriginalType: text,
  EventReportUrl: url,
  FileName: text,
  FilePath: text,
  IndicatorAssociation: oneOf('Associated', 'Targeted'),
  ProcessCommandLine: text,
  ProcessName: text,
  RuleName: text,
  Url: text,
};

/** https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview#supported-tables */
const reserved = new Set(['_ResourceId', 'id', '_SubscriptionId', 'TenantId', 'Type', 'UniqueId', 'Title']);

const pairs: readonly (readonly [string, string])[] = [
  ['DvcDomain', 'DvcDomainType'],
  ['DvcId', 'DvcIdType'],
  ['UserId', 'UserIdType'],
  ['Username', 'UsernameType'],
];

const isName = (name: string): boolean => /^[A-Za-z]\w{0,44}$/.test(name) && !reserved.has(name);

function columnProblems([name, value]: readonly [string, unknown]): string[] {
  const check = mandatory[name] ?? others[name];
  if (check === undefined || !isName(name)) return [`${name} is no column of the schema`];
  return check(value) ? [] : [`${name} may not be ${JSON.stringify(value).slice(0, 200)}`];
}

export function recordProblems(record: unknown): string[] {
  if (!isFields(record)) return ['a record that is no object'];
  return [
    ...Object.keys(mandatory).flatMap((name) => (name in record ? [] : [`${name} is missing`])),
    ...pairs.flatMap(([one, other]) => (one in record === other in record ? [] : [`${one} without ${other}`])),
    ...Object.entries(record).flatMap(columnProblems),
    ...halves(record),
  ];
}

const unseen = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

export function problems({ url: address_, headers, body = '', auth }: OutboundRequest): string[] {
  const path = /^https:\/\/[^/]+\/dataCollectionRules\/dcr-[0-9a-f]{32}\/streams\/Custom-\w+\?api-version=2023-01-01$/;
  const records: unknown = JSON.parse(body);
  return [
    ...(path.test(address_) ? [] : [`url ${address_}`]),
    ...(headers['content-type'] === 'application/json' && headers['authorization'] === undefined ? [] : ['headers']),
    ...(auth?.kind === 'client-credentials' && /\/\.default$/.test(auth.scope ?? '') ? [] : ['auth']),
    ...(Buffer.byteLength(body) <= 1_048_576 ? [] : ['too large']),
    ...(unseen.test(body) ? ['it has characters that nobody sees'] : []),
    ...(Array.isArray(records) && records.length > 0 ? records.flatMap(recordProblems) : ['no array of records']),
  ];
}
