import type { Alert } from '../../../../domain/alert.ts';
import { techniqueOf as techniqueInTable } from '../../../../domain/attack/table.ts';
import { httpUrl } from '../../../../domain/values/text.ts';
import { millisIn } from '../_kit/bounds.ts';
import { isTechnique, occurredMillis, present, techniquePage } from '../_kit/format.ts';

// https://schema.ocsf.io/1.8.0/objects/finding_info

type Attack = Alert['attack'][number];

const tacticPage = (uid: string): string | undefined =>
  /^TA\d{4}$/.test(uid) ? `https://attack.mitre.org/tactics/${uid}/` : undefined;

/** What is no technique's id keeps its place, but gets neither a parent nor a page. */
function techniqueOf({ technique = '', name }: Attack) {
  if (technique === '') return name ? { technique: { name } } : {};
  if (!isTechnique(technique)) return { technique: present({ uid: technique, name }) };
  const [parent = '', sub] = technique.split('.');
  const full = present({ uid: technique, name, src_url: techniquePage(technique) });
  return sub === undefined
    ? { technique: full }
    : { technique: present({ uid: parent, name: techniqueInTable(parent)?.name }), sub_technique: full };
}

/** One entry a tactic: the list `tactics` is deprecated. */
function entriesOf(attack: Attack) {
  const technique = techniqueOf(attack);
  const tactics = attack.tactics.flatMap(({ uid, name }) => {
    const tactic = present({ uid, name, src_url: tacticPage(uid) });
    return tactic === undefined ? [] : [{ ...technique, tactic }];
  });
  return tactics.length === 0 && Object.keys(technique).length > 0 ? [technique] : tactics;
}

export const attacksOf = ({ attack }: Alert) => attack.flatMap(entriesOf);

/** The name of a rule that has none is its id. */
function analyticOf({ uid, name, version, category }: Alert['rule']) {
  if (!uid && !name && !version && !category) return undefined;
  return present({ type_id: 1, type: 'Rule', uid, name: name || uid || 'unknown', version, category });
}

/** When the finding began. A later report that does not say so leaves it open, so that it does not move. */
const createdOf = (alert: Alert): number | undefined =>
  millisIn(alert.finding.firstSeenAt) ?? (alert.finding.status === 'new' ? occurredMillis(alert) : undefined);

export function findingInfoOf(alert: Alert, attacks: readonly unknown[]) {
  const { finding, rule } = alert;
  const known = present({
    uid_alt: finding.vendorUid,
    title: alert.title,
    desc: alert.description,
    types: rule.category ? [rule.category] : undefined,
    analytic: analyticOf(rule),
    attacks,
    created_time: createdOf(alert),
    modified_time: occurredMillis(alert),
    first_seen_time: millisIn(finding.firstSeenAt),
    last_seen_time: millisIn(finding.lastSeenAt),
    src_url: httpUrl(alert.url),
    data_sources: [alert.source],
  });
  return { uid: finding.uid, ...known };
}
