import type { Alert, AlertAction, Severity } from '../../../domain/alert.ts';
import { httpUrl } from '../../../domain/values/text.ts';
import { type Format, isTechnique, jsonOf, occurredMillis, present, techniquePage } from './format.ts';
import { evidencesOf, observablesOf, resourcesOf } from './ocsf-evidence.ts';

/** https://schema.ocsf.io/1.8.0/classes/detection_finding */
const SCHEMA_VERSION = '1.8.0';
const CATEGORY = { category_uid: 2, category_name: 'Findings' } as const;
const CLASS_UID = 2004;
const CLASS = { class_uid: CLASS_UID, class_name: 'Detection Finding' } as const;
const RULE = { type_id: 1, type: 'Rule' } as const;

const severityIds: Readonly<Record<Severity, readonly [number, string]>> = {
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

const states: Readonly<
  Record<Alert['state'], { activity: readonly [number, string]; status: readonly [number, string] }>
> = {
  open: { activity: [1, 'Create'], status: [1, 'New'] },
  resolved: { activity: [3, 'Close'], status: [4, 'Resolved'] },
};

/** Of the security control profile: what the control was told to do, and what came of it. */
const controls: Readonly<
  Record<AlertAction, { action: readonly [number, string]; disposition: readonly [number, string] }>
> = {
  blocked: { action: [2, 'Denied'], disposition: [2, 'Blocked'] },
  observed: { action: [3, 'Observed'], disposition: [15, 'Detected'] },
  allowed: { action: [1, 'Allowed'], disposition: [1, 'Allowed'] },
  unknown: { action: [0, 'Unknown'], disposition: [0, 'Unknown'] },
};

const named = (field: string, [id, name]: readonly [number, string]) => ({ [`${field}_id`]: id, [field]: name });

const tagsOf = (labels: Alert['labels']) => Object.entries(labels).map(([name, value]) => ({ name, value }));

/** What is no technique's id keeps its place, but gets neither a parent nor a page. */
function attackOf({ technique, name }: Alert['attack'][number]) {
  if (!isTechnique(technique)) return { technique: present({ uid: technique, name }) };
  const [parent, sub] = technique.split('.');
  const full = present({ uid: technique, name, src_url: techniquePage(technique) });
  return sub === undefined ? { technique: full } : { technique: { uid: parent }, sub_technique: full };
}

const metadataOf = (alert: Alert) =>
  present({
    version: SCHEMA_VERSION,
    profiles: ['security_control'],
    product: { name: alert.product, vendor_name: alert.vendor },
    uid: alert.id,
    correlation_uid: alert.fingerprint,
    event_code: alert.type,
    log_name: alert.source,
    log_provider: 'Tocsin',
    original_time: alert.occurredAt,
    logged_time: Number.isNaN(Date.parse(alert.receivedAt)) ? undefined : Date.parse(alert.receivedAt),
    tags: tagsOf(alert.labels),
  });

function findingInfoOf(alert: Alert) {
  const occurred = occurredMillis(alert);
  const known = present({
    uid_alt: alert.fingerprint,
    title: alert.title,
    desc: alert.description,
    types: alert.type === '' ? [] : [alert.type],
    analytic: alert.type === '' ? undefined : { ...RULE, uid: alert.type },
    attacks: alert.attack.filter(({ technique }) => technique !== '').map(attackOf),
    created_time: occurred,
    first_seen_time: occurred,
    last_seen_time: occurred,
    product: { name: alert.product, vendor_name: alert.vendor },
    src_url: httpUrl(alert.url),
    data_sources: [alert.source],
  });
  return { uid: alert.id, ...known };
}

function remediationOf({ remediation }: Alert) {
  if (remediation === undefined) return undefined;
  const steps = remediation.steps.map(({ title, text }, i) => `${i + 1}. ${[title, text].filter(Boolean).join(': ')}`);
  return { desc: [remediation.title, ...steps].filter(Boolean).join('\n') };
}

/** The vendor's own word for the severity, unless it has none. */
const vendorSeverity = ({ vendorSeverity }: Alert) => present({ severity: vendorSeverity });

/** What the class has no field for: nothing that the sender said is lost on the way. */
const unmappedOf = (alert: Alert) =>
  present({
    kind: alert.kind,
    action: alert.action,
    received_at: alert.receivedAt,
    country: alert.actor.country,
    url: httpUrl(alert.url) === alert.url ? undefined : alert.url,
    facts: present(alert.facts),
  });

/**
 * An OCSF Detection Finding. Closing reports have the activity `Close` and the `correlation_uid` of what they close.
 * The raw record is left out: the facts hold every field of it, and event stores bill by the byte.
 */
export const ocsf: Format = (alert) => {
  const { activity, status } = states[alert.state];
  const { action, disposition } = controls[alert.action];
  const [activityId, activityName] = activity;
  return jsonOf(
    present({
      ...CATEGORY,
      ...CLASS,
      activity_id: activityId,
      activity_name: activityName,
      type_uid: CLASS_UID * 100 + activityId,
      type_name: `Detection Finding: ${activityName}`,
      time: occurredMillis(alert),
      ...named('severity', severityIds[alert.severity]),
      ...named('status', status),
      ...named('action', action),
      ...named('disposition', disposition),
      is_alert: true,
      message: alert.title,
      metadata: metadataOf(alert),
      finding_info: findingInfoOf(alert),
      vendor_attributes: vendorSeverity(alert),
      evidences: evidencesOf(alert),
      observables: observablesOf(alert),
      resources: resourcesOf(alert),
      remediation: remediationOf(alert),
      unmapped: unmappedOf(alert),
    }),
  );
};
