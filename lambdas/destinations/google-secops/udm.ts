import { createHash } from 'node:crypto';
import type { Alert, Severity } from '../../domain/alert.ts';
import { oneLine, truncateBytes, visible } from '../../domain/values/text.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { isAddress } from '../_kit/formats/_kit/bounds.ts';
import { type Format, jsonOf, present } from '../_kit/formats/_kit/format.ts';
import { attackTexts } from '../_kit/formats/attack-texts.ts';
import { type Places, placesOf } from '../_kit/formats/place-texts.ts';
import { millisOf } from '../_kit/formats/typed-values.ts';
import { linkOf, nounsOf, plain } from './udm-nouns.ts';
import { resultOf } from './udm-result.ts';

// https://docs.cloud.google.com/chronicle/docs/unified-data-model/udm-usage
const NAME_BYTES = 256;
const TYPE_BYTES = 64;
const VERSION_BYTES = 32;
const DESCRIPTION_BYTES = 1024;
/** A detection's fields are shown in a list; a few hundred are as many as anybody reads. */
const FIELDS_MAX = 200;

const short = (text: string, maxBytes: number): string | undefined => plain(truncateBytes(oneLine(text), maxBytes));

/** The same for every attempt, so that what arrived twice can be told as one. */
const eventId = (id: string): string => createHash('sha256').update(id).digest('base64');

const isoOf = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString();

const labelled = (texts: Readonly<Record<string, string | number>>, prefix = '') =>
  Object.entries(texts).flatMap(([name, value]) => {
    const key = short(prefix + name, NAME_BYTES);
    const text = plain(String(value));
    return key === undefined || text === undefined ? [] : [{ key, value: text }];
  });

const labelsOf = (alert: Alert, attempt: Attempt) =>
  labelled({
    tocsin_alert_id: alert.id,
    tocsin_finding_uid: alert.finding.uid,
    tocsin_finding_status: alert.finding.status,
    tocsin_fingerprint: alert.fingerprint,
    tocsin_source: alert.source,
    tocsin_kind: alert.kind,
    tocsin_class: alert.class,
    tocsin_delivery_id: attempt.deliveryId,
    ...(attempt.possibleDuplicate ? { possible_duplicate: 'true' } : {}),
  });

/** `productLogId` is the finding's, as in Google's own parsers of findings; `id` is that of the report. */
function metadataOf(alert: Alert, attempt: Attempt) {
  return present({
    id: eventId(alert.id),
    productLogId: short(alert.finding.uid, NAME_BYTES),
    eventTimestamp: isoOf(millisOf(alert.occurredAt) ?? millisOf(alert.receivedAt) ?? 0),
    collectedTimestamp: isoOf(millisOf(alert.receivedAt)),
    eventType: 'GENERIC_EVENT',
    vendorName: short(alert.vendor, NAME_BYTES),
    productName: short(alert.product, NAME_BYTES),
    productVersion: short(alert.sensor?.version ?? '', VERSION_BYTES),
    productEventType: short(alert.rule.uid, TYPE_BYTES),
    description: short(alert.title, DESCRIPTION_BYTES),
    urlBackToProduct: linkOf(alert),
    ingestionLabels: labelsOf(alert, attempt),
  });
}

const directions: Readonly<Record<string, string>> = { inbound: 'INBOUND', outbound: 'OUTBOUND' };
/** https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#networkipprotocol */
const protocols = new Set(['TCP', 'UDP', 'ICMP', 'IGMP', 'GRE', 'ESP', 'SCTP', 'VRRP', 'PIM', 'EIGRP']);
const isProtocol = (text: string): boolean => protocols.has(text.toUpperCase());

function networkOf({ connection }: Alert, places: Places) {
  const direction = directions[connection?.direction ?? ''];
  if (direction !== undefined) places.text('connection.direction');
  return present({
    direction,
    ipProtocol: places.text('connection.protocol', isProtocol)?.toUpperCase(),
    http: present({
      method: plain(oneLine(places.text('target.method') ?? '')),
      userAgent: plain(places.text('actor.userAgent')),
    }),
  });
}

