import { describe, expect, it, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertmanager } from '../../lambdas/sources/alertmanager/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const alerts = (payload: unknown) => alertsOf(alertmanager, payload, { receivedAt });

const firing = {
  status: 'firing',
  labels: { alertname: 'NodeDown', instance_id: 'i-0123456789abcdef0', severity: 'critical' },
  annotations: { summary: 'down for 5m' },
  startsAt: '2026-09-01T09:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: '9f2c1d7b6a5e4f30',
};
const resolved = { ...firing, status: 'resolved', endsAt: '2026-09-01T09:30:00Z' };
const group = (...list: readonly unknown[]) => ({ version: '4', receiver: 'r', groupKey: '{}', alerts: list });
const one = (alert: unknown): Alert | undefined => alerts(group(alert))[0];

describe('an alert that fires and is over', () => {
  const [open, over] = [one(firing), one(resolved)];

  it('is one problem with two occurrences', () => {
    expect(over?.fingerprint).toBe(open?.fingerprint);
    expect(over?.id).not.toBe(open?.id);
  });

  it('starts at its start and is over at its end', () => {
    expect([open?.state, open?.occurredAt]).toEqual(['open', '2026-09-01T09:00:00.000Z']);
    expect([over?.state, over?.occurredAt]).toEqual(['resolved', '2026-09-01T09:30:00.000Z']);
  });

  it('is the same occurrence when it is sent again with another value in its text', () => {
    expect(one({ ...firing, annotations: { summary: 'down for 4h' } })?.id).toBe(open?.id);
  });

  it('is a new occurrence when it fires anew', () => {
    const again = one({ ...firing, startsAt: '2026-09-01T11:00:00Z' });
    expect(again?.id).not.toBe(open?.id);
    expect(again?.fingerprint).toBe(open?.fingerprint);
  });
});

test.each([
  { labels: { ...firing.labels, instance_id: 'i-0123456789abcdef1' } },
  { fingerprint: '9f2c1d7b6a5e4f31' },
  { labels: { ...firing.labels, pod: 'web-6d6f8cc7d5-2q9wf' } },
])('what another label or fingerprint names is another problem, or one end would be taken for both: %o', (change) => {
  expect(one({ ...firing, ...change })?.fingerprint).not.toBe(one(firing)?.fingerprint);
});

test.each([
  ['critical', 'critical', 'critical'],
  ['Page', 'high', 'Page'],
  ['error', 'high', 'error'],
  ['warning', 'medium', 'warning'],
  ['P3', 'medium', 'P3'],
  ['sev-1', 'critical', 'sev-1'],
  ['info', 'info', 'info'],
  ['none', 'info', 'none'],
  ['frobnicate', 'medium', 'derived'],
  [undefined, 'medium', 'derived'],
  [null, 'medium', 'derived'],
] as const)('the label severity %s is %s', (given, severity, vendorSeverity) => {
  expect(one({ ...firing, labels: { alertname: 'X', severity: given } })).toMatchObject({ severity, vendorSeverity });
});

test.each([7, '7'])(
  'truncatedAlerts %j is an alert of kind gap that says how many and since when',
  (truncatedAlerts) => {
    const [, gap] = alerts({ ...group(firing), truncatedAlerts });
    expect(gap).toMatchObject({ kind: 'gap', title: 'Alertmanager left out 7 alerts of group {}' });
    expect(gap?.description).toContain('2026-09-01T09:00:00.000Z');
  },
);

test.each([0, '0', null, 'many', undefined])('truncatedAlerts %j is none', (truncatedAlerts) => {
  expect(alerts({ ...group(firing), truncatedAlerts })).toHaveLength(1);
});

test('an alert without a status is over when its end has passed', () => {
  const { status: _, ...silent } = resolved;
  expect(one(silent)?.state).toBe('resolved');
  expect(one({ ...silent, endsAt: '2026-09-01T10:30:00Z' })?.state).toBe('open');
});

test('every alert of a group of thousands arrives, with an id of its own', () => {
  const many = Array.from({ length: 5000 }, (_, n) => ({
    ...firing,
    labels: { ...firing.labels, pod: `web-${n}` },
    fingerprint: undefined,
  }));
  expect(new Set(alerts(group(...many)).map(({ id }) => id)).size).toBe(5000);
});
