import type { Alert } from '../../../../domain/alert.ts';
import { scoreIn, wholeIn } from '../_kit/bounds.ts';
import { present } from '../_kit/format.ts';
import { fileOf } from './objects.ts';
import { remediationOf } from './remediation.ts';

// https://schema.ocsf.io/1.8.0/objects/vulnerability

type Vulnerability = NonNullable<Alert['vulnerabilities']>[number];

const UNKNOWN = 'unknown';
const SCORE_MAX = 10;

const isCve = (text: string | undefined): text is string =>
  text !== undefined && text.length < 30 && /^CVE-\d{4}-\d{4,}$/i.test(text);

/** The version of CVSS is required and not known. */
const scoresOf = (cvss: number | undefined) =>
  scoreIn(cvss, SCORE_MAX) === undefined ? [] : [{ base_score: cvss, version: UNKNOWN }];

/** Exactly one of `cve`, `advisory` and `cwe`: what is no CVE's id is an advisory's (GHSA, a rule of the scanner). */
const idOf = ({ cve, cvss }: Vulnerability, otherwise: string) =>
  isCve(cve) ? { cve: present({ uid: cve, cvss: scoresOf(cvss) }) } : { advisory: { uid: cve || otherwise } };

const packageOf = ({ package: name, version, fixedIn }: Vulnerability) =>
  name ? [present({ name, version: version || UNKNOWN, fixed_in_version: fixedIn })] : [];

/** Where in the code it is, else the file that holds it, such as an artifact. */
function codeOf({ code, file: holder }: Alert) {
  const file = code?.path ? fileOf({ path: code.path }) : holder && fileOf(holder);
  return file === undefined ? [] : [present({ file, start_line: wholeIn(code?.line) })];
}

/** The finding itself is the vulnerability when its class requires one and the sender named none. */
export function vulnerabilitiesOf(alert: Alert, isRequired: boolean) {
  const { vulnerabilities = [], rule, fingerprint, finding } = alert;
  const all = vulnerabilities.length > 0 || !isRequired ? vulnerabilities : [{}];
  const about = isRequired ? { affected_code: codeOf(alert), remediation: remediationOf(alert) } : {};
  return all.map((each) =>
    present({
      ...idOf(each, rule.uid || finding.vendorUid || fingerprint || UNKNOWN),
      title: all.length === 1 && isRequired ? alert.title : undefined,
      affected_packages: packageOf(each),
      is_fix_available: each.fixedIn ? true : undefined,
      ...about,
    }),
  );
}

/** Whether OCSF has room for all that is known of it. */
export const isWhole = ({ cve, cvss, package: name, version, fixedIn }: Vulnerability): boolean =>
  (cvss === undefined || (isCve(cve) && scoreIn(cvss, SCORE_MAX) !== undefined)) &&
  (Boolean(name) || (!version && !fixedIn));
