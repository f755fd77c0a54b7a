import { expect, test } from 'vitest';
import { elastic } from '../../lambdas/sources/elastic/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(elastic, payload, { headers, receivedAt });

const document = (uuid: string, more: object = {}) => ({
  'kibana.alert.uuid': uuid,
  'kibana.alert.rule.name': 'PowerShell',
  '@timestamp': '2026-08-31T15:26:48.000Z',
  host: { name: 'WS-114' },
  ...more,
});

test.each([
  [{ 'kibana.alert.severity': 'high' }, 'high', 'high'],
  [{ 'kibana.alert.risk_score': 99 }, 'critical', '99'],
  [{ 'kibana.alert.risk_score': '73' }, 'high', '73'],
  [{ 'kibana.alert.risk_score': 47 }, 'medium', '47'],
  [{ 'kibana.alert.risk_score': 21 }, 'low', '21'],
  [{ kibana: { alert: { severity: 'low' } } }, 'low', 'low'],
  [{}, 'medium', 'derived'],
] as const)('%o is %s', (said, severity, vendorSeverity) => {
  expect(alerts(document('1', said))).toMatchObject([{ severity, vendorSeverity }]);
});

test('alerts without a severity have that of the rule beside them', () => {
  const rule = { name: 'PowerShell', severity: 'critical' };
  expect(alerts({ rule, alerts: [document('1')] })).toMatchObject([{ severity: 'critical' }]);
});

test('nested and flat names tell of the same problem', () => {
  const [flat] = alerts(document('1'));
  const [nested] = alerts({
    kibana: { alert: { uuid: '2', rule: { name: 'PowerShell' }, workflow_status: 'closed' } },
    'host.name': 'WS-114',
  });
  expect(nested).toMatchObject({ fingerprint: flat?.fingerprint, state: 'resolved' });
});

test.each([
  ['joined by commas, as Mustache writes lists', `${JSON.stringify(document('1'))},${JSON.stringify(document('2'))}`],
  ['as JSON text', JSON.stringify([document('1'), document('2')])],
  ['as a list', [document('1'), document('2')]],
  ['of a summary', { new: { count: 1, data: [document('1')] }, recovered: { count: 1, data: [document('2')] } }],
])('alerts %s are read one by one', (_, list) => {
  expect(alerts({ rule: { name: 'PowerShell' }, alerts: list })).toHaveLength(2);
});

test.each([
  [{ signals_count: '7' }, 'gap'],
  [{ rule: { name: 'R', max_signals: 2 } }, 'gap'],
  [{ rule: { name: 'R', max_signals: 100 }, signals_count: 2 }, 'detection'],
] as const)('%o beside two alerts ends with a %s', (said, kind) => {
  expect(alerts({ ...said, alerts: [document('1'), document('2')] }).at(-1)).toMatchObject({ kind });
});

test('a search hit with the fields that were asked for is its document', () => {
  const source = { 'kibana.alert.uuid': 'u', 'kibana.alert.rule.name': 'R', 'kibana.alert.severity': 'high' };
  const dated = { ...source, '@timestamp': '2026-08-31T15:26:50.829Z', 'host.name': 'web-01' };
  const fields = Object.fromEntries(Object.entries(dated).map(([name, value]) => [name, [value]]));
  const [whole, asked] = [alerts({ _id: 'd', _source: dated })[0], alerts({ _id: 'd', fields })[0]];
  expect(asked).toMatchObject({ type: 'R', severity: 'high', target: { host: 'web-01' } });
  expect([asked?.occurredAt, asked?.fingerprint]).toEqual([whole?.occurredAt, whole?.fingerprint]);
});
