import type { Actor, Code, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { linkIn } from '../_kit/detected.ts';
import type { Dig } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { countIn, cvssIn } from '../_kit/typed-values.ts';
import { under } from './standing.ts';

const people = ['dismissed_by', 'resolved_by', 'dismisser', 'push_protection_bypassed_by', 'author', 'publisher'];

/** Who did it, when that is a person: of what GitHub finds by itself the sender is GitHub. */
export function actorOf(said: Dig): Actor {
  const isUser = said.text('sender.type') === 'User';
  return defined({
    user: said.take(...under(...people.map((name) => `${name}.login`)), ...(isUser ? ['sender.login'] : [])),
  });
}

const spots = [
  'alert.most_recent_instance.location',
  'alert.instances.0.location',
  'location.details',
  'alert.first_location_detected',
];

const at = (name: string): string[] => spots.map((spot) => `${spot}.${name}`);

/** `refs/heads/main` is the branch main; a pull request is none. */
const branchOf = (said: Dig): string | undefined =>
  /^refs\/heads\/(.+)$/s.exec(said.text('ref', 'alert.most_recent_instance.ref') ?? '')?.[1];

const pages = ['html_url', 'blob_url', 'commit_url', 'issue_url', 'pull_request_url'];

export const codeOf = (said: Dig, repository: string | undefined): Code | undefined =>
  placed({
    repository,
    branch: branchOf(said),
    path: said.take(...at('path'), 'alert.dependency.manifest_path'),
    line: countIn(said, ...at('start_line')),
    url: linkIn(said, ...pages.flatMap(at)),
  });

/** The texts of one thing that stands in several fields: all of those leave the facts. */
const takeAll = (said: Dig, paths: readonly string[]): string | undefined => {
  const text = said.text(...paths);
  for (const path of paths) if (said.text(path) === text) said.take(path);
  return text;
};

const scores = (advisory: string): string[] =>
  ['cvss.score', 'cvss_severities.cvss_v4.score', 'cvss_severities.cvss_v3.score'].map((name) => `${advisory}.${name}`);

/** A score of 0 stands where an advisory has none. */
function scoreOf(said: Dig, advisory: string): number | undefined {
  const rated = scores(advisory).filter((path) => Number(said.text(path)) > 0);
  return cvssIn(said, ...rated);
}

const vulnerable = 'alert.security_vulnerability';

/** The vulnerable package of an alert of Dependabot. */
export function dependencyOf(said: Dig): Vulnerability[] {
  const advisory = 'alert.security_advisory';
  return [
    defined({
      cve: said.take(`${advisory}.cve_id`),
      cvss: scoreOf(said, advisory),
      package: takeAll(said, ['alert.dependency.package.name', `${vulnerable}.package.name`]),
      fixedIn: said.take(`${vulnerable}.first_patched_version.identifier`),
    }),
  ];
}

/** The packages of an advisory, all with its CVE. */
export function packagesOf(said: Dig, advisory: string): Vulnerability[] {
  const [cve, cvss] = [said.take(`${advisory}.cve_id`), scoreOf(said, advisory)];
  const packages = said.list(`${advisory}.vulnerabilities`).map((_, i) => {
    const one = `${advisory}.vulnerabilities.${i}`;
    const fixedIn = said.take(`${one}.first_patched_version.identifier`, `${one}.patched_versions`);
    return defined({ cve, cvss, package: said.take(`${one}.package.name`), fixedIn });
  });
  const bare = defined({ cve, cvss });
  return packages.length > 0 ? packages : Object.keys(bare).length > 0 ? [bare] : [];
}

/** The package of the event before `dependabot_alert`; its identifier may be an advisory's. */
export function affectedOf(said: Dig): Vulnerability[] {
  const id = said.text('alert.external_identifier') ?? '';
  const cve = /^CVE-/.test(id) ? said.take('alert.external_identifier') : undefined;
  return [defined({ cve, package: said.take('alert.affected_package_name'), fixedIn: said.take('alert.fixed_in') })];
}

const cves = /CVE-\d{4}-\d{4,}/g;

/** `Package: openssl`, a line each, as Trivy writes into the message of a result (https://github.com/aquasecurity/trivy). */
function lineOf(message: string, name: string): string | undefined {
  const lines = message.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => line.startsWith(`${name}: `));
  return lines
    .map((line) => line.slice(name.length + 2))
    .find((text) => /^\S/.test(text))
    ?.trim();
}

/** Scanners of packages upload their results as code scanning, with the CVE in the rule's id or description. */
export function uploadedOf(said: Dig): Vulnerability[] | undefined {
  const rule = `${said.text('alert.rule.id') ?? ''} ${said.text('alert.rule.description') ?? ''}`;
  const found = [...new Set(rule.match(cves) ?? [])];
  const message = said.text('alert.most_recent_instance.message.text') ?? '';
  const about = defined({
    package: lineOf(message, 'Package'),
    version: lineOf(message, 'Installed Version'),
    fixedIn: lineOf(message, 'Fixed Version'),
  });
  return found.length === 0 ? undefined : found.map((cve) => ({ cve, ...about }));
}
