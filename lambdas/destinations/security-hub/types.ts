import type { Alert } from '../../domain/alert.ts';

/**
 * Namespaces and categories of
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html.
 */

const CHECKS = 'Software and Configuration Checks';

/** The tactics of ATT&CK that the taxonomy has, and the effects that it has instead of the others. */
const byTactic: ReadonlyMap<string, string> = new Map([
  ['TA0001', 'TTPs/Initial Access'],
  ['TA0002', 'TTPs/Execution'],
  ['TA0003', 'TTPs/Persistence'],
  ['TA0004', 'TTPs/Privilege Escalation'],
  ['TA0005', 'TTPs/Defense Evasion'],
  ['TA0112', 'TTPs/Defense Evasion'],
  ['TA0006', 'TTPs/Credential Access'],
  ['TA0007', 'TTPs/Discovery'],
  ['TA0008', 'TTPs/Lateral Movement'],
  ['TA0009', 'TTPs/Collection'],
  ['TA0011', 'TTPs/Command and Control'],
  ['TA0010', 'Effects/Data Exfiltration'],
  ['TA0040', 'Effects'],
]);

function behaviourOf({ target, actor, container, kubernetes }: Alert): string {
  const category =
    container !== undefined || kubernetes?.pod
      ? 'Container'
      : target.url
        ? 'Application'
        : actor.process !== undefined
          ? 'Process'
          : undefined;
  return category === undefined ? 'Unusual Behaviors' : `Unusual Behaviors/${category}`;
}

function threatTypes(alert: Alert): string[] {
  const tactics = alert.attack.flatMap(({ tactics: all }) => all.map(({ uid }) => byTactic.get(uid) ?? 'TTPs'));
  const known = alert.attack.length > 0 && tactics.length === 0 ? ['TTPs'] : tactics;
  return [...new Set([...known, behaviourOf(alert)])];
}

function vulnerabilityType({ vulnerabilities = [] }: Alert): string {
  const hasCve = vulnerabilities.some(({ cve }) => cve?.startsWith('CVE-'));
  return hasCve ? `${CHECKS}/Vulnerabilities/CVE` : `${CHECKS}/Vulnerabilities`;
}

/** What the finding is, by its class; what is no detection of security is a check of how things run. */
export function typesOf(alert: Alert): string[] {
  if (alert.kind !== 'detection') return [CHECKS];
  switch (alert.class) {
    case 'threat':
      return threatTypes(alert);
    case 'vulnerability':
      return [vulnerabilityType(alert)];
    case 'compliance':
      return [`${CHECKS}/Industry and Regulatory Standards`];
    case 'exposure':
      return ['Effects/Data Exposure', 'Sensitive Data Identifications'];
    default:
      return [CHECKS];
  }
}
