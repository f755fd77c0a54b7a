import { expect, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { wazuh } from '../../lambdas/sources/wazuh/index.ts';
import { readingOf } from './read.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

function one(payload: unknown): Alert | undefined {
  const reading = readingOf(wazuh, payload, { receivedAt });
  if (reading.kind !== 'alerts') return undefined;
  return reading.detections.map((it) => finish(it, { source: 'w', vendor: 'V', product: 'P', receivedAt }))[0];
}

const alert = {
  timestamp: '2026-08-31T15:26:50.829+0000',
  rule: { level: 10, id: '5712', description: 'sshd: brute force.', groups: ['sshd'] },
  agent: { id: '003', name: 'web-01' },
  manager: { name: 'mgr' },
  id: '1788190010.123456',
  data: { srcip: '198.51.100.7' },
};
const withRule = (rule: object, more: object = {}) => one({ ...alert, ...more, rule: { ...alert.rule, ...rule } });

test.each([
  [0, 'info'],
  [3, 'info'],
  [4, 'low'],
  ['6', 'low'],
  [7, 'medium'],
  [11, 'medium'],
  ['12', 'high'],
  [14, 'high'],
  [15, 'critical'],
  [16, 'critical'],
] as const)('level %s is %s', (level, severity) => {
  expect(withRule({ level })).toMatchObject({ severity, vendorSeverity: String(level) });
});

test.each([null, 'high-ish', '', undefined])('level %s is derived', (level) => {
  expect(withRule({ level })).toMatchObject({ severity: 'medium' });
});

test('the title says what, where and from whom', () => {
  expect(one(alert)?.title).toBe('sshd: brute force on web-01 from 198.51.100.7');
  expect(one(alert)?.occurredAt).toBe('2026-08-31T15:26:50.829Z');
});

test('the id tells occurrences apart, and what a script puts around an alert does not', () => {
  expect(one({ severity: 3, title: 'x', all_fields: alert })?.id).toBe(one(alert)?.id);
  const again = { ...alert, id: '1788190999.1', timestamp: '2026-08-31T16:00:00.000+0000' };
  expect(one(again)?.id).not.toBe(one(alert)?.id);
  expect(one(again)?.fingerprint).toBe(one(alert)?.fingerprint);
});

test.each([
  [{ action: 'drop' }, ['firewall'], 'blocked'],
  [{ action: 'ALLOW' }, ['firewall'], 'allowed'],
  [{ command: 'add' }, ['ossec', 'active_response'], 'blocked'],
  [{ command: 'delete' }, ['ossec', 'active_response'], 'observed'],
  [{}, ['sshd'], 'observed'],
] as const)('%j of groups %j is %s', (data, groups, action) => {
  expect(withRule({ groups }, { data })?.action).toBe(action);
});

test('a vulnerability that is solved resolves its own, though another rule says so', () => {
  const vulnerability = { cve: 'CVE-2026-1', package: { name: 'libssl3' }, severity: 'High' };
  const open = withRule({ id: '23505' }, { data: { vulnerability: { ...vulnerability, status: 'Active' } } });
  const over = withRule({ id: '23502' }, { data: { vulnerability: { ...vulnerability, status: 'Solved' } } });
  expect([open?.state, over?.state]).toEqual(['open', 'resolved']);
  expect(over?.fingerprint).toBe(open?.fingerprint);
});

test.each([
  ['203', '205'],
  ['504', '503'],
  ['506', '503'],
])('rule %s is a gap, and rule %s is its end', (lost, back) => {
  const [open, over] = [withRule({ id: lost, level: 3 }), withRule({ id: back, level: 3 })];
  expect(open).toMatchObject({ kind: 'gap', state: 'open', severity: 'medium' });
  expect(over).toMatchObject({ kind: 'gap', state: 'resolved', fingerprint: open?.fingerprint });
});

test.each([
  [{ result: 'failed' }, 'open'],
  [{ result: 'passed', previous_result: 'failed' }, 'resolved'],
  [{ result: 'passed', previous_result: 'Not applicable' }, 'resolved'],
  [{ status: 'Not applicable', previous_result: 'failed' }, 'resolved'],
] as const)('a check with %o is %s', (check, state) => {
  expect(one({ ...alert, data: { sca: { policy_id: 'cis', check: { id: '1', ...check } } } })).toMatchObject({ state });
});
