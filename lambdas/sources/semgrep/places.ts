import type { AlertClass, Remediation } from '../../domain/alert.ts';
import type { Code, Vulnerability } from '../../domain/places.ts';
import { defined, isFields } from '../../domain/values/json-fields.ts';
import { joined, linkIn } from '../_kit/detected.ts';
import { type Dig, textsOf } from '../_kit/field-reader.ts';
import { placed } from '../_kit/typed-places.ts';
import { countIn } from '../_kit/typed-values.ts';

/** Where the name of the repository may stand: in a finding, and in the scan beside it. */
export const repositoryIn = (said: Dig): string | undefined =>
  said.text('repository.name', 'repository', 'meta.repository', 'repo_name', 'repository_name', 'project_name');

/** `refs/heads/main` is a branch; of a pull request the whole ref is kept. */
const branchOf = (ref: string | undefined): string | undefined => ref?.replace(/^refs\/heads\//, '');

export const codeOf = (said: Dig, scan: Dig): Code | undefined =>
  placed({
    repository: repositoryIn(said) ?? repositoryIn(scan),
    branch: branchOf(said.text('ref', 'branch') ?? scan.text('branch', 'meta.branch')),
    path: said.take('path', 'location.file_path'),
    line: countIn(said, 'line', 'location.line'),
    url: linkIn(said, 'line_of_code_url'),
  });

const dependency = 'sca_info.dependency_match.found_dependency';

/** The versions in which a package is mended: `[{ "lodash": "4.17.21" }]`. */
function fixesIn(said: Dig): string | undefined {
  const versions = said.list('metadata.sca-fix-versions').flatMap((fix) => (isFields(fix) ? Object.values(fix) : []));
  return textsOf(versions).join(', ') || undefined;
}

/** The weakness of a package, where a rule of Supply Chain found one. */
export function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const identifier = said.text('metadata.sca-vuln-database-identifier') ?? '';
  const found = placed({
    cve: /^CVE-\d{4}-\d{4,}$/.test(identifier) ? identifier : undefined,
    package: said.take(`${dependency}.package`),
    version: said.take(`${dependency}.version`),
    fixedIn: fixesIn(said),
  });
  return found === undefined ? undefined : [found];
}

/** `CVE-2021-23337 in lodash@4.17.20`. */
export function weakPackageIn(said: Dig): string | undefined {
  const [name, version] = [said.text(`${dependency}.package`), said.text(`${dependency}.version`)];
  if (name === undefined) return undefined;
  const weakness = said.text('metadata.sca-vuln-database-identifier') ?? 'Weakness';
  return `${weakness} in ${joined([name, version], '@')}`;
}

const isSecret = (said: Dig): boolean =>
  said.value('validation_state', 'secret_type') !== undefined ||
  /(?:^|\.)secrets?(?:\.|$)/i.test(said.text('check_id') ?? '');

/** A secret in the code is exposed; rules that are not about security are about how the code is written. */
export function classOf(said: Dig): AlertClass {
  if (isSecret(said)) return 'exposure';
  const category = said.text('category', 'metadata.category');
  return category === undefined || category.toLowerCase() === 'security' ? 'vulnerability' : 'operational';
}

export function remediationOf(said: Dig): Remediation | undefined {
  const lines = textsOf(said.value('fixed_lines')).join('\n');
  return lines === '' ? undefined : { steps: [{ text: lines }] };
}

export const ruleOf = (said: Dig) =>
  defined({
    name: said.text('vulnerability', 'metadata.vulnerability_class'),
    category: said.text('category', 'metadata.category'),
  });
