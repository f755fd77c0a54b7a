import { expect, test } from 'vitest';
import { semgrep } from '../../lambdas/sources/semgrep/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const finding = (more: object = {}) => ({
  semgrep_finding: {
    id: '1234',
    check_id: 'javascript.express.security.audit.xss',
    path: 'src/app.js',
    line: 5,
    severity: 2,
    ref: 'refs/heads/main',
    first_seen_scan_id: 5,
    message: 'User data flows into a script tag.',
    ...more,
  },
});

const scan = (more: object = {}) => ({ semgrep_scan: { id: 5, repository: 'acme/shop', exit_code: 1, ...more } });

test.each([
  [3, 'critical', '3'],
  [2, 'high', '2'],
  [1, 'medium', '1'],
  [0, 'low', '0'],
  ['CRITICAL', 'critical', 'CRITICAL'],
  ['ERROR', 'high', 'ERROR'],
  ['WARNING', 'medium', 'WARNING'],
  // An experiment is no severity.
  [4, 'medium', undefined],
  ['EXPERIMENT', 'medium', undefined],
] as const)('the severity %s is %s', (said, severity, vendorSeverity) => {
  const alert = alertOf(semgrep, finding({ severity: said }));
  expect([alert.severity, alert.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

test('a scan is no alert, alone or beside findings', () => {
  expect(readingOf(semgrep, scan())).toEqual({ kind: 'ignored', reason: 'scan' });
  expect(readingOf(semgrep, [scan()])).toEqual({ kind: 'ignored', reason: 'scan' });
  expect(alertsOf(semgrep, [finding(), scan()])).toHaveLength(1);
});

test('a scan names the repository of the findings that are of it', () => {
  const repositories = (...payload: object[]) => alertsOf(semgrep, payload).map(({ code }) => code?.repository);
  expect(repositories(finding(), scan())).toEqual(['acme/shop']);
  expect(repositories(scan({ id: 6, repository: 'acme/other' }), finding(), scan())).toEqual(['acme/shop']);
  expect(repositories(finding())).toEqual([undefined]);
});

test('a finding is one problem, with or without its scan; another finding is another', () => {
  const one = alertOf(semgrep, finding());
  const [beside] = alertsOf(semgrep, [finding(), scan()]);
  expect([beside?.fingerprint, beside?.finding.uid, beside?.id]).toEqual([one.fingerprint, one.finding.uid, one.id]);
  expect(alertOf(semgrep, finding({ id: '1235' })).fingerprint).not.toBe(one.fingerprint);
});

test('without an id the rule, the place and the match are the problem', () => {
  const print = (more: object) =>
    alertOf(semgrep, finding({ id: undefined, match_based_id: 'a_0', ...more })).fingerprint;
  expect(print({ line: 9, first_seen_scan_id: 6 })).toBe(print({}));
  expect(print({ match_based_id: 'b_0' })).not.toBe(print({}));
  expect(print({ path: 'src/other.js' })).not.toBe(print({}));
});

test('a finding that is fixed, or ignored, keeps its uid', () => {
  const states = ['open', 'ignored', 'fixed'].map((state) => alertOf(semgrep, finding({ state })));
  expect(new Set(states.map((it) => it.finding.uid)).size).toBe(1);
  expect(new Set(states.map((it) => it.fingerprint)).size).toBe(1);
  expect(states.map((it) => it.finding.status)).toEqual(['new', 'suppressed', 'resolved']);
});

test.each([
  [{}, 'vulnerability'],
  [{ category: 'security' }, 'vulnerability'],
  [{ category: 'correctness' }, 'operational'],
  [{ check_id: 'generic.secrets.security.detected-key' }, 'exposure'],
  [{ validation_state: 'CONFIRMED_VALID' }, 'exposure'],
] as const)('%j is about %s', (more, expected) => {
  expect(alertOf(semgrep, finding(more)).class).toBe(expected);
});

test('what else stands beside a finding is kept', () => {
  expect(alertOf(semgrep, { ...finding(), type: 'new' }).facts).toMatchObject({ type: 'new' });
});

test.each([
  [
    'finding-and-its-scan',
    {
      title: 'Insecure Transport in src/main/java/shop/Login.java:185 of acme/shop',
      rule: { name: 'Insecure Transport', category: 'security' },
      code: {
        repository: 'acme/shop',
        branch: 'refs/pull/2658/merge',
        path: 'src/main/java/shop/Login.java',
        line: 185,
      },
      occurredAt: '2026-08-31T15:26:50.000Z',
      url: 'https://semgrep.dev/s/acme:cookie-issecure-false',
    },
  ],
  [
    'several',
    {
      title: 'CVE-2021-23337 in lodash@4.17.20 in package-lock.json:1204',
      severity: 'critical',
      code: { branch: 'main', path: 'package-lock.json', line: 1204 },
      vulnerabilities: [{ cve: 'CVE-2021-23337', package: 'lodash', version: '4.17.20', fixedIn: '4.17.21' }],
    },
  ],
  ['finding-beside-a-scan', { severity: 'high', code: { repository: 'acme/shop' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('semgrep', semgrep, name)[0]).toMatchObject(places);
});
