import { type Alert, isLiveDetection, type Severity } from '../../domain/alert.ts';
import { isAddress } from '../_kit/formats/_kit/bounds.ts';
import { type Endpoint, endpointsOf } from '../_kit/formats/_kit/endpoints.ts';
import { type Format, jsonOf, levels, present } from '../_kit/formats/_kit/format.ts';
import { tacticIds, tacticNames, techniqueIds, techniqueTexts } from '../_kit/formats/attack-texts.ts';
import { categoryOf, ruleNameOf } from '../_kit/formats/event-class.ts';
import { type Places, placesOf } from '../_kit/formats/place-texts.ts';
import { digestsAt, isCount, isPid, isPort, isScore } from '../_kit/formats/typed-values.ts';

/**
 * An event in the fields of Splunk's Common Information Model, so that the data models Alerts, Intrusion Detection and
 * Vulnerabilities find it by the event types of `docs/content/splunk/`
 * (https://help.splunk.com/en/data-management/common-information-model/6.1/data-models/alerts).
 */

const severities: Readonly<Record<Severity, string>> = {
  info: 'informational',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
};

/** One end of an event: a name or an address under the field that the models ask for, and both under their own. */
function endOf(places: Places, field: 'src' | 'dest', { ip, port, names }: Endpoint) {
  const address = places.text(ip, isAddress);
  const host = places.first(names) ?? (address === undefined ? places.text(ip) : undefined);
  return {
    [field]: field === 'src' ? (address ?? host) : (host ?? address),
    [`${field}_ip`]: address,
    [`${field}_host`]: host,
    [`${field}_port`]: places.number(port, isPort),
  };
}

/** What the alert is about where it names no machine. */
const subjects = [
  ...['kubernetes.pod', 'kubernetes.workload', 'container.name', 'container.id', 'cloud.resource.name'],
  ...['cloud.resource.uid', 'code.repository', 'target.url', 'file.path', 'cloud.account'],
];

function endsOf(alert: Alert, places: Places) {
  const { source, destination, machine, between } = endpointsOf(alert);
  const src = endOf(places, 'src', source);
  const dest = endOf(places, 'dest', destination);
  return {
    ...src,
    ...dest,
    dest: dest['dest'] ?? places.first(subjects),
    dest_type: places.text('target.kind'),
    src_translated_ip: places.first([...(between === undefined ? [] : [between.ip]), ...source.translated], isAddress),
    dest_translated_ip: places.first(destination.translated, isAddress),
    src_translated_port: between === undefined ? undefined : places.number(between.port, isPort),
    src_country: places.text('actor.country'),
    dvc: places.first([
      'sensor.host',
      ...(machine?.names ?? ['target.host']),
      ...(machine === undefined ? [] : [machine.ip]),
    ]),
    transport: places.text('connection.protocol')?.toLowerCase(),
    direction: alert.connection?.direction,
  };
}

/** The intrusion model knows two; `action` is absent where nothing was stopped or let through. */
const actionOf = ({ action }: Alert): string | undefined =>
  action === 'blocked' || action === 'allowed' ? action : undefined;

/** Where the sensor sat, as far as the alert shows. */
function idsTypeOf({
  class: about,
  target,
  connection,
  actor,
  file,
  container,
  kubernetes,
}: Alert): string | undefined {
  if (about !== 'threat') return undefined;
  if (actor.process !== undefined || file !== undefined || container !== undefined || kubernetes !== undefined)
    return 'host';
  if (target.url !== undefined || target.method !== undefined) return 'application';
  return connection === undefined ? undefined : 'network';
}

const vendorProduct = ({ vendor, product }: Alert): string =>
  [vendor, product].filter((text) => text.trim() !== '').join(' ');

const fileDigests = digestsAt('file');
const processDigests = digestsAt('actor.process');

const fileOf = (places: Places) => ({
  file_path: places.text('file.path'),
  file_name: places.text('file.name'),
  file_hash: places.first(fileDigests),
});

