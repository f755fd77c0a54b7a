import type { Code, Vulnerability } from '../../domain/places.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { linkIn } from '../_kit/detected.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';
import { type Placed, placed } from '../_kit/typed-places.ts';
import { cvssIn } from '../_kit/typed-values.ts';

// Origins and types of projects: https://docs.snyk.io/snyk-api/reference/projects

const repositories = /^(?:github|gitlab|bitbucket|azure-repos)/;
const images = /^(?:apk|deb|dockerfile|linux|rpm)$/;

/** A project of a repository is named `owner/name:path/of/manifest`. */
function codeOf(snapshot: Dig): Code | undefined {
  const isCode = repositories.test(snapshot.text('project.origin') ?? '');
  const name = isCode ? (snapshot.text('project.name') ?? '') : '';
  const [, repository, path] = /^([^:]+)(?::(.+))?$/s.exec(name) ?? [];
  return placed({
    repository,
    branch: snapshot.take('project.branch'),
    path,
    url: linkIn(snapshot, 'project.remoteRepoUrl'),
  });
}

/** Of a container project the name is that of the image. */
function imageOf(snapshot: Dig): string | undefined {
  if (!images.test(snapshot.text('project.type') ?? '')) return undefined;
  const [name, tag] = [snapshot.text('project.name'), snapshot.take('project.imageTag')];
  return name === undefined || tag === undefined || name.endsWith(`:${tag}`) ? name : `${name}:${tag}`;
}

const fixes = ['fixInfo.nearestFixedInVersion', 'fixInfo.fixedIn', 'issueData.fixedIn'];

/** One for each CVE of the issue; a license or a configuration is none. */
function vulnerabilitiesOf(issue: Dig): Vulnerability[] | undefined {
  if (!/^(?:vuln.*)?$/.test(issue.text('issueType') ?? '')) return undefined;
  const about = placed({
    cvss: cvssIn(issue, 'issueData.cvssScore', 'cvssScore'),
    package: issue.take('pkgName', 'issueData.package', 'issueData.pkgName'),
    version: issue.take('pkgVersions', 'issueData.version'),
    fixedIn: issue.take(...fixes),
  });
  const cves = textsOf(issue.value('issueData.identifiers.CVE', 'identifiers.CVE')).filter((cve) => /^CVE-/.test(cve));
  if (cves.length > 0) return cves.map((cve) => ({ cve, ...about }));
  return about === undefined ? undefined : [about];
}

export const placesOf = (issue: Dig, snapshot: Dig): Placed =>
  defined({
    target: { kind: 'project' },
    code: codeOf(snapshot),
    container: placed({ image: imageOf(snapshot) }),
    vulnerabilities: vulnerabilitiesOf(issue),
  });
