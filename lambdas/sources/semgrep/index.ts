import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, factsOf, isFields, mergeFacts } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { sayings } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { classOf, codeOf, remediationOf, repositoryIn, ruleOf, vulnerabilitiesOf, weakPackageIn } from './places.ts';

/**
 * Semgrep's own numbers: 3 is CRITICAL, 2 ERROR and HIGH, 1 WARNING and MEDIUM, 0 LOW and INFO. 4 is an experiment and no
 * severity (https://github.com/semgrep/semgrep/blob/develop/cli/src/semgrep/rule_match.py, `to_app_finding_format`).
 */
const byNumber: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

const meaning = (word: string): Severity | undefined =>
  /^\s*\d+\s*$/.test(word) ? byNumber[Number(word)] : severityWord(word);

/** Semgrep sends what is new; a state of a finding comes from tools that post its API's findings in this shape. */
const stateWord = (said: Dig): string => said.text('state', 'status')?.toLowerCase() ?? '';

const isOver = (said: Dig): boolean => /^(?:fixed|removed|resolved|closed)$/.test(stateWord(said));

function problemOf(said: Dig, record: Fields, repository: string | undefined): string[] {
  const [id, rule] = [said.text('id'), said.text('check_id')];
  if (id !== undefined) return ['semgrep', exactly(id)];
  const match = said.text('match_based_id', 'syntactic_id') ?? said.text('line');
  if (rule === undefined && match === undefined) return ['semgrep', ...sayings(record)];
  return ['semgrep', exactly(repository ?? '', rule ?? '', said.text('path') ?? '', match ?? '')];
}

/** What the rule calls the weakness, the weak package, or the end of the rule's name. */
function nameOf(said: Dig): string {
  const rule = said.text('check_id') ?? 'Semgrep finding';
  return said.text('vulnerability') ?? weakPackageIn(said) ?? (rule.slice(rule.lastIndexOf('.') + 1) || rule);
}

/** `xss in src/app.js:5 of acme/shop`. */
function titleOf(said: Dig, repository: string | undefined): string {
  const where = joined([said.text('path'), said.text('line')], ':');
  const place = joined([where === '' ? '' : `in ${where}`, repository === undefined ? '' : `of ${repository}`]);
  return joined([nameOf(said), place, isOver(said) ? '(fixed)' : '']);
}

const seenAt = ['first_seen_at', 'relevant_since', 'created_at', 'start_date'];

function findingOf(said: Dig): Detection['finding'] {
  const status = /^(?:ignored|muted)$/.test(stateWord(said)) ? ('suppressed' as const) : undefined;
  return defined({ vendorUid: said.take('id', 'match_based_id'), firstSeenAt: timeIn(said, ...seenAt), status });
}

/** What came with a finding: the object that it stands in, what else stands there, and its scan. */
interface Beside {
  readonly record: Fields;
  readonly around: Fields;
  readonly scan: Fields;
}

function toDetection(finding: Fields, { record, around, scan: scanned }: Beside, received: Received): Detection {
  const fields = undotted(finding);
  const [said, scan] = [dig(fields), dig(scanned)];
  // The date of the commit says when the code was written, which may be years ago.
  const occurredAt = timeIn(said, ...seenAt) ?? timeIn(scan, 'completed_at', 'started_at');
  const id = said.text('id');
  const repository = repositoryIn(said) ?? repositoryIn(scan);
  const [title, problem] = [titleOf(said, repository), problemOf(said, fields, repository)];
  const state = isOver(said) ? 'resolved' : 'open';
  return detected(
    {
      identity: identified({ id, update: [state, stateWord(said)], record: fields, occurredAt }, received),
      problem,
      record,
      class: classOf(said),
      title,
      ...severityIn(said, ['severity'], 'medium', meaning),
      state,
      occurredAt,
      finding: findingOf(said),
      rule: ruleOf(said),
      type: said.take('check_id') ?? 'semgrep finding',
      description: said.take('message'),
      target: { kind: 'repository' },
      code: codeOf(said, scan),
      vulnerabilities: vulnerabilitiesOf(said),
      remediation: remediationOf(said),
      labels: {
        policy: said.text('metadata.semgrep.policy.name'),
        confidence: said.text('confidence', 'metadata.confidence'),
        cwe: said.text('cwe', 'metadata.cwe'),
        owasp: said.text('owasp', 'metadata.owasp'),
      },
      url: linkIn(said, 'semgrep_url', 'url', 'metadata.semgrep.url', 'source', 'metadata.source'),
      facts: mergeFacts(factsBut(fields, said), factsOf(around)),
    },
    received,
  );
}