const processOf = (places: Places) => ({
  process: places.text('actor.process.commandLine'),
  process_name: places.text('actor.process.name'),
  process_path: places.text('actor.process.path'),
  process_id: places.number('actor.process.pid', isPid),
  process_hash: places.first(processDigests),
  parent_process: places.text('actor.process.parent.commandLine'),
  parent_process_name: places.text('actor.process.parent.name'),
  parent_process_path: places.text('actor.process.parent.path'),
  parent_process_id: places.number('actor.process.parent.pid', isPid),
});

function vulnerabilitiesOf({ vulnerabilities = [] }: Alert) {
  const scores = vulnerabilities.flatMap(({ cvss }) => (cvss !== undefined && cvss >= 0 && cvss <= 10 ? [cvss] : []));
  return {
    cve: [...new Set(vulnerabilities.flatMap(({ cve }) => (cve?.trim() ? [cve] : [])))],
    cvss: scores.length === 0 ? undefined : Math.max(...scores),
    vulnerabilities,
  };
}

const ruleOf = (alert: Alert, places: Places) => ({
  signature: ruleNameOf(alert),
  signature_id: alert.rule.uid,
  signature_version: places.text('rule.version'),
  category: places.text('rule.category') ?? alert.class,
});

/** `type` is `alert` for a live detection alone: the event types, and with them the data models, go by it. */
const eventOf = (alert: Alert, places: Places) => ({
  id: alert.id,
  finding_uid: alert.finding.uid,
  finding_status: alert.finding.status,
  vendor_finding_id: places.text('finding.vendorUid'),
  fingerprint: alert.fingerprint,
  type: isLiveDetection(alert) ? 'alert' : 'event',
  tocsin_kind: alert.kind,
  tocsin_class: alert.class,
  tocsin_category: categoryOf(alert),
  tocsin_source: alert.source,
  app: alert.product || alert.vendor || alert.source,
  vendor_product: vendorProduct(alert),
  product_version: places.text('sensor.version'),
  title: alert.title,
  description: places.text('description') ?? places.text('title'),
  severity: severities[alert.severity],
  severity_id: String(levels[alert.severity]),
  vendor_severity: places.text('vendorSeverity'),
  action: actionOf(alert),
  vendor_action: alert.action,
  url: places.text('target.url'),
  http_method: places.text('target.method'),
  http_user_agent: places.text('actor.userAgent'),
  link: places.text('url'),
});

const findingOf = (places: Places) => ({
  first_seen: places.text('finding.firstSeenAt'),
  last_seen: places.text('finding.lastSeenAt'),
  count: places.number('finding.count', isCount),
  risk_score: places.number('riskScore', isScore),
  confidence: places.number('confidence', isScore),
  vendor_account: places.text('cloud.account'),
  vendor_region: places.text('cloud.region'),
});

const userOf = (places: Places) => ({
  user: places.first(['actor.user', 'actor.email', 'target.user']),
  src_user: places.text('actor.user'),
  dest_user: places.text('target.user'),
});

/** Said in the fields above, whatever they say. */
const said = [
  ...['id', 'finding.uid', 'finding.status', 'fingerprint', 'kind', 'class', 'source', 'vendor', 'product', 'title'],
  ...['severity', 'action', 'rule.uid', 'rule.name', 'connection.direction'],
];

function restOf(places: Places) {
  for (const path of said) places.text(path);
  return places.rest();
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** A field that says nothing would hide that it is missing. */
const withoutBlanks = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isBlank(value)));

export const cim: Format = (alert) => {
  const places = placesOf(alert);
  const fields = {
    ...eventOf(alert, places),
    ...ruleOf(alert, places),
    ...endsOf(alert, places),
    ...userOf(places),
    ...fileOf(places),
    ...processOf(places),
    ...findingOf(places),
    ...vulnerabilitiesOf(alert),
    ids_type: idsTypeOf(alert),
    mitre_technique_id: techniqueIds(alert),
    mitre_technique: techniqueTexts(alert),
    mitre_tactic: tacticNames(alert),
    mitre_tactic_id: tacticIds(alert),
  };
  const { labels, facts, remediation, evidence } = alert;
  const unmapped = { alert: present(restOf(places)), labels: present(labels), facts: present(facts) };
  return jsonOf(present({ ...withoutBlanks(fields), ...unmapped, remediation, evidence }));
};
