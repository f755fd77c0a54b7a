import type { Alert } from '../../domain/alert.ts';
import { visible } from '../../domain/values/text.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { isAddress } from '../_kit/formats/_kit/bounds.ts';
import { endpointsOf } from '../_kit/formats/_kit/endpoints.ts';
import { present } from '../_kit/formats/_kit/format.ts';
import { placesOf } from '../_kit/formats/place-texts.ts';
import { isPort } from '../_kit/formats/typed-values.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';
import { TEXT_BYTES, text } from './asim-entities.ts';

/** A dynamic column holds 64 KB too. */
const ADDITIONAL_BYTES = 60_000;

/** Names and texts of which everything can be seen, at any depth. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return present(Object.fromEntries(Object.entries(value).map(([name, inner]) => [visible(name), shown(inner)])));
}

/** From whom to whom, under the names that the network schema of the model has for it. */
function networkOf(alert: Alert) {
  const { source, destination } = endpointsOf(alert);
  const places = placesOf(alert);
  return {
    SrcIpAddr: places.text(source.ip, isAddress),
    SrcPortNumber: places.number(source.port, isPort),
    SrcGeoCountry: text(alert.actor.country),
    DstIpAddr: places.text(destination.ip, isAddress),
    DstPortNumber: places.number(destination.port, isPort),
    DstFQDN: text(alert.connection?.remote?.domain ?? alert.target.domain),
    HttpUserAgent: text(alert.actor.userAgent, TEXT_BYTES),
    HttpRequestMethod: text(alert.target.method),
  };
}

/** What stands in the columns as it is; the typed places stand here as a whole, with what columns have no room for. */
function placesIn(alert: Alert) {
  const { actor, target, connection, file, container, kubernetes, cloud, code, sensor, rule } = alert;
  const { vulnerabilities, attack, remediation } = alert;
  return {
    Rule: shown(rule),
    Actor: shown(actor),
    Target: shown(target),
    Connection: shown(connection),
    File: shown(file),
    Container: shown(container),
    Kubernetes: shown(kubernetes),
    Cloud: shown(cloud),
    Code: shown(code),
    Sensor: shown(sensor),
    Vulnerabilities: shown(vulnerabilities),
    Attack: shown(attack),
    Remediation: shown(remediation),
  };
}

const additionalOf = (alert: Alert, attempt: Attempt) =>
  present({
    AlertReportId: visible(alert.id),
    AlertFingerprint: visible(alert.fingerprint),
    AlertSource: visible(alert.source),
    AlertKind: alert.kind,
    AlertClass: alert.class,
    AlertSeverity: alert.severity,
    AlertAction: alert.action,
    FindingStatus: alert.finding.status,
    OccurredAt: visible(alert.occurredAt),
    ReceivedAt: visible(alert.receivedAt),
    FirstSeenAt: text(alert.finding.firstSeenAt),
    LastSeenAt: text(alert.finding.lastSeenAt),
    Count: alert.finding.count,
    Url: text(alert.url, TEXT_BYTES),
    RiskScore: alert.riskScore,
    Confidence: alert.confidence,
    DeliveryId: attempt.deliveryId,
    PossibleDuplicate: attempt.possibleDuplicate ? true : undefined,
    ...networkOf(alert),
    ...placesIn(alert),
    Labels: shown(alert.labels),
    Facts: shown(alert.facts),
    Evidence: shown(alert.evidence),
  });

/** What the schema has no column for, under names that are always the same; what senders name is one level down. */
export const additional = (alert: Alert, attempt: Attempt): unknown =>
  JSON.parse(fitted(alert, ADDITIONAL_BYTES, (fitting) => JSON.stringify(additionalOf(fitting, attempt))));
