import { type Alert, type AlertAction, isLiveDetection, type Severity } from '../../domain/alert.ts';
import { oneLine } from '../../domain/values/text.ts';
import { present } from '../_kit/formats/_kit/format.ts';
import { categoryOf, ruleNameOf } from '../_kit/formats/event-class.ts';
import type { Places } from '../_kit/formats/place-texts.ts';
import { isScore, millisOf } from '../_kit/formats/typed-values.ts';
import { linkOf, plain } from './udm-nouns.ts';

/** https://docs.cloud.google.com/chronicle/docs/reference/udm-field-list#securityresult */

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

/** What the class says; UDM has no category for a vulnerability. */
const categories: Readonly<Partial<Record<Alert['class'], string>>> = {
  compliance: 'POLICY_VIOLATION',
  exposure: 'DATA_AT_REST',
};

/** What a tactic of ATT&CK says about a threat. */
const categoriesByTactic: Readonly<Record<string, string>> = {
  TA0011: 'NETWORK_COMMAND_AND_CONTROL',
  TA0010: 'DATA_EXFILTRATION',
  TA0043: 'NETWORK_RECON',
};

function categoriesOf({ class: about, attack }: Alert): string[] {
  const own = categories[about];
  const tactics = about === 'threat' ? attack.flatMap(({ tactics }) => tactics.map(({ uid }) => uid)) : [];
  const found = [
    own,
    ...tactics.map((uid) => (Object.hasOwn(categoriesByTactic, uid) ? categoriesByTactic[uid] : undefined)),
  ];
  return [...new Set(found.filter((category) => category !== undefined))];
}

/** Words of the sender and of ours: the kind of finding, then the category that the rule is in. */
const detailsOf = (alert: Alert, places: Places): string[] =>
  [categoryOf(alert), plain(places.text('rule.category'))].filter((text) => text !== undefined);

const technique = /^(T\d{4})(\.\d{3})?$/;

function techniquesOf({ attack }: Alert) {
  return attack.flatMap(({ technique: id = '', name }) => {
    const [, parent, sub] = technique.exec(id) ?? [];
    if (parent === undefined) return [];
    return [
      sub === undefined
        ? present({ id, name: plain(name) })
        : present({ id: parent, subtechniqueId: id, subtechniqueName: plain(name) }),
    ];
  });
}

function tacticsOf({ attack }: Alert) {
  const known = attack.flatMap(({ tactics }) => tactics).filter(({ uid }) => /^TA\d{4}$/.test(uid));
  return [...new Map(known.map(({ uid, name }) => [uid, present({ id: uid, name: plain(name) })])).values()];
}

/** Only of a detection: `CLEARED` when it is over. A silenced one is still there, and alerts nobody. */
function threatStatus({ kind, finding }: Alert): string | undefined {
  if (kind !== 'detection') return undefined;
  return finding.status === 'resolved' ? 'CLEARED' : 'ACTIVE';
}

function timeAt(places: Places, path: string): string | undefined {
  const millis = millisOf(places.text(path, (text) => millisOf(text) !== undefined));
  return millis === undefined ? undefined : new Date(millis).toISOString();
}

export function resultOf(alert: Alert, places: Places) {
  return present({
    ruleId: plain(alert.rule.uid),
    ruleName: plain(ruleNameOf(alert)),
    ruleVersion: plain(places.text('rule.version')),
    summary: plain(oneLine(alert.title)),
    description: plain(alert.description),
    category: categoriesOf(alert),
    categoryDetails: detailsOf(alert, places),
    severity: severities[alert.severity],
    severityDetails: plain(places.text('vendorSeverity')),
    action: [actions[alert.action]],
    actionDetails: alert.action,
    riskScore: places.number('riskScore', isScore),
    confidenceScore: places.number('confidence', isScore),
    alertState: isLiveDetection(alert) ? 'ALERTING' : 'NOT_ALERTING',
    threatId: plain(places.text('finding.vendorUid')),
    threatStatus: threatStatus(alert),
    firstDiscoveredTime: timeAt(places, 'finding.firstSeenAt'),
    lastDiscoveredTime: timeAt(places, 'finding.lastSeenAt'),
    urlBackToProduct: linkOf(alert),
    attackDetails: present({ techniques: techniquesOf(alert), tactics: tacticsOf(alert) }),
  });
}
