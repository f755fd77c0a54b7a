import * as z from 'zod/mini';
import {
  Actor,
  Cloud,
  Code,
  Connection,
  Container,
  File,
  Kubernetes,
  Sensor,
  Target,
  Vulnerability,
} from './places.ts';
import { Severity } from './severity.ts';

export { Actor, Target } from './places.ts';
export { Severity, severities } from './severity.ts';

/** The version of the alert that rows, queue messages and `format: alert` carry. */
export const ALERT_SCHEMA = 2;

/** `gap`: the sender says or shows that alerts are missing; `system`: Tocsin about itself. */
export const AlertKind = z.enum(['detection', 'unreadable', 'gap', 'system']);
export type AlertKind = z.infer<typeof AlertKind>;

/**
 * What an alert is about. `exposure`: a leaked secret or sensitive data; `operational`: a monitor, no security finding.
 * OCSF: Detection Finding, Vulnerability Finding, Compliance Finding, Data Security Finding.
 */
export const AlertClass = z.enum(['threat', 'vulnerability', 'compliance', 'exposure', 'operational']);
export type AlertClass = z.infer<typeof AlertClass>;

/** What the tool did about it. Never taken from the message text, which only claims. */
export const AlertAction = z.enum(['blocked', 'observed', 'allowed', 'unknown']);
export type AlertAction = z.infer<typeof AlertAction>;

/** How the sender's tracking of a finding stands (https://schema.ocsf.io/1.8.0/classes/detection_finding, `status_id`). */
export const FindingStatus = z.enum(['new', 'in_progress', 'suppressed', 'resolved']);
export type FindingStatus = z.infer<typeof FindingStatus>;

const text = z.string();
const optionalText = z.optional(z.string());
const optionalNumber = z.optional(z.number());

/** What the sender tracks over time: `uid` is the same in every report about it. Times are RFC 3339, UTC, milliseconds. */
export const Finding = z.strictObject({
  uid: text,
  /** The sender's own stable id. */
  vendorUid: optionalText,
  firstSeenAt: optionalText,
  lastSeenAt: optionalText,
  /** How often the sender saw it. */
  count: optionalNumber,
  status: FindingStatus,
});
export type Finding = z.infer<typeof Finding>;

/** The vendor's rule: the same texts for every alert of the rule, never with values of the occurrence. */
export const Rule = z.strictObject({ uid: text, name: optionalText, version: optionalText, category: optionalText });
export type Rule = z.infer<typeof Rule>;

/** A technique of MITRE ATT&CK with the tactics it serves, or a tactic that a sender named without a technique. */
export const Attack = z.strictObject({
  technique: optionalText,
  name: optionalText,
  tactics: z.array(z.strictObject({ uid: text, name: text })),
});
export type Attack = z.infer<typeof Attack>;

export const Remediation = z.strictObject({
  title: optionalText,
  steps: z.array(z.strictObject({ title: optionalText, text })),
});
export type Remediation = z.infer<typeof Remediation>;

export const Evidence = z.strictObject({
  at: optionalText,
  kind: text,
  content: text,
  truncated: z.optional(z.boolean()),
});
export type Evidence = z.infer<typeof Evidence>;

const textByName = z.record(z.string(), z.string());

/**
 * One report of a sender about one finding, version 2. Names follow the OCSF Detection Finding where it has one.
 * `id` names the report, `finding.uid` what the sender tracks, `fingerprint` the problem. Times are RFC 3339, UTC,
 * milliseconds. Absent means unknown.
 */
export const Alert = z.strictObject({
  schema: z.literal(ALERT_SCHEMA),
  id: text,
  finding: Finding,
  fingerprint: text,
  source: text,
  vendor: text,
  product: text,
  kind: AlertKind,
  class: AlertClass,
  /** The same as `rule.uid`. */
  type: text,
  rule: Rule,
  title: text,
  /** Absent when it would say the same as the title. */
  description: optionalText,
  severity: Severity,
  /** The vendor's own word or number, when it gave one. */
  vendorSeverity: optionalText,
  /** 0 to 100, only when the sender gave one. */
  riskScore: optionalNumber,
  confidence: optionalNumber,
  /** `resolved` exactly when `finding.status` is. */
  state: z.enum(['open', 'resolved']),
  action: AlertAction,
  occurredAt: text,
  receivedAt: text,
  actor: Actor,
  target: Target,
  connection: z.optional(Connection),
  file: z.optional(File),
  container: z.optional(Container),
  kubernetes: z.optional(Kubernetes),
  cloud: z.optional(Cloud),
  code: z.optional(Code),
  vulnerabilities: z.optional(z.array(Vulnerability)),
  sensor: z.optional(Sensor),
  attack: z.array(Attack),
  remediation: z.optional(Remediation),
  evidence: z.array(Evidence),
  /** The sender's own labels, for routing. */
  labels: textByName,
  /** Everything else that the sender said, by its path in the payload. */
  facts: textByName,
  url: optionalText,
});
export type Alert = z.infer<typeof Alert>;

/** Whether an alert is one to a SIEM: a live detection, of a class other than `operational`. */
export const isLiveDetection = ({ kind, class: about, finding }: Alert): boolean =>
  kind === 'detection' && about !== 'operational' && finding.status !== 'resolved' && finding.status !== 'suppressed';
