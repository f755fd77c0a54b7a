import type { Alert } from '../../domain/alert.ts';
import { visible } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { attackTexts } from '../_kit/formats/attack-texts.ts';
import { withoutCode } from '../_kit/issues/servicenow.ts';

/** Not documented; as long as a description is on the safe side. */
const INFO_MAX = 4000;
const VALUE_MAX = 250;

type Info = Readonly<Record<string, string | number | undefined>>;

const ownInfo = (alert: Alert, attempt: Attempt): Info => ({
  alert_id: alert.id,
  delivery_id: attempt.deliveryId,
  possible_duplicate: attempt.possibleDuplicate ? 'true' : undefined,
  told_elsewhere: attempt.toldElsewhere,
  tocsin_severity: alert.severity,
  tocsin_kind: alert.kind,
  tocsin_class: alert.class,
  state: alert.finding.status === 'resolved' ? 'resolved' : 'open',
  action: alert.action,
  vendor: alert.vendor,
  product: alert.product,
  tocsin_source: alert.source,
  rule: alert.rule.uid,
  rule_name: alert.rule.name,
  fingerprint: alert.fingerprint,
});

const findingInfo = ({ finding, occurredAt, receivedAt, riskScore, confidence, attack, ...alert }: Alert): Info => ({
  finding_uid: finding.uid,
  finding_vendor_uid: finding.vendorUid,
  finding_status: finding.status,
  first_seen_at: finding.firstSeenAt,
  last_seen_at: finding.lastSeenAt,
  count: finding.count,
  occurred_at: occurredAt,
  received_at: receivedAt,
  risk_score: riskScore,
  confidence,
  techniques: attackTexts({ ...alert, finding, occurredAt, receivedAt, attack }).join('; '),
  cves: alert.vulnerabilities?.map(({ cve }) => cve).join(', '),
});

const actorInfo = ({ actor: { ip, port, user, email, country, process } }: Alert): Info => ({
  actor_ip: ip,
  actor_port: port,
  actor_user: user,
  actor_email: email,
  actor_country: country,
  actor_process: process?.commandLine ?? process?.path ?? process?.name,
  actor_process_id: process?.pid,
  actor_parent_process: process?.parent?.commandLine ?? process?.parent?.path ?? process?.parent?.name,
});

const targetInfo = ({ target, connection, file }: Alert): Info => ({
  target_kind: target.kind,
  target_url: target.url,
  target_method: target.method,
  target_host: target.host,
  target_domain: target.domain,
  target_ip: target.ip,
  target_port: target.port,
  target_user: target.user,
  remote_ip: connection?.remote?.ip,
  remote_port: connection?.remote?.port,
  remote_domain: connection?.remote?.domain,
  protocol: connection?.protocol,
  file_path: file?.path ?? file?.name,
  file_hash: file?.hashes?.sha256 ?? file?.hashes?.sha512 ?? file?.hashes?.sha1 ?? file?.hashes?.md5,
});

const placeInfo = ({ kubernetes, container, cloud, code }: Alert): Info => ({
  target_cluster: kubernetes?.cluster,
  target_namespace: kubernetes?.namespace,
  target_workload: kubernetes?.workload,
  target_pod: kubernetes?.pod,
  target_node: kubernetes?.node,
  target_container: container?.name,
  target_container_id: container?.id,
  target_image: container?.image,
  cloud_account: cloud?.account,
  cloud_region: cloud?.region,
  cloud_resource: cloud?.resource?.uid ?? cloud?.resource?.name,
  repository: code?.repository,
  code_path: code?.path,
});

/** A fixed list of names: an attacker's would become columns of the alert. All values are texts, as the vendor wants. */
function infoFields(alert: Alert, attempt: Attempt): [name: string, value: string][] {
  const fields = {
    ...ownInfo(alert, attempt),
    ...findingInfo(alert),
    ...actorInfo(alert),
    ...targetInfo(alert),
    ...placeInfo(alert),
    console_url: alertView(alert, attempt).record?.url,
  };
  return Object.entries(fields).flatMap(([name, value]) => {
    const text = cutUnits(withoutCode(visible(String(value ?? ''))), VALUE_MAX);
    return text === '' ? [] : [[name, text]];
  });
}

/** JSON in a text, whole: names that would make it too long are left out, the last first. */
export function infoOf(alert: Alert, attempt: Attempt): string {
  const kept: [string, string][] = [];
  let size = 2;
  for (const [name, value] of infoFields(alert, attempt)) {
    size += JSON.stringify({ [name]: value }).length - 1;
    if (size > INFO_MAX) break;
    kept.push([name, value]);
  }
  return JSON.stringify(Object.fromEntries(kept));
}
