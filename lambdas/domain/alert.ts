import * as z from 'zod/mini';

/** From least to most urgent; the order is meaning (`>=high` counts positions). */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/** `gap`: the sender says or shows that alerts are missing; `system`: Tocsin about itself. */
export const AlertKind = z.enum(['detection', 'unreadable', 'gap', 'system']);
export type AlertKind = z.infer<typeof AlertKind>;

/** What the tool did about it. Never taken from the message text, which only claims. */
export const AlertAction = z.enum(['blocked', 'observed', 'allowed', 'unknown']);
export type AlertAction = z.infer<typeof AlertAction>;

const text = z.string();
const optionalText = z.optional(z.string());

export const Actor = z.strictObject({
  ip: optionalText,
  country: optionalText,
  user: optionalText,
  process: optionalText,
});
export type Actor = z.infer<typeof Actor>;

export const Target = z.strictObject({
  kind: text,
  method: optionalText,
  url: optionalText,
  host: optionalText,
  cluster: optionalText,
  namespace: optionalText,
  workload: optionalText,
  pod: optionalText,
  container: optionalText,
  image: optionalText,
  resource: optionalText,
});
export type Target = z.infer<typeof Target>;

export const Attack = z.strictObject({ technique: text, name: optionalText });
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
 * One normalised detection. Names follow the OCSF Detection Finding where it has one.
 * `id` names the occurrence, `fingerprint` the problem. Times are RFC 3339, UTC, milliseconds.
 */
export const Alert = z.strictObject({
  id: text,
  fingerprint: text,
  source: text,
  vendor: text,
  product: text,
  kind: AlertKind,
  type: text,
  title: text,
  description: text,
  severity: Severity,
  severitySource: text,
  state: z.enum(['open', 'resolved']),
  action: AlertAction,
  occurredAt: text,
  receivedAt: text,
  actor: Actor,
  target: Target,
  attack: z.array(Attack),
  remediation: z.optional(Remediation),
  evidence: z.array(Evidence),
  labels: textByName,
  facts: textByName,
  url: optionalText,
});
export type Alert = z.infer<typeof Alert>;

/**
 * What a source says of one detection; `sources/_kit/normalize.ts` completes it to an `Alert`.
 * `identity` names the occurrence (the vendor's stable id, or the fields that tell two occurrences apart),
 * `problem` names what is wrong without times, counts, request ids and pod suffixes.
 */
export interface Detection
  extends Omit<Alert, 'id' | 'fingerprint' | 'source' | 'vendor' | 'product' | 'receivedAt' | 'occurredAt' | 'actor'> {
  readonly identity: readonly string[];
  readonly problem: readonly string[];
  /** The vendor's own object for this detection, as parsed: what `format: raw` sends. */
  readonly record: unknown;
  readonly vendor?: string;
  readonly product?: string;
  /** Absent when the vendor gives no time: the time of receipt stands in. */
  readonly occurredAt?: string;
  readonly actor?: Actor;
}
