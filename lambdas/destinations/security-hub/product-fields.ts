import type { Alert } from '../../domain/alert.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { bounded, type Pairs } from './texts.ts';

/** The texts and numbers of an object, by their path in it. */
function pairsOf(prefix: string, value: object | undefined): Pairs {
  if (value === undefined) return [];
  return Object.entries(value).flatMap(([name, inner]): Pairs => {
    const path = `${prefix}/${name}`;
    if (typeof inner === 'string' || typeof inner === 'number') return [[path, inner]];
    return typeof inner === 'object' && inner !== null ? pairsOf(path, inner) : [];
  });
}

/** What stands in no other field of the finding. */
function placesOf({ actor, target, file, kubernetes, cloud, code, sensor }: Alert): Pairs {
  const { ip: _, port: __, process, ...person } = actor;
  const { path: ___, pid: ____, name: _____, ...program } = process ?? {};
  return [
    ...pairsOf('tocsin/Actor', person),
    ...pairsOf('tocsin/Process', program),
    ...pairsOf('tocsin/Target', target),
    ...pairsOf('tocsin/File', file),
    ...pairsOf('tocsin/Code', code),
    ...pairsOf('tocsin/Kubernetes', kubernetes),
    ...pairsOf('tocsin/Cloud', cloud),
    ...pairsOf('tocsin/Sensor', sensor),
  ];
}

/** The report, the finding and what Security Hub has no field for; the sender's own facts last, because 50 is all it takes. */
export function productFields(alert: Alert, { deliveryId }: Attempt, others: readonly Alert[]): Record<string, string> {
  const { finding } = alert;
  return bounded([
    ['tocsin/AlertId', alert.id],
    // What came in the same request about the same finding, and is told by this one.
    ['tocsin/AlsoAlertIds', others.map(({ id }) => id).join(' ')],
    ['tocsin/DeliveryId', deliveryId],
    ['tocsin/FindingUid', finding.uid],
    ['tocsin/VendorUid', finding.vendorUid],
    ['tocsin/Fingerprint', alert.fingerprint],
    ['tocsin/Source', alert.source],
    ['tocsin/Kind', alert.kind],
    ['tocsin/Class', alert.class],
    ['tocsin/Status', finding.status],
    ['tocsin/Count', finding.count],
    ['tocsin/RiskScore', alert.riskScore],
    ['tocsin/Action', alert.class === 'threat' ? alert.action : undefined],
    ['tocsin/Techniques', alert.attack.flatMap(({ technique }) => technique ?? []).join(' ')],
    ...placesOf(alert),
    ['tocsin/Evidence', alert.evidence[0]?.content],
    ...Object.entries(alert.labels).map(([name, value]) => [`label/${name}`, value] as const),
    ...Object.entries(alert.facts).map(([name, value]) => [`fact/${name}`, value] as const),
  ]);
}