/** https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#vulnerability, whose severities begin at low. */
const vulnerable: Readonly<Record<Severity, string>> = {
  info: 'UNKNOWN_SEVERITY',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};

const isCvss = (score: number | undefined): boolean => score !== undefined && score >= 0 && score <= 10;

function vulnerabilitiesOf({ vulnerabilities = [], severity, vendor }: Alert) {
  return vulnerabilities.flatMap(({ cve, cvss, package: name, version, fixedIn }) => {
    const installed = [name, version].filter(Boolean).join(' ');
    const fixed = fixedIn ? `fixed in ${fixedIn}` : '';
    const described = present({
      cveId: plain(cve),
      name: plain(name ?? cve),
      description: plain([installed, fixed].filter(Boolean).join(', ')),
      cvssBaseScore: isCvss(cvss) ? cvss : undefined,
    });
    return described === undefined
      ? []
      : [present({ ...described, severity: vulnerable[severity], vendor: plain(vendor) })];
  });
}

/** Stated in fields of the event, its metadata or its result. */
const said = [
  ...['id', 'finding.uid', 'finding.status', 'fingerprint', 'source', 'vendor', 'product', 'kind', 'class', 'title'],
  ...['description', 'severity', 'state', 'action', 'occurredAt', 'receivedAt', 'rule.uid', 'rule.name', 'url'],
  'sensor.version',
];

/** What UDM has no field for: places first, then the sender's labels and facts. What a list cannot hold is one text. */
function unmappedOf(alert: Alert, places: Places) {
  for (const path of said) places.text(path);
  const fields = [...labelled(places.rest()), ...labelled(alert.labels, 'label.'), ...labelled(alert.facts)];
  return { fields: fields.slice(0, FIELDS_MAX), more: fields.slice(FIELDS_MAX) };
}

const jsonText = (value: unknown): string | undefined => plain(visible(JSON.stringify(value)));

/** Under names of ours alone: each new name would become a field of its own. */
function additionalOf(alert: Alert, more: readonly unknown[]) {
  const odd = alert.vulnerabilities?.filter(({ cvss }) => cvss !== undefined && !isCvss(cvss)) ?? [];
  return present({
    state: alert.state,
    vulnerabilities: odd.length === 0 ? undefined : jsonText(odd),
    attack: plain(attackTexts(alert).join('; ')),
    remediation: alert.remediation === undefined ? undefined : jsonText(alert.remediation),
    evidence: alert.evidence.length === 0 ? undefined : jsonText(alert.evidence),
    more_facts: more.length === 0 ? undefined : jsonText(more),
  });
}

/** The machine that saw it, by its name or its address. */
const observerOf = (sensor = 'tocsin') =>
  isAddress(sensor) ? { ip: [sensor], application: 'Tocsin' } : { hostname: sensor, application: 'Tocsin' };

/**
 * An event of Google's Unified Data Model with one security result. `GENERIC_EVENT` asks for no fields that an alert
 * may lack; rules find it by `security_result` and by `metadata.product_name`.
 */
export const udm: Format = (alert, attempt) => {
  const places = placesOf(alert);
  const { principal, target, about, intermediary } = nounsOf(alert, places);
  const network = networkOf(alert, places);
  const result = resultOf(alert, places);
  const vulnerabilities = vulnerabilitiesOf(alert);
  const observer = observerOf(plain(places.text('sensor.host')));
  const { fields, more } = unmappedOf(alert, places);
  return jsonOf(
    present({
      metadata: metadataOf(alert, attempt),
      principal,
      target,
      about,
      intermediary,
      observer,
      network,
      securityResult: [present({ ...result, detectionFields: fields })],
      extensions: vulnerabilities.length === 0 ? undefined : { vulns: { vulnerabilities } },
      additional: additionalOf(alert, more),
    }),
  );
};
