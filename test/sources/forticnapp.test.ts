import { expect, test } from 'vitest';
import { forticnapp } from '../../lambdas/sources/forticnapp/index.ts';
import { alertOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = (more: object = {}) => ({
  event_title: 'New external server',
  lacework_account: 'tenant',
  event_description: 'Pod shop/web-0 connected to 3 servers.',
  event_timestamp: '31 Aug 2026 15:26 GMT',
  event_id: '220114',
  ...more,
});

test.each([
  ['1', 'critical', '1'],
  [2, 'high', '2'],
  ['3', 'medium', '3'],
  ['4', 'low', '4'],
  ['5', 'info', '5'],
  ['High', 'high', 'High'],
  ['', 'medium', undefined],
  ['99', 'medium', undefined],
] as const)('severity %s is %s', (event_severity, severity, vendorSeverity) => {
  expect(alertOf(forticnapp, event({ event_severity }))).toMatchObject({
    severity,
    ...(vendorSeverity === undefined ? {} : { vendorSeverity }),
  });
});

test('the time is English text', () => {
  expect(alertOf(forticnapp, event()).occurredAt).toBe('2026-08-31T15:26:00.000Z');
});

test('another event of the same title and description is the same problem, whatever its numbers', () => {
  const [one, two] = [
    alertOf(forticnapp, event()),
    alertOf(forticnapp, event({ event_id: '220115', event_description: 'Pod shop/web-0 connected to 7 servers.' })),
  ];
  expect(two.fingerprint).toBe(one.fingerprint);
  expect(two.id).not.toBe(one.id);
});

test.each([
  ['AWS Account 111111111111: bucket is public', 'AWS Account 222222222222: bucket is public'],
  ['web-1 connected to 203.0.113.4', 'web-2 connected to 203.0.113.4'],
  ['web-1 connected to 203.0.113.4', 'web-1 connected to 198.51.100.7'],
])('%s is another problem than %s', (one, other) => {
  const printOf = (event_description: string) => alertOf(forticnapp, event({ event_description })).fingerprint;
  expect(printOf(one)).not.toBe(printOf(other));
});

test('when something was seen is no part of the problem', () => {
  const printOf = (event_description: string) => alertOf(forticnapp, event({ event_description })).fingerprint;
  expect(printOf('since 2026-08-31 15:26:50 3 times')).toBe(printOf('since 2026-09-01T08:00:00Z 12 times'));
});

test.each([
  [
    'network',
    {
      class: 'threat',
      finding: { vendorUid: '220114' },
      cloud: { account: 'tenant' },
      labels: { source: 'Kubernetes' },
    },
  ],
  [
    'compliance',
    {
      class: 'compliance',
      finding: { vendorUid: '120884' },
      rule: { uid: 'Azure_CIS_2_1', category: 'Compliance' },
    },
  ],
])('the alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('forticnapp', forticnapp, name)).toMatchObject([places]);
});

test('open, in progress and closed are one finding, and three reports', () => {
  const reports = ['Open', 'In Progress', 'Closed'].map((event_status) => alertOf(forticnapp, event({ event_status })));
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
});
