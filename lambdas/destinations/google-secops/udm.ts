import { createHash } from 'node:crypto';
import type { Alert, AlertAction, Severity } from '../../domain/alert.ts';
import { oneLine, truncateBytes, visible } from '../../domain/values/text.ts';
import { type Format, isTechnique, jsonOf, occurredMillis, present } from '../_kit/formats/format.ts';
import { linkOf, plain, principalOf, targetOf } from './udm-nouns.ts';

// https://docs.cloud.google.com/chronicle/docs/unified-data-model/udm-usage
const NAME_BYTES = 256;
const TYPE_BYTES = 64;
const DESCRIPTION_BYTES = 1024;
/** A detection's fields are shown in a list; a few hundred are as many as anybody reads. */
const FIELDS_MAX = 200;

const severities: Readonly<Record<Severity, string>> = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};

const actions: Readonly<Record<AlertAction, string>> = {
  blocked: 'BLOCK',
  allowed: 'ALLOW',
  observed: 'UNKNOWN_ACTION',
  unknown: 'UNKNOWN_ACTION',
};

const short = (text: string, maxBytes: number): string | undefined => plain(truncateBytes(oneLine(text), maxBytes));

/** The same for every attempt, so that what arrived twice can be told as one. */
const eventId = (id: string): string => createHash('sha256').update(id).digest('base64');

/** RFC 3339 of the years that Google's timestamps have. */
function timeOf(millis: number): string {
  const time = new Date(Math.min(Math.max(millis, 0), Date.UTC(9999, 11, 31)));
  return time.toISOString();
}

function metadataOf(alert: Alert, labels: Readonly<Record<string, string>>) {
  const received = Date.parse(alert.receivedAt);
  return present({
    id: eventId(alert.id),
    productLogId: short(alert.id, NAME_BYTES),
    eventTimestamp: timeOf(occurredMillis(alert)),
    collectedTimestamp: Number.isNaN(received) ? undefined : timeOf(received),
    eventType: 'GENERIC_EVENT',
    vendorName: short(alert.vendor, NAME_BYTES),
    productName: short(alert.product, NAME_BYTES),
    productEventType: short(alert.type, TYPE_BYTES),
    description: short(alert.title, DESCRIPTION_BYTES),
    urlBackToProduct: linkOf(alert),
    ingestionLabels: labelled(labels),
  });
}

const labelled = (texts: Readonly<Record<string, string>>, prefix = '') =>
  Object.entries(texts).flatMap(([name, value]) => {
    const key = short(prefix + name, NAME_BYTES);
    const text = plain(value);
    return key === undefined || text === undefined ? [] : [{ key, value: text }];
  });

/** Techniques by their ids; what is none is only a label. */
function attackOf({ attack }: Alert) {
  const techniques = attack
    .filter(({ technique }) => isTechnique(technique))
    .map(({ technique, name }) => {
      const [parent] = technique.split('.');
      return parent === technique
        ? present({ id: technique, name: plain(name) })
        : present({ id: parent, subtechniqueId: technique, subtechniqueName: plain(name) });
    });
  return present({ techniques });
}

const threats: Readonly<Record<Alert['state'], string>> = { open: 'ACTIVE', resolved: 'CLEARED' };

const isFinding = ({ kind, state }: Alert): boolean => kind === 'detection' && state === 'open';

function resultOf(alert: Alert) {
  return present({
    ruleId: plain(alert.type),
    ruleName: plain(alert.title),
    summary: plain(oneLine(alert.title)),
    description: plain(alert.description),
    categoryDetails: [alert.kind],
    severity: severities[alert.severity],
    severityDetails: plain(alert.vendorSeverity),
    action: [actions[alert.action]],
    actionDetails: alert.action,
    alertState: isFinding(alert) ? 'ALERTING' : 'NOT_ALERTING',
    threatStatus: alert.kind === 'detection' ? threats[alert.state] : undefined,
    urlBackToProduct: linkOf(alert),
    attackDetails: attackOf(alert),
    detectionFields: [...labelled(alert.labels, 'label.'), ...labelled(alert.facts)].slice(0, FIELDS_MAX),
  });
}

/** Under names of ours alone: each new name would become a field of its own. */
const additionalOf = (alert: Alert) =>
  present({
    state: alert.state,
    target_kind: plain(alert.target.kind),
    image: plain(alert.target.image),
    attack: plain(alert.attack.map(({ technique }) => technique).join(', ')),
    remediation: alert.remediation === undefined ? undefined : plain(visible(JSON.stringify(alert.remediation))),
    evidence: alert.evidence.length === 0 ? undefined : plain(visible(JSON.stringify(alert.evidence))),
  });

/**
 * An event of Google's Unified Data Model with one security result. `GENERIC_EVENT` asks for no fields that an alert
 * may lack; rules find it by `security_result` and by `metadata.product_name`.
 */
export const udm: Format = (alert, attempt) => {
  const method = plain(oneLine(alert.target.method ?? ''));
  return jsonOf(
    present({
      metadata: metadataOf(alert, {
        tocsin_alert_id: alert.id,
        tocsin_fingerprint: alert.fingerprint,
        tocsin_source: alert.source,
        tocsin_delivery_id: attempt.deliveryId,
        ...(attempt.possibleDuplicate ? { possible_duplicate: 'true' } : {}),
      }),
      principal: principalOf(alert),
      target: targetOf(alert),
      observer: { hostname: 'tocsin', application: 'Tocsin' },
      network: method === undefined ? undefined : { http: { method } },
      securityResult: [resultOf(alert)],
      additional: additionalOf(alert),
    }),
  );
};
