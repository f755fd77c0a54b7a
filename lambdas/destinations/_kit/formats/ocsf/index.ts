import { type Alert, type AlertAction, isLiveDetection, type Severity } from '../../../../domain/alert.ts';
import { isAddress, millisIn, scoreIn, wholeIn } from '../_kit/bounds.ts';
import { type Format, jsonOf, occurredMillis, present } from '../_kit/format.ts';
import { withService } from '../_kit/service.ts';
import { activities, type FindingClass, findingClasses } from './classes.ts';
import { evidencesOf, sceneOf } from './evidence.ts';
import { attacksOf, findingInfoOf } from './finding.ts';
import { observablesOf } from './observables.ts';
import { remediationOf } from './remediation.ts';
import { resourcesOf } from './resources.ts';
import { unmappedOf } from './unmapped.ts';
import { vulnerabilitiesOf } from './vulnerabilities.ts';

const SCHEMA_VERSION = '1.8.0';

type Named = readonly [id: number, name: string];

const severityIds: Readonly<Record<Severity, Named>> = {
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};

/** Of the profile `security_control`: what the control was told to do, and what came of it. */
const controls: Readonly<Record<AlertAction, { action: Named; disposition: Named }>> = {
  blocked: { action: [2, 'Denied'], disposition: [2, 'Blocked'] },
  observed: { action: [3, 'Observed'], disposition: [15, 'Detected'] },
  allowed: { action: [1, 'Allowed'], disposition: [1, 'Allowed'] },
  unknown: { action: [0, 'Unknown'], disposition: [0, 'Unknown'] },
};

const named = (field: string, [id, name]: Named) => ({ [`${field}_id`]: id, [field]: name });

const rounded = (value: number | undefined): number | undefined =>
  scoreIn(value) === undefined ? undefined : Math.round(value ?? 0);

/** The machine that saw it, by its name or its address. */
const reporterOf = ({ sensor }: Alert) =>
  sensor?.host ? { [isAddress(sensor.host) ? 'ip' : 'hostname']: sensor.host } : undefined;

const metadataOf = (alert: Alert, profiles: readonly string[]) =>
  present({
    version: SCHEMA_VERSION,
    profiles,
    product: present({ name: alert.product || 'unknown', vendor_name: alert.vendor, version: alert.sensor?.version }),
    reporter: reporterOf(alert),
    uid: alert.id,
    correlation_uid: alert.fingerprint,
    event_code: alert.type,
    log_name: alert.source,
    log_provider: 'Tocsin',
    original_time: alert.occurredAt,
    logged_time: millisIn(alert.receivedAt),
    tags: Object.entries(alert.labels).map(([name, value]) => ({ name, value })),
  });

function cloudOf({ cloud }: Alert) {
  const { provider, account, region } = cloud ?? {};
  if (!provider && !account && !region) return undefined;
  return present({ provider: provider || 'unknown', region, account: account ? { uid: account } : undefined });
}

/** There is something to prevent about a threat; about others only when the sender says that it was. */
const isControlled = ({ class: about, action }: Alert): boolean => about === 'threat' || action !== 'unknown';

/** What the check of a compliance finding is, and whether it still fails; that it passes is not known of an ending. */
const complianceOf = ({ rule, finding }: Alert) =>
  present({
    control: rule.name || rule.uid,
    category: rule.category,
    checks: rule.uid ? [present({ uid: rule.uid, name: rule.name })] : [],
    ...named('status', finding.status === 'resolved' ? [0, 'Unknown'] : [3, 'Fail']),
  });

/** What was found, by the rule that found it. */
const dataSecurityOf = ({ rule, code }: Alert) =>
  present({
    ...named('detection_system', code === undefined ? [0, 'Unknown'] : [11, 'Developer Security']),
    detection_pattern: rule.name || rule.uid,
    category: rule.category,
  });

/** The scene's objects that the class has itself, and what goes to the evidences. */
function split(scene: Record<string, unknown> | undefined, { own, hasEvidences }: FindingClass) {
  const placed = Object.fromEntries(own.map((name) => [name, scene?.[name]])) as Record<string, unknown>;
  if (scene === undefined || hasEvidences) return { placed, rest: scene };
  return { placed, rest: present({ ...scene, ...Object.fromEntries(own.map((name) => [name, undefined])) }) };
}

/** Everything that depends on the class. */
function bodyOf(alert: Alert, about: FindingClass): Record<string, unknown> {
  const { placed, rest } = split(sceneOf(alert), about);
  const evidences = evidencesOf(alert, rest);
  const isVulnerability = alert.class === 'vulnerability';
  return {
    ...placed,
    evidences: about.hasEvidences ? evidences : undefined,
    remediation: about.hasRemediation ? remediationOf(alert) : undefined,
    vulnerabilities: about.hasVulnerabilities ? vulnerabilitiesOf(alert, isVulnerability) : undefined,
    compliance: alert.class === 'compliance' ? complianceOf(alert) : undefined,
    data_security: alert.class === 'exposure' ? dataSecurityOf(alert) : undefined,
    unmapped: present({
      ...unmappedOf(alert, about),
      evidences: about.hasEvidences ? undefined : evidences,
      remediation: about.hasRemediation || isVulnerability ? undefined : alert.remediation,
    }),
  };
}

/** `is_alert`, `attacks` and `risk_score` are of the profile `security_control`, `actor` of `host`. */
const profilesOf = ({ class: about }: Alert, hasActor: boolean, hasCloud: boolean): string[] => [
  'security_control',
  ...(hasCloud ? ['cloud'] : []),
  ...(about === 'vulnerability' && hasActor ? ['host'] : []),
];

function controlOf(alert: Alert) {
  if (!isControlled(alert)) return {};
  const { action, disposition } = controls[alert.action];
  return { ...named('action', action), ...named('disposition', disposition) };
}

function headOf(alert: Alert, { uid, name }: FindingClass) {
  const { activity, status } = activities[alert.finding.status];
  const [activityId, activityName] = activity;
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: uid,
    class_name: name,
    activity_id: activityId,
    activity_name: activityName,
    type_uid: uid * 100 + activityId,
    type_name: `${name}: ${activityName}`,
    time: occurredMillis(alert),
    start_time: millisIn(alert.finding.firstSeenAt),
    end_time: millisIn(alert.finding.lastSeenAt),
    count: wholeIn(alert.finding.count),
    ...named('severity', severityIds[alert.severity]),
    ...named('status', status),
    is_alert: isLiveDetection(alert),
    message: alert.title,
  };
}

/**
 * A finding of OCSF 1.8 (https://schema.ocsf.io/1.8.0/categories/findings), of the class that the alert's class has.
 * Reports about one finding have one `finding_info.uid`, and what ends it closes it. The raw record is left out: the facts
 * hold every field of it, and event stores bill by the byte.
 */
export const ocsf: Format = (given) => {
  const alert = withService(given);
  const about = findingClasses[alert.class];
  const attacks = attacksOf(alert);
  const cloud = cloudOf(alert);
  const body = bodyOf(alert, about);
  const event =
    present({
      ...headOf(alert, about),
      ...controlOf(alert),
      attacks,
      confidence_score: rounded(alert.confidence),
      risk_score: rounded(alert.riskScore),
      metadata: metadataOf(alert, profilesOf(alert, body['actor'] !== undefined, cloud !== undefined)),
      finding_info: findingInfoOf(alert, attacks),
      vendor_attributes: present({ severity: alert.vendorSeverity }),
      cloud,
      resources: resourcesOf(alert),
      ...body,
    }) ?? {};
  return jsonOf({ ...event, observables: observablesOf(event) });
};
