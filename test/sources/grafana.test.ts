import { expect, test } from 'vitest';
import { grafana } from '../../lambdas/sources/grafana/index.ts';
import { alertsOf, readingOf } from './read.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const read = (payload: unknown) => readingOf(grafana, payload, { receivedAt });
const alerts = (payload: unknown) => alertsOf(grafana, payload, { receivedAt });

const firing = {
  status: 'firing',
  labels: { alertname: 'Login failures', severity: 'high' },
  annotations: { summary: '5x baseline' },
  startsAt: '2026-08-31T17:02:10.5+02:00',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: 'c6eadffa33fcdf37',
  values: { B: 44.2 },
};

test('what is over resolves what was firing, whatever its values', () => {
  const over = { ...firing, status: 'resolved', endsAt: '2026-08-31T15:32:10Z', values: {} };
  const [open, resolved] = alerts({ version: '1', alerts: [firing, over] });
  expect([open?.state, resolved?.state]).toEqual(['open', 'resolved']);
  expect(resolved?.fingerprint).toBe(open?.fingerprint);
  expect(resolved?.id).not.toBe(open?.id);
  expect(open?.occurredAt).toBe('2026-08-31T15:02:10.500Z');
});

test.each([
  ['MissingSeries', 'Login failures: 5x baseline, ended because its data is missing, not known to be solved'],
  ['Paused', 'Login failures: 5x baseline, ended because its rule was paused, not known to be solved'],
  ['RuleDeleted', 'Login failures: 5x baseline, ended because its rule was deleted, not known to be solved'],
  ['KeepLast', 'Login failures: 5x baseline'],
  ['', 'Login failures: 5x baseline'],
])('an alert that was ended by %s says whether its problem is solved, and meets what fired', (reason, title) => {
  const annotations = { ...firing.annotations, grafana_state_reason: reason };
  const [open, ended] = alerts({
    alerts: [firing, { ...firing, status: 'resolved', endsAt: '2026-08-31T15:32:10Z', annotations }],
  });
  expect(ended).toMatchObject({ title, state: 'resolved', fingerprint: open?.fingerprint });
});

test('an alert that fires without data says so', () => {
  const annotations = { ...firing.annotations, grafana_state_reason: 'NoData' };
  expect(alerts({ alerts: [{ ...firing, annotations }] })[0]?.title).toBe('Login failures: 5x baseline, no data');
});

test('alerts left out are a gap of Grafana', () => {
  expect(alerts({ alerts: [firing], truncatedAlerts: 2, groupKey: 'k' })[1]).toMatchObject({
    kind: 'gap',
    title: 'Grafana left out 2 alerts of group k',
  });
});

test('the test of a contact point is recognised, but not beside an alert', () => {
  const probe = { ...firing, labels: { alertname: 'TestAlert', instance: 'Grafana' } };
  expect(read({ alerts: [probe] })).toMatchObject({
    kind: 'ignored',
    reason: 'test',
    detections: [{ type: 'TestAlert' }],
  });
  expect(alerts({ alerts: [probe, firing] })).toHaveLength(2);
});

test.each([
  ['alerting', 'open'],
  ['no_data', 'open'],
  ['ok', 'resolved'],
])('the state %s of an old dashboard alert is %s, and one problem', (state, expected) => {
  const legacy = (word: string) =>
    alerts({ ruleId: 7, ruleName: 'Failed logins', state: word, tags: { severity: 'low' } })[0];
  expect(legacy(state)).toMatchObject({
    state: expected,
    severity: 'low',
    fingerprint: legacy('alerting')?.fingerprint,
  });
});

test('"Send Test" of legacy alerting is a test', () => {
  const payload = {
    evalMatches: [{ value: 100, metric: 'High value', tags: null }],
    message: 'Someone is testing the alert notification within Grafana.',
    ruleId: 6154,
    ruleName: 'Test notification',
    state: 'alerting',
    title: '[Alerting] Test notification',
  };
  expect(read(payload)).toMatchObject({ kind: 'ignored', reason: 'test' });
  expect(read({ ...payload, message: 'Something is wrong.' }).kind).toBe('alerts');
});
