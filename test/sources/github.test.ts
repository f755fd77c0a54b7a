import { describe, expect, it, test } from 'vitest';
import { github } from '../../lambdas/sources/github/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const repository = { id: 512875663, full_name: 'example/app' };
const dependabot = (action: string, alert: object) => ({
  action,
  alert: {
    number: 20481,
    state: 'open',
    dependency: { package: { ecosystem: 'npm', name: 'semver' }, manifest_path: 'package-lock.json' },
    security_advisory: { ghsa_id: 'GHSA-c2qf-rxjj-qqgw', severity: 'medium', summary: 'semver ReDoS' },
    created_at: '2026-08-31T13:57:12Z',
    updated_at: '2026-08-31T13:57:12Z',
    ...alert,
  },
  repository,
});
const code = (rule: object) => ({
  action: 'created',
  alert: { number: 10, rule, tool: { name: 'CodeQL' } },
  repository,
});

test.each([
  [{ severity: 'error', security_severity_level: 'low' }, 'low', 'low'],
  [{ severity: 'error', security_severity_level: null }, 'high', 'error'],
  [{ severity: 'warning' }, 'medium', 'warning'],
  [{ severity: 'note' }, 'low', 'note'],
  [{ severity: 'none' }, 'info', 'none'],
  [{ severity: 'unheard-of' }, 'medium', undefined],
  [{}, 'medium', undefined],
] as const)('a rule of severity %j is %s', (rule, severity, vendorSeverity) => {
  expect(alertOf(github, code({ id: 'r', ...rule }))).toMatchObject({
    severity,
    ...(vendorSeverity === undefined ? {} : { vendorSeverity }),
  });
});

test('a package that the advisory names is not named twice', () => {
  const named = dependabot('created', {});
  const other = { ghsa_id: 'GHSA-c2qf-rxjj-qqgw', severity: 'medium', summary: 'Denial of service' };
  expect(alertOf(github, named).title).toBe('Dependabot: semver ReDoS in example/app, package-lock.json');
  expect(alertOf(github, dependabot('created', { security_advisory: other })).title).toContain(
    'Denial of service, npm semver in example/app',
  );
});

