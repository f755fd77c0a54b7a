import { expect, test } from 'vitest';
import { jfrogXray } from '../../lambdas/sources/jfrog-xray/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const issue = (id: string, artifact: string, more: object = {}) => ({
  vulnerability_id: id,
  severity: 'High',
  type: 'security',
  summary: `Summary of ${id}`,
  impacted_artifacts: [{ name: 'x.jar', display_name: artifact }],
  ...more,
});

const violation = (issues: readonly object[], more: object = {}) => ({
  alert_id: '66fc68dd0f12d302c68891c1',
  created: '2026-09-01T08:00:00Z',
  top_severity: 'Critical',
  watch_name: 'prod',
  policy_name: 'p',
  issues,
  ...more,
});

test.each([
  ['Critical', 'critical'],
  ['High', 'high'],
  ['Medium', 'medium'],
  ['Low', 'low'],
  ['Information', 'info'],
  ['Major', 'high'],
  ['Minor', 'low'],
  ['Unknown', 'medium'],
  ['Pending Scan', 'medium'],
])('severity %s is %s, whatever the worst of the request is', (word, severity) => {
  expect(alertOf(jfrogXray, violation([issue('XRAY-1', 'a:1', { severity: word })])).severity).toBe(severity);
});

test('an issue without a severity has the worst of its request', () => {
  const found = alertOf(jfrogXray, violation([issue('XRAY-1', 'a:1', { severity: undefined })]));
  expect(found).toMatchObject({ severity: 'critical', vendorSeverity: 'Critical' });
});

test('each issue is an alert, and they are different problems with different ids', () => {
  const found = alertsOf(jfrogXray, violation([issue('XRAY-173753', 'shop:1'), issue('XRAY-173754', 'shop:1')]));
  expect(found).toHaveLength(2);
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  expect(new Set(found.map(({ id }) => id)).size).toBe(2);
});

test('issues that have no id are told apart by what they say', () => {
  const nameless = ['One', 'Two'].map((summary) => issue('', 'shop:1', { vulnerability_id: '', summary }));
  const found = alertsOf(jfrogXray, violation(nameless));
  expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  expect(found.map(({ type }) => type)).toEqual(['One', 'Two']);
});

test('the next build of an artifact has the same problem, by another watch too; another artifact has not', () => {
  const one = alertOf(jfrogXray, violation([issue('XRAY-1', 'com.example:shop:1.4.0')]));
  const later = { alert_id: 'b', created: '2026-09-02T08:00:00Z', watch_name: 'stage' };
  const next = alertOf(jfrogXray, violation([issue('XRAY-1', 'com.example:shop:1.5.0')], later));
  const other = alertOf(jfrogXray, violation([issue('XRAY-1', 'com.example:pay:1.4.0')]));
  expect(next.fingerprint).toBe(one.fingerprint);
  expect(next.finding.uid).toBe(one.finding.uid);
  expect(next.id).not.toBe(one.id);
  expect(other.fingerprint).not.toBe(one.fingerprint);
});

test('the sample of schema 1.1 has its values in their places', () => {
  expect(sampleAlerts('jfrog-xray', jfrogXray, 'violation')[0]).toMatchObject({
    class: 'vulnerability',
    title: 'Remote code execution in example-core (CVE-2026-44228) in com.example:shop:1.4.0',
    occurredAt: '2026-08-31T21:25:49.935Z',
    rule: { uid: 'XRAY-173753', name: 'Remote code execution in example-core' },
    file: {
      path: 'default/libs-release/com/example/shop/1.4.0/shop-1.4.0.war',
      hashes: { sha256: '1b8289cf21fffacfb70cbb844cd3d8e0610762a599c30378de9eb895329af81a' },
    },
    vulnerabilities: [{ cve: 'CVE-2026-44228', package: 'org.example:example-core', version: '2.14.0' }],
    labels: { watch: 'prod-watch', policy: 'block-critical', policyRule: 'critical' },
  });
});

test('an image is a container image; a license is compliance, a malicious package a threat', () => {
  const found = sampleAlerts('jfrog-xray', jfrogXray, 'several-issues');
  expect(found.map((alert) => alert.class)).toEqual(['vulnerability', 'compliance', 'compliance', 'threat']);
  expect(found[0]).toMatchObject({ title: 'CVE-2026-36518 in shop/web:1.0', container: { image: 'shop/web:1.0' } });
});

test('a violation that lists no issue is an alert of its policy', () => {
  expect(alertOf(jfrogXray, violation([]))).toMatchObject({ title: 'Xray violation of p', severity: 'critical' });
});

test.each([
  [{ test: 'hello' }, { kind: 'ignored', reason: 'test' }],
  [
    { issues: ['It leaks'], project: 'shop' },
    { kind: 'unreadable', reason: 'no JFrog Xray violation in it' },
  ],
])('%j is %j', (payload, reading) => {
  expect(readingOf(jfrogXray, payload)).toEqual(reading);
});
