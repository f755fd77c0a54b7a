import { expect, test } from 'vitest';
import { inspector } from '../../lambdas/sources/inspector/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = (detail: object, more: object = {}) => ({
  version: '0',
  'detail-type': 'Inspector2 Finding',
  source: 'aws.inspector2',
  account: '111122223333',
  time: '2026-08-31T15:26:52Z',
  region: 'eu-central-1',
  resources: ['i-0a1b2c3d4e5f60718'],
  detail,
  ...more,
});

const finding = {
  findingArn: 'arn:aws:inspector2:eu-central-1:111122223333:finding/0f',
  type: 'PACKAGE_VULNERABILITY',
  title: 'CVE-2024-29069 - snapd',
  packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2024-29069' },
  severity: 'HIGH',
  status: 'ACTIVE',
  updatedAt: 'Mon Aug 31 15:26:51.951 UTC 2026',
};

test.each([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
  ['INFORMATIONAL', 'info'],
  ['UNTRIAGED', 'medium'],
] as const)('%s is %s', (severity, expected) => {
  expect(alertOf(inspector, event({ ...finding, severity }))).toMatchObject({
    severity: expected,
    vendorSeverity: severity,
  });
});

test.each([
  [
    'package',
    {
      title: 'CVE-2024-29069 - snapd on web-1 (111122223333, eu-central-1)',
      class: 'vulnerability',
      finding: { firstSeenAt: '2026-08-31T15:26:50.356Z', lastSeenAt: '2026-08-31T15:26:51.476Z', status: 'new' },
      target: { kind: 'host', ip: '10.0.4.7' },
      vulnerabilities: [
        { cve: 'CVE-2024-29069', cvss: 4.8, package: 'snapd', version: '2.61', fixedIn: '0:2.63+22.04ubuntu0.1' },
      ],
      cloud: {
        account: '111122223333',
        region: 'eu-central-1',
        resource: { uid: 'i-0a1b2c3d4e5f60718', type: 'AWS_EC2_INSTANCE', name: 'web-1' },
      },
      remediation: { steps: [{ text: 'apt-get update && apt-get upgrade' }] },
    },
  ],
  [
    'image',
    {
      title: 'CVE-2024-6119 - libssl3t64, openssl on shop/web:v3 (111122223333, eu-central-1)',
      container: { image: 'shop/web:v3@sha256:84f507df33c6864d49c296fb734192696e4cb6f78166ac51ac8b9b118181085d' },
      vulnerabilities: [
        { cve: 'CVE-2024-6119', package: 'libssl3t64', version: '3.0.13', fixedIn: '0:3.0.13-0ubuntu3.4' },
        { cve: 'CVE-2024-6119', package: 'openssl', version: '3.0.13' },
      ],
    },
  ],
  [
    'network',
    {
      class: 'compliance',
      target: { port: 22 },
      connection: { direction: 'inbound', protocol: 'TCP' },
      occurredAt: '2026-08-31T18:08:05.000Z',
    },
  ],
  [
    'code',
    {
      class: 'exposure',
      type: 'python-detect-hardcoded-aws-credentials',
      rule: { name: 'Hardcoded credentials' },
      code: { path: 'lambda_function.py', line: 6 },
      cloud: { resource: { name: 'Pay' } },
    },
  ],
  ['coverage', { kind: 'gap', cloud: { resource: { uid: 'i-0a1b2c3d4e5f60718' } } }],
])('the alert of %s has its values in their places', (name, expected) => {
  expect(sampleAlerts('inspector', inspector, name)[0]).toMatchObject(expected);
});

test('found, rated anew, suppressed and closed are one finding, one problem and four reports', () => {
  const names = ['package', 'package-update', 'package-suppressed', 'package-closed'];
  const reports = names.flatMap((name) => sampleAlerts('inspector', inspector, name));
  expect(reports.map(({ finding: { status } }) => status)).toEqual(['new', 'new', 'suppressed', 'resolved']);
  expect(reports.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'resolved']);
  expect(new Set(reports.map(({ finding: { uid } }) => uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(4);
});

test('another finding is another problem, and the same event again is the same report', () => {
  const [one, again, other] = [
    event(finding),
    event(finding, { id: 'resent', time: '2026-08-31T16:00:00Z' }),
    event({ ...finding, findingArn: 'arn:aws:inspector2:eu-central-1:111122223333:finding/1f' }),
  ].map((payload) => alertOf(inspector, payload));
  expect(again?.id).toBe(one?.id);
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});

test.each([
  ['Inspector2 Scan', { 'scan-status': 'INITIAL_SCAN_COMPLETE' }, 'scan'],
  ['Inspector2 Coverage', { scanStatus: { reason: 'SUCCESSFUL', statusCodeValue: 'ACTIVE' } }, 'coverage'],
  ['Inspector2 Coverage', { scanStatus: { reason: 'RESOURCE_TERMINATED', statusCodeValue: 'INACTIVE' } }, 'coverage'],
])('%s with %o is no alert', (type, detail, reason) => {
  expect(readingOf(inspector, event(detail, { 'detail-type': type }))).toEqual({ kind: 'ignored', reason });
});
