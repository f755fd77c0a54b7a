import { type Severity, severities } from '../../domain/alert.ts';
import { type Fields, factsOf, isFields, listOf } from '../../domain/values/json-fields.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { severityWord } from '../_kit/severity.ts';

/** One vulnerability, secret, failed check or control of a report, in its few words and whole. */
export interface Finding {
  readonly severity: Severity | 'unknown';
  readonly line: string;
  readonly fields: Fields;
}

/** Where a report keeps its findings, what they are called, and which of them are none. */
interface Kind {
  readonly paths: readonly string[];
  readonly noun: readonly [one: string, many: string];
  line(said: Dig): readonly (string | undefined)[];
  isClean?(said: Dig): boolean;
}

// https://github.com/aquasecurity/trivy-operator/tree/main/pkg/apis/aquasecurity/v1alpha1
const vulnerabilities: Kind = {
  paths: ['report.vulnerabilities'],
  noun: ['vulnerability', 'vulnerabilities'],
  line: (said) => [
    said.text('vulnerabilityID'),
    said.text('resource'),
    said.text('installedVersion'),
    said.text('fixedVersion') === undefined ? '(no fix)' : `-> ${said.text('fixedVersion')}`,
    said.text('title'),
  ],
};
const secrets: Kind = {
  paths: ['report.secrets'],
  noun: ['exposed secret', 'exposed secrets'],
  line: (said) => [said.text('title', 'ruleID'), said.text('target')],
};
const checks: Kind = {
  paths: ['report.checks'],
  noun: ['failed check', 'failed checks'],
  line: (said) => [said.text('checkID'), said.text('title')],
  isClean: (said) => said.text('success') === 'true',
};
/**
 * A control failed when one of its checks did, or when the summary counts failures of it: what nobody checks by machine
 * (`(Manual)`) has no count. The `status` of a result is what was configured, and counts where there is nothing else.
 */
function isMet(said: Dig): boolean {
  const results = said.list('checks').map((check) => dig(check).text('success')?.toLowerCase());
  if (results.length > 0) return !results.includes('false');
  const failures = said.text('totalFail');
  return failures === undefined ? said.text('status')?.toUpperCase() !== 'FAIL' : !(Number(failures) > 0);
}

const controls: Kind = {
  paths: ['status.summaryReport.controlCheck', 'status.detailReport.results'],
  noun: ['failed control', 'failed controls'],
  line: (said) => [said.text('id'), said.text('name'), said.text('totalFail')],
  isClean: isMet,
};

/** By the report's `kind`; a kind from tomorrow is read by what it holds. */
export function kindOf(report: Fields): Kind {
  const name = dig(report).text('kind') ?? '';
  if (/Vulnerability/i.test(name)) return vulnerabilities;
  if (/Secret/i.test(name)) return secrets;
  if (/Compliance/i.test(name)) return controls;
  const kinds = [checks, vulnerabilities, secrets, controls];
  return kinds.find(({ paths }) => dig(report).list(...paths).length > 0) ?? checks;
}

const rank = ({ severity }: Finding): number => (severity === 'unknown' ? -1 : severities.indexOf(severity));

/** The findings of a report, the worst first; what passed is none. */
export function findingsOf(report: Fields, kind: Kind): Finding[] {
  const { value } = dig(report);
  const lists = kind.paths.map((path) => listOf(value(path)));
  return (lists.find(({ length }) => length > 0) ?? [])
    .filter(isFields)
    .map((fields) => ({ fields, said: dig(fields) }))
    .filter(({ said }) => kind.isClean?.(said) !== true)
    .map(({ fields, said }): Finding => {
      const words = kind.line(said).filter((word) => word !== undefined);
      return { severity: severityWord(said.text('severity')) ?? 'unknown', line: words.join(' '), fields };
    })
    .sort((a, b) => rank(b) - rank(a));
}

/** Whether a report says at all how much it found: a list, empty or not, or a summary. */
export const isTelling = (report: Fields, kind: Kind): boolean => {
  const said = dig(report);
  const hasList = kind.paths.some((path) => {
    const [holder, list] = [path.slice(0, path.lastIndexOf('.')), path.slice(path.lastIndexOf('.') + 1)];
    const value = said.value(holder);
    return isFields(value) && Array.isArray(value[list]);
  });
  return hasList || isFields(said.value('report.summary'));
};

export type Counts = ReadonlyMap<Severity | 'unknown', number>;

const levels = ['critical', 'high', 'medium', 'low', 'unknown'] as const;

/** The report's own summary; counted anew where it has none. */
export function countsOf(report: Fields, findings: readonly Finding[]): Counts {
  const said = dig(report);
  const own = levels.map((level) => [level, Number(said.text(`report.summary.${level}Count`) ?? Number.NaN)] as const);
  const known = own.filter(([, count]) => count > 0);
  if (known.length > 0 || findings.length === 0) return new Map(known);
  const counted = levels.map((level) => [level, findings.filter(({ severity }) => severity === level).length] as const);
  return new Map(counted.filter(([, count]) => count > 0));
}

const EACH_MAX = 12_000; // characters, below what an alert's evidence may hold

/** A finding's line, and below it what it says beside. */
function blockOf({ severity, line, fields }: Finding): string {
  const first = `${severity.toUpperCase()} ${line}`;
  const rest = Object.entries(factsOf(fields)).filter(([, text]) => !first.includes(text));
  return [first, ...rest.map(([name, text]) => `  ${name}: ${text}`)].join('\n');
}

/** Findings as texts of bounded size, in order. */
export function pagesOf(findings: readonly Finding[]): string[] {
  const pages: string[] = [];
  for (const block of findings.map(blockOf)) {
    const page = pages.at(-1);
    if (page === undefined || page.length + block.length > EACH_MAX) pages.push(block);
    else pages[pages.length - 1] = `${page}\n\n${block}`;
  }
  return pages;
}
