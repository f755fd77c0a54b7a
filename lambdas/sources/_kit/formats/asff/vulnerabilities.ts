import type { Vulnerability } from '../../../../domain/places.ts';
import type { Dig } from '../../field-reader.ts';
import { placed } from '../../typed-places.ts';
import { cvssIn } from '../../typed-values.ts';

// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Vulnerability.html

const MAX = 64;

const packageAt = (said: Dig, at: string) => ({
  package: said.take(`${at}.name`),
  version: said.take(`${at}.version`),
  fixedIn: said.take(`${at}.fixedInVersion`),
});

/** A weakness, once for each package that has it. */
function weaknessAt(said: Dig, at: string): Vulnerability[] {
  const isCve = /^CVE-/i.test(said.text(`${at}.id`) ?? '');
  const cvss = cvssIn(said, ...said.list(`${at}.cvss`).map((_, i) => `${at}.cvss.${i}.baseScore`));
  const packages = said.list(`${at}.vulnerablePackages`).map((_, i) => `${at}.vulnerablePackages.${i}`);
  const common = { cve: isCve ? said.take(`${at}.id`) : undefined, cvss };
  return [...(packages.length === 0 ? [''] : packages.slice(0, MAX))].flatMap(
    (each) => placed({ ...common, ...packageAt(said, each) }) ?? [],
  );
}

/** The weaknesses of a finding, at most 64; the others stay among the facts. */
export function vulnerabilitiesOf(said: Dig): Vulnerability[] | undefined {
  const found = said.list('vulnerabilities').slice(0, MAX);
  const weaknesses = found.flatMap((_, i) => weaknessAt(said, `vulnerabilities.${i}`)).slice(0, MAX);
  return weaknesses.length === 0 ? undefined : weaknesses;
}
