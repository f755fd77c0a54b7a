import { expect, test } from 'vitest';
import { crowdstrike } from '../../lambdas/sources/crowdstrike.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(crowdstrike, payload, { headers, receivedAt });

const alert = {
  composite_id: 'cid:ind:aid:1',
  display_name: 'WebShell',
  device: { hostname: 'web-01' },
  filename: 'sh',
  user_name: 'www',
  timestamp: '2026-08-31T15:26:50.244Z',
};

test.each([
  [{ severity_name: 'High', severity: 20 }, 'high', 'High'],
  [{ severity: 80 }, 'critical', '80'],
  [{ severity: '79' }, 'high', '79'],
  [{ severity: 59 }, 'medium', '59'],
  [{ severity: 39 }, 'low', '39'],
  [{ severity: 3 }, 'info', '3'],
  [{ severity: 'Tremendous' }, 'medium', 'derived'],
] as const)('%o is %s', (said, severity, severitySource) => {
  expect(alerts({ ...alert, ...said })).toMatchObject([{ severity, severitySource }]);
});

test('in the event stream a severity of 1 to 5 counts in steps', () => {
  const event = { DetectId: 'ldt:1', DetectName: 'NGAV', Severity: 5 };
  expect(alerts({ metadata: { eventType: 'DetectionSummaryEvent' }, event })).toMatchObject([{ severity: 'critical' }]);
});

test('an update is a new occurrence of the same problem, and closed resolves it', () => {
  const [open] = alerts(alert);
  const [closed] = alerts({ ...alert, status: 'closed', updated_timestamp: '2026-08-31T18:00:00Z' });
  expect(closed).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  expect(closed?.id).not.toBe(open?.id);
  expect(alerts({ ...alert, composite_id: 'cid:ind:aid:2' })[0]?.fingerprint).toBe(open?.fingerprint);
  expect(alerts({ ...alert, device: { hostname: 'web-02' } })[0]?.fingerprint).not.toBe(open?.fingerprint);
});

test.each([
  ['Prevention, process killed.', 'blocked'],
  ['Detection, standard detection.', 'observed'],
  ['Detection, process would have been blocked if related prevention policy setting was enabled.', 'observed'],
  [undefined, 'unknown'],
])('the disposition %s is the action %s', (pattern_disposition_description, action) => {
  expect(alerts({ ...alert, pattern_disposition_description })).toMatchObject([{ action }]);
});