describe('an alert number of a repository', () => {
  const open = alertOf(github, dependabot('created', {}));
  const fixed = alertOf(github, dependabot('fixed', { state: 'fixed', fixed_at: '2026-09-01T10:00:00Z' }));

  it('is one problem, open and fixed', () => {
    expect([open.state, fixed.state]).toEqual(['open', 'resolved']);
    expect(fixed.fingerprint).toBe(open.fingerprint);
    expect(fixed.id).not.toBe(open.id);
    expect(fixed.occurredAt).toBe('2026-09-01T10:00:00.000Z');
  });

  it('is another problem than the next number, and than the same number elsewhere', () => {
    const next = alertOf(github, dependabot('created', { number: 20482 }));
    const elsewhere = alertOf(github, { ...dependabot('created', {}), repository: { full_name: 'example/web' } });
    expect(new Set([open, next, elsewhere].map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it('says what, where and what became of it', () => {
    expect(fixed.title).toBe('Dependabot: semver ReDoS in example/app, package-lock.json, fixed');
  });
});

test.each(['fixed', 'dismissed'])('state %s is resolved', (state) => {
  expect(alertOf(github, dependabot('x', { state })).state).toBe('resolved');
});

test('reopened is open, though it was dismissed before', () => {
  const alert = alertOf(github, dependabot('reopened', { dismissed_at: '2026-08-01T00:00:00Z' }));
  expect([alert.state, alert.occurredAt]).toEqual(['open', '2026-08-31T13:57:12.000Z']);
});

test('without the header the shape says what event it is, and the header where the shape does not', () => {
  expect(alertOf(github, dependabot('created', {})).labels['event']).toBe('dependabot_alert');
  const bare = { action: 'created', alert: { number: 1 }, repository };
  expect(alertOf(github, bare, { headers: { 'x-github-event': 'secret_scanning_alert' } })).toMatchObject({
    severity: 'high',
  });
});

test.each([
  [{ zen: 'Keep it logically awesome.', hook_id: 30, hook: {}, repository }, 'ignored', 'ping'],
  [{ ref: 'refs/heads/main', commits: [], repository, sender: {} }, 'ignored', 'other-event'],
  [{ hello: 'world' }, 'ignored', 'test'],
  [{ severity: 'high', something: 'else' }, 'unreadable', 'no GitHub event in it'],
] as const)('%j is %s: %s', (payload, kind, reason) => {
  expect(readingOf(github, payload)).toMatchObject({ kind, reason });
});

test('switching secret scanning off is a gap, switching it on is not', () => {
  const settings = (status: string) => ({ secret_scanning: { status } });
  const change = (from: string, to: string) => ({
    changes: { from: { security_and_analysis: settings(from) } },
    repository: { ...repository, security_and_analysis: settings(to) },
  });
  expect(alertOf(github, change('enabled', 'disabled'))).toMatchObject({ kind: 'gap' });
  expect(readingOf(github, change('disabled', 'enabled')).kind).toBe('ignored');
});

test.each([
  ['tolerable_risk', 'suppressed'],
  ['no_bandwidth', 'suppressed'],
  ['fix_started', 'in_progress'],
  ['inaccurate', 'resolved'],
  ['not_used', 'resolved'],
] as const)('an alert that was dismissed as %s is %s', (dismissed_reason, status) => {
  const alert = alertOf(github, dependabot('dismissed', { state: 'dismissed', dismissed_reason }));
  expect(alert).toMatchObject({ finding: { status }, state: status === 'resolved' ? 'resolved' : 'open' });
});

test.each([
  ['revoked', 'resolved'],
  ['false_positive', 'resolved'],
  ['wont_fix', 'suppressed'],
  ['used_in_tests', 'suppressed'],
] as const)('a secret whose alert was closed as %s is %s', (resolution, status) => {
  const alert = { number: 1, secret_type: 'aws_key', state: 'resolved', resolution };
  expect(alertOf(github, { action: 'resolved', alert, repository })).toMatchObject({ finding: { status } });
});

test('created, ignored by a rule, reopened and fixed are four reports of one finding', () => {
  const reports = [
    dependabot('created', {}),
    dependabot('auto_dismissed', { state: 'auto_dismissed', auto_dismissed_at: '2026-09-01T10:00:00Z' }),
    dependabot('auto_reopened', { updated_at: '2026-09-02T10:00:00Z' }),
    dependabot('fixed', { state: 'fixed', dismissed_reason: 'no_bandwidth', fixed_at: '2026-09-03T10:00:00Z' }),
  ].map((payload) => alertOf(github, payload));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(4);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'suppressed', 'new', 'resolved']);
  expect(reports[0]?.finding).toMatchObject({ vendorUid: 'example/app/dependabot/20481' });
});

test.each([
  [
    'dependabot-alert',
    {
      class: 'vulnerability',
      rule: { uid: 'GHSA-c2qf-rxjj-qqgw', name: 'semver ReDoS' },
      finding: { vendorUid: 'example/app/dependabot/20', firstSeenAt: '2026-08-31T13:57:12.000Z' },
      code: { repository: 'example/app', path: 'package-lock.json' },
      vulnerabilities: [{ cve: 'CVE-2022-25883', cvss: 5.3, package: 'semver', fixedIn: '7.5.2' }],
    },
  ],
  [
    'code-scanning-fixed',
    {
      class: 'vulnerability',
      rule: { uid: 'java/sql-injection', name: 'Query built from user-controlled sources' },
      code: { repository: 'example/app', path: 'src/main/java/Books.java', line: 84 },
      sensor: { version: '2.22.0' },
    },
  ],
  ['code-scanning-alert', { code: { branch: 'main', path: 'src/A.java', line: 84 } }],
  [
    'secret-scanning-location',
    {
      class: 'exposure',
      rule: { uid: 'adafruit_io_key', name: 'Adafruit IO Key' },
      code: { path: 'deploy/values.yaml', line: 12 },
    },
  ],
  [
    'security-advisory-withdrawn',
    {
      vulnerabilities: [
        { cve: 'CVE-2026-20191', cvss: 9.1, package: 'examplelib', fixedIn: '2.9.18' },
        { cve: 'CVE-2026-20191', cvss: 9.1, package: 'examplelib' },
      ],
    },
  ],
  ['repository-vulnerability-alert-create', { vulnerabilities: [{ package: 'ini', fixedIn: '1.3.6' }] }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('github', github, name)[0]).toMatchObject(places);
});

test('a scanner that uploads its results names the CVE, the package and the fix', () => {
  const text = 'Package: openssl\nInstalled Version: 3.0.1\nVulnerability CVE-2026-1111\nFixed Version: 3.0.2\nLink: x';
  const alert = {
    number: 9,
    rule: { id: 'CVE-2026-1111' },
    tool: { name: 'Trivy' },
    most_recent_instance: { message: { text } },
  };
  expect(alertOf(github, { action: 'created', alert, repository }).vulnerabilities).toEqual([
    { cve: 'CVE-2026-1111', package: 'openssl', version: '3.0.1', fixedIn: '3.0.2' },
  ]);
  expect(sampleAlerts('github', github, 'code-scanning-closed-by-user')[0]?.vulnerabilities).toEqual([
    { cve: 'CVE-2026-27218' },
  ]);
});
