import type { Alert } from '../../domain/alert.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { isAddress } from '../_kit/formats/_kit/bounds.ts';
import { aboutFiles } from './entities.ts';
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

/** A file that no object of the finding has, and what else of its digests Security Hub has no field for. */
function filePairs({ class: about, file }: Alert): Pairs {
  if (!aboutFiles.has(about)) return pairsOf('tocsin/File', file);
  return pairsOf('tocsin/File', { hashes: file?.hashes });
}

/** What stands in no other field of the finding: the resources have machines, services, workloads and clouds. */
function placesOf(alert: Alert): Pairs {
  const { actor, target, connection, kubernetes, cloud, code, sensor } = alert;
  const { ip: _, port: __, process, ...person } = actor;
  const { path: ___, pid: ____, name: _____, ...program } = process ?? {};
  const { host: ______, ip: _______, domain: ________, ...service } = target;
  const { provider, account, region, resource } = cloud ?? {};
  return [
    ...pairsOf('tocsin/Actor', isAddress(actor.ip) ? person : { ip: actor.ip, ...person }),
    ...pairsOf('tocsin/Process', program),
    ...pairsOf('tocsin/Target', service),
    ...filePairs(alert),
    ...pairsOf('tocsin/Connection', connection?.direction === 'lateral' ? { direction: 'lateral' } : undefined),
    ...pairsOf('tocsin/Sensor', sensor),
    ...pairsOf('tocsin/Cloud', { provider, account, region, name: resource?.name }),
    ...pairsOf('tocsin/Code', code),
    ...pairsOf('tocsin/Kubernetes', { node: kubernetes?.node }),
  ];
}

/** Each once, in order. */
const joined = (texts: readonly string[]): string => [...new Set(texts)].filter(Boolean).join(', ');

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
    ['tocsin/RuleVersion', alert.rule.version],
    [
      'tocsin/Techniques',
      joined(alert.attack.map(({ technique, name }) => [technique, name].filter(Boolean).join(' '))),
    ],
    ['tocsin/Tactics', joined(alert.attack.flatMap(({ tactics }) => tactics.map(({ uid, name }) => `${uid} ${name}`)))],
    ...placesOf(alert),
    ['tocsin/Evidence', alert.evidence[0]?.content],
    ...Object.entries(alert.labels).map(([name, value]) => [`label/${name}`, value] as const),
    ...Object.entries(alert.facts).map(([name, value]) => [`fact/${name}`, value] as const),
  ]);
}
