import { expect, test } from 'vitest';
import { wiz } from '../../lambdas/sources/wiz.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(wiz, payload, { headers, receivedAt });

const issue = (more: object = {}, control: object = {}) => ({
  trigger: { source: 'ISSUE', type: 'Created' },
  issue: { id: 'i1', status: 'OPEN', severity: 'CRITICAL', created: '2026-08-31T15:09:25.306109Z', ...more },
  resource: { id: 'arn:1', name: 'web', subscriptionId: '111122223333', cloudPlatform: 'AWS' },
  control: { id: 'wc-1', name: 'Exposed VM', ...control },
});

test.each([
  [{ severity: 'INFORMATIONAL' }, {}, 'info'],
  [{ severity: 'LOW' }, { severity: 'CRITICAL' }, 'low'],
  [{ severity: '' }, { severity: 'HIGH' }, 'high'],
  [{ severity: null }, {}, 'medium'],
])('the issue %o of the control %o is %s', (more, control, severity) => {
  expect(alerts(issue(more, control))).toMatchObject([{ severity }]);
});

test.each([
  ['OPEN', 'open'],
  ['IN_PROGRESS', 'open'],
  ['RESOLVED', 'resolved'],
  ['REJECTED', 'resolved'],
])('the status %s is %s, of the same problem', (status, state) => {
  const [alert] = alerts(issue({ status }));
  expect(alert).toMatchObject({ state, fingerprint: alerts(issue())[0]?.fingerprint });
});

test('a changed severity is a new occurrence, another rule of automation is not', () => {
  const [one] = alerts(issue());
  expect(alerts(issue({ severity: 'HIGH' }))[0]?.id).not.toBe(one?.id);
  const other = { ...issue(), trigger: { source: 'ISSUE', type: 'Created', ruleId: 'r2', ruleName: 'another' } };
  expect(alerts(other)[0]?.id).toBe(one?.id);
});
