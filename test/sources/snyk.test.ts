import { expect, test } from 'vitest';
import { snyk } from '../../lambdas/sources/snyk/index.ts';
import { alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(snyk, payload, { headers, receivedAt });

const project = { id: 'p1', name: 'example/app', lastTestedDate: '2026-08-31T15:26:50.829Z' };
const issue = {
  id: 'SNYK-1',
  pkgName: 'lodash',
  pkgVersions: ['4.0.0'],
  issueData: { title: 'XSS', severity: 'high' },
};

test('removed resolves what was new', () => {
  const [found] = alerts({ project, newIssues: [issue], removedIssues: [] });
  const later = { ...project, lastTestedDate: '2026-09-01T15:26:50.829Z' };
  const [gone] = alerts({ project: later, newIssues: [], removedIssues: [issue] });
  expect(found).toMatchObject({ title: 'XSS in lodash@4.0.0 of example/app', severity: 'high', state: 'open' });
  expect(gone).toMatchObject({ state: 'resolved', fingerprint: found?.fingerprint });
});

test('an issue that comes back is a new occurrence of the same problem', () => {
  const at = (timestamp: string) => alerts({ project, newIssues: [issue] }, { 'x-snyk-timestamp': timestamp })[0];
  const [one, two] = [at('2026-08-31T15:26:50Z'), at('2026-09-07T15:26:50Z')];
  expect(two?.fingerprint).toBe(one?.fingerprint);
  expect(two?.id).not.toBe(one?.id);
  expect(one?.occurredAt).toBe('2026-08-31T15:26:50.000Z');
});

test.each([
  [{ webhookId: 'w' }, {}, 'ping'],
  [{}, { 'x-snyk-event': 'ping/v0' }, 'ping'],
  [{ project, newIssues: [], removedIssues: [] }, {}, 'snapshot'],
])('%o with %o is ignored: %s', (payload, headers, reason) => {
  const received = { headers: { ...headers }, receivedAt, repaired: false };
  expect(readingOf(snyk, payload, received)).toEqual({ kind: 'ignored', reason });
});

test('new, ignored and removed are three reports of one finding', () => {
  const at = (lastTestedDate: string) => ({ ...project, lastTestedDate });
  const reports = [
    ...alerts({ project, newIssues: [issue] }),
    ...alerts({ project: at('2026-09-01T15:26:50.829Z'), newIssues: [{ ...issue, isIgnored: true }] }),
    ...alerts({ project: at('2026-09-02T15:26:50.829Z'), removedIssues: [issue] }),
  ];
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'suppressed', 'resolved']);
  expect(reports[0]?.finding).toMatchObject({ vendorUid: 'p1/SNYK-1/lodash', lastSeenAt: project.lastTestedDate });
});

test.each([
  [
    'project-snapshot',
    {
      class: 'vulnerability',
      riskScore: 80,
      rule: { uid: 'SNYK-JS-EXAMPLE-1', name: 'Prototype Pollution' },
      code: { repository: 'example/app', path: 'package.json' },
      vulnerabilities: [{ cve: 'CVE-2026-1111', cvss: 9.8, package: 'example', version: '1.0.0' }],
    },
  ],
  [
    'new-and-removed',
    {
      riskScore: 64,
      code: { repository: 'example/app', branch: 'main' },
      labels: { team: 'shop' },
      vulnerabilities: [
        { cve: 'CVE-2026-2', cvss: 7.2, package: 'redcarpet', version: '2.0.1', fixedIn: '2.2.0' },
        { cve: 'CVE-2026-3', cvss: 7.2, package: 'redcarpet', version: '2.0.1', fixedIn: '2.2.0' },
      ],
    },
  ],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('snyk', snyk, name)[0]).toMatchObject(places);
});

test('a license is compliance, and the image of a container project is an image', () => {
  expect(sampleAlerts('snyk', snyk, 'new-and-removed')[1]).toMatchObject({
    class: 'compliance',
    finding: { status: 'suppressed' },
  });
  const image = { ...project, name: 'shop/web', type: 'deb', origin: 'docker-hub', imageTag: '1.2' };
  expect(alerts({ project: image, newIssues: [issue] })[0]?.container).toEqual({ image: 'shop/web:1.2' });
});
