import type { Remediation, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { joined, severityIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { severityWord } from '../_kit/severity.ts';
import { placed } from '../_kit/typed-places.ts';
import { affectedOf, dependencyOf, packagesOf, uploadedOf } from './places.ts';

// https://docs.github.com/en/webhooks/webhook-events-and-payloads

type Places = 'class' | 'rule';

/** What an event of one kind says. */
export interface Said extends Pick<Detection, 'severity' | 'vendorSeverity' | Places> {
  readonly type: string | undefined;
  readonly sensor?: Detection['sensor'] | undefined;
  readonly vulnerabilities?: Detection['vulnerabilities'] | undefined;
  /** What is wrong, without where. */
  readonly what: string;
  /** Where in the repository. */
  readonly where?: string | undefined;
  /** What makes it worse. */
  readonly remarks?: readonly string[];
  readonly description: string | undefined;
  readonly remediation?: Remediation | undefined;
  /** What names the problem within its repository. */
  readonly key: readonly (string | undefined)[];
  readonly labels?: Readonly<Record<string, string | undefined>>;
}

const step = (text: string | undefined): Remediation | undefined =>
  text === undefined ? undefined : { steps: [{ text }] };

const vulnerability = 'alert.security_vulnerability';
const advisory = 'alert.security_advisory';

/** The rule's name, where there is one. */
const ruleNamed = (name: string | undefined): { readonly name?: string } => (name === undefined ? {} : { name });

export function dependabot(said: Dig): Said {
  const [ecosystem, name] = [
    said.take('alert.dependency.package.ecosystem', `${vulnerability}.package.ecosystem`),
    said.text('alert.dependency.package.name', `${vulnerability}.package.name`),
  ];
  const patched = said.text(`${vulnerability}.first_patched_version.identifier`);
  const type = said.take(`${advisory}.ghsa_id`, `${advisory}.cve_id`);
  const summary = said.text(`${advisory}.summary`) ?? type ?? 'vulnerable dependency';
  const isNamed = name !== undefined && summary.toLowerCase().includes(name.toLowerCase());
  return {
    type,
    rule: ruleNamed(said.take(`${advisory}.summary`)),
    what: `Dependabot: ${joined([summary, isNamed ? undefined : joined([ecosystem, name])], ', ')}`,
    where: said.text('alert.dependency.manifest_path'),
    description: said.take(`${advisory}.description`) ?? said.text(`${advisory}.summary`),
    remediation: step(
      patched === undefined ? undefined : `Update ${joined([ecosystem, name])} to ${patched} or later.`,
    ),
    key: ['dependabot', said.text('alert.number') ?? joined([type, name, said.text('alert.dependency.manifest_path')])],
    labels: {
      ecosystem,
      package: name,
      cve: said.text(`${advisory}.cve_id`),
      scope: said.take('alert.dependency.scope'),
    },
    vulnerabilities: dependencyOf(said),
    ...severityIn(said, [`${vulnerability}.severity`, `${advisory}.severity`, 'alert.severity'], 'medium'),
  };
}

/** `none`, `note`, `warning`, `error`, where the rule has no security severity. */
const ruleSeverity = (word: string): Severity | undefined => {
  const rule = { none: 'info', note: 'low' } as const;
  return word === 'none' || word === 'note' ? rule[word] : severityWord(word);
};

function placeOf(said: Dig): string | undefined {
  const places = ['alert.most_recent_instance.location', 'alert.instances.0.location'];
  const path = said.text(...places.map((place) => `${place}.path`));
  const line = said.text(...places.map((place) => `${place}.start_line`));
  return path === undefined ? undefined : joined([path, line], ':');
}

export function codeScanning(said: Dig): Said {
  const type = said.take('alert.rule.id', 'alert.rule.name');
  const told = said.text('alert.rule.description', 'alert.rule.full_description') ?? type ?? 'alert';
  const message = said.text('alert.most_recent_instance.message.text');
  const full = said.take('alert.rule.full_description', 'alert.rule.description');
  if (message !== undefined) said.take('alert.most_recent_instance.message.text');
  return {
    type,
    rule: ruleNamed(said.take('alert.rule.description') ?? said.take('alert.rule.name')),
    sensor: placed({ version: said.take('alert.tool.version') }),
    vulnerabilities: uploadedOf(said),
    what: `${said.text('alert.tool.name') ?? 'Code scanning'}: ${told}`,
    where: placeOf(said),
    description: joined([full, message === full ? undefined : message], '\n\n') || undefined,
    remediation: step(said.take('alert.rule.help')),
    key: ['code-scanning', said.text('alert.number') ?? joined([type, placeOf(said)])],
    labels: { tool: said.take('alert.tool.name'), ref: said.take('ref', 'alert.most_recent_instance.ref') },
    ...severityIn(said, ['alert.rule.security_severity_level', 'alert.rule.severity'], 'medium', ruleSeverity),
  };
}

const locations = ['path', 'issue_title_url', 'issue_body_url', 'pull_request_body_url', 'discussion_body_url'];

const remarks = [
  ['alert.validity', 'active', 'still valid'],
  ['alert.publicly_leaked', 'true', 'leaked publicly'],
  ['alert.push_protection_bypassed', 'true', 'pushed past the protection'],
] as const;

/** A secret that still works, or that everybody can read, is worse: its alert ranks above the one before it. */
const isUrgent = (said: Dig): boolean =>
  said.text('alert.validity') === 'active' || said.text('alert.publicly_leaked') === 'true';

/** It has no severity: what is in a repository has leaked to everyone who can read it. */
export function secretScanning(said: Dig): Said {
  const type = said.take('alert.secret_type');
  const name = said.text('alert.secret_type_display_name') ?? type ?? 'a secret';
  return {
    type,
    class: 'exposure',
    rule: ruleNamed(said.take('alert.secret_type_display_name')),
    what: `Secret scanning: ${name}`,
    where: said.text(...locations.map((place) => `location.details.${place}`)),
    remarks: remarks.filter(([path, text]) => said.text(path) === text).map(([, , remark]) => remark),
    description: undefined,
    remediation: step('Revoke the secret with who issued it, then remove it from the repository.'),
    key: ['secret-scanning', said.text('alert.number') ?? type],
    labels: { validity: said.take('alert.validity') },
    severity: isUrgent(said) ? 'critical' : 'high',
  };
}

const advisoryOf =
  (at: string, product: string) =>
  (said: Dig): Said => {
    const type = said.take(`${at}.ghsa_id`, `${at}.cve_id`);
    return {
      type,
      rule: ruleNamed(said.take(`${at}.summary`)),
      what: `${product}: ${said.text(`${at}.summary`) ?? type ?? 'without a summary'}`,
      description: said.take(`${at}.description`) ?? said.text(`${at}.summary`),
      key: ['advisory', type ?? said.text(`${at}.summary`)],
      labels: { cve: said.text(`${at}.cve_id`) },
      vulnerabilities: packagesOf(said, at),
      ...severityIn(said, [`${at}.severity`, `${at}.vulnerabilities.0.severity`], 'medium'),
    };
  };

/** An advisory of this repository: a report of a vulnerability, or its publication. */
export const repositoryAdvisory = advisoryOf('repository_advisory', 'Repository advisory');

/** GitHub's own advisory database, for everybody's packages. */
export const securityAdvisory = advisoryOf('security_advisory', 'Advisory');

/** The event that `dependabot_alert` took over from. */
export function vulnerabilityAlert(said: Dig): Said {
  const name = said.text('alert.affected_package_name');
  const type = said.take('alert.ghsa_id', 'alert.external_identifier');
  const fixed = said.text('alert.fixed_in');
  return {
    type,
    what: `Dependabot: ${joined([type, name], ', ') || 'vulnerable dependency'}`,
    description: undefined,
    remediation: step(fixed === undefined ? undefined : `Update ${name ?? 'it'} to ${fixed} or later.`),
    key: ['vulnerability', said.text('alert.id', 'alert.number') ?? joined([type, name])],
    labels: { package: name },
    vulnerabilities: affectedOf(said),
    ...severityIn(said, ['alert.severity'], 'medium'),
  };
}

/** An alert of a kind that GitHub adds later. */
export function otherAlert(said: Dig): Said {
  const type = said.take('alert.rule.id', 'alert.type');
  return {
    type,
    what: said.text('alert.title', 'alert.summary', 'alert.rule.description', 'alert.description') ?? 'Security alert',
    description: said.take('alert.description', 'alert.summary'),
    key: ['alert', said.text('alert.number', 'alert.id') ?? type],
    ...severityIn(said, ['alert.severity', 'alert.rule.severity'], 'medium', ruleSeverity),
  };
}
