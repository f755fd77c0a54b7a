import type { Alert } from '../../../../domain/alert.ts';
import { wholeIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { flattened } from './flattened.ts';
import { keyword } from './values.ts';

/**
 * What an alert has beyond ECS, in an object of Tocsin's own. The index templates of `docs/content/` map each of its
 * objects `labels`, `facts` and `places` as one field (`flattened`, `flat_object`).
 */

const LABELS_MAX = 64;
const FACTS_MAX = 256;
const VULNERABILITIES_MAX = 64;

const textOf = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));

const packagesOf = ({ vulnerabilities = [] }: Alert): string | undefined =>
  vulnerabilities
    .slice(0, VULNERABILITIES_MAX)
    .map(({ cve, package: name, version, fixedIn }) =>
      [cve, name, version, fixedIn && `fixed in ${fixedIn}`].filter(Boolean).join(' '),
    )
    .join('; ');

/** Typed places that ECS has no field for, or a field for one of several things. */
function placesOf(alert: Alert) {
  const { actor, target, kubernetes, cloud, code, connection } = alert;
  const remote = connection?.remote;
  return present({
    target_kind: keyword(target.kind),
    target_ip: keyword(target.ip),
    target_public_ip: keyword(target.publicIp),
    target_port: textOf(target.port),
    target_domain: keyword(target.domain),
    actor_country: keyword(actor.country),
    protocol: keyword(connection?.protocol),
    remote_ip: keyword(remote?.ip),
    remote_port: textOf(remote?.port),
    remote_domain: keyword(remote?.domain),
    kubernetes_node: keyword(kubernetes?.node),
    kubernetes_workload: keyword(kubernetes?.workload),
    resource_uid: keyword(cloud?.resource?.uid),
    resource_type: keyword(cloud?.resource?.type),
    resource_name: keyword(cloud?.resource?.name),
    repository: keyword(code?.repository),
    branch: keyword(code?.branch),
    code_path: keyword(code?.path),
    code_line: textOf(code?.line),
    code_url: keyword(code?.url),
    vulnerabilities: keyword(packagesOf(alert)),
    confidence: textOf(alert.confidence),
  });
}

const findingOf = ({ finding }: Alert) =>
  present({
    uid: keyword(finding.uid),
    vendor_uid: keyword(finding.vendorUid),
    status: finding.status,
    count: wholeIn(finding.count),
  });

/** Without what senders name where the index refuses it (`isReduced`). */
export const tocsinOf = (alert: Alert, isReduced: boolean) =>
  present({
    finding: findingOf(alert),
    fingerprint: keyword(alert.fingerprint),
    class: alert.class,
    severity: alert.severity,
    vendor_severity: keyword(alert.vendorSeverity),
    ...(isReduced
      ? {}
      : {
          labels: flattened(alert.labels, LABELS_MAX),
          facts: flattened(alert.facts, FACTS_MAX),
          places: placesOf(alert),
        }),
  });