const keys = ['semgrep_finding', 'finding'] as const;

const scanMarks = ['id', 'deployment_id', 'started_at', 'exit_code', 'commit', 'total_time'];

function scanIn(item: unknown): Fields | undefined {
  const scan = isFields(item) ? (item['semgrep_scan'] ?? item['scan']) : undefined;
  return isFields(scan) && scanMarks.some((name) => dig(scan).text(name) !== undefined) ? scan : undefined;
}

const marks = ['check_id', 'match_based_id', 'syntactic_id'];

const isFinding = (value: unknown): value is Fields =>
  isFields(value) && marks.some((name) => dig(value).text(name) !== undefined);

/** The scans of a payload: a finding names the repository by its scan alone. */
function scansIn(payload: unknown): readonly Fields[] {
  const items = Array.isArray(payload) ? payload : [payload];
  return items.map(scanIn).filter((scan) => scan !== undefined);
}

/** The scan that found it: by its id, else the only one. */
function scanOf(finding: Fields, scans: readonly Fields[]): Fields {
  const id = dig(finding).text('scan_id', 'first_seen_scan_id');
  const same = scans.find((scan) => id !== undefined && dig(scan).text('id') === id);
  return same ?? (scans.length === 1 ? scans[0] : undefined) ?? {};
}

/** A finding in its wrapping, or alone. */
function findingIn(item: Fields): { readonly finding: Fields; readonly around: Fields } | undefined {
  for (const key of keys) {
    const { [key]: finding, ...around } = item;
    if (isFinding(finding)) return { finding, around };
  }
  return isFinding(item) ? { finding: item, around: {} } : undefined;
}

function readItem(item: unknown, scans: readonly Fields[], received: Received): Reading {
  const found = isFields(item) ? findingIn(item) : undefined;
  if (isFields(item) && found !== undefined) {
    const beside = { record: item, around: found.around, scan: scanOf(found.finding, scans) };
    return { kind: 'alerts', detections: [toDetection(found.finding, beside, received)] };
  }
  const isScan = isFields(item) && scanIn(item) !== undefined && keys.every((key) => item[key] === undefined);
  return isScan ? { kind: 'ignored', reason: 'scan' } : noAlert(item, 'no Semgrep finding in it');
}

/** Semgrep AppSec Platform: new findings of code, supply chain and secrets, by its webhook. */
export const semgrep = defineSource({
  vendor: 'Semgrep',
  product: 'Semgrep AppSec Platform',
  docs: 'https://semgrep.dev/docs/semgrep-appsec-platform/webhooks',
  about: {
    name: 'Semgrep',
    setup: [
      'In Semgrep AppSec Platform, open Settings, Integrations, press Add, and choose Webhook.',
      'Name: tocsin. Webhook URL: {url}. Signature Secret: a long random text, the same as in SEMGREP_HOOK_SECRET. Press Subscribe.',
      'Open Rules, Policies, Rule Modes, press Edit at Block, Comment and Monitor as you need them, and turn this webhook on.',
    ],
    auth: `{ hmac: { header: x-semgrep-signature-256, secret: "\${SEMGREP_HOOK_SECRET}" } }`,
    arrives: 'Lists of new findings after each scan, and an object for the scan itself.',
    becomes:
      'An alert a finding, with the rule as its type and the place in the code. The severity is Semgrep’s: 3 critical, 2 high, 1 medium, 0 low. ' +
      'A finding is one problem; a scan is ignored, and names the repository of the findings that came with it. Secrets are exposures, rules of other ' +
      'categories than security operational.',
    notes: [
      'Semgrep notifies once of a finding and does not say when it is fixed.',
      'A finding does not name its repository: only where its scan came in the same request is it known.',
      'Scans may come without a signature: they are refused with 401 then, and nothing is lost by that.',
    ],
  },
  consoles: ['semgrep.dev', '*.semgrep.dev'],
  read(payload, received) {
    const scans = scansIn(payload);
    return readItems(payload, (item) => readItem(item, scans, received), received.pause);
  },
});
