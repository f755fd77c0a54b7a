import { expect, test } from 'vitest';
import { standardWebhooks } from '../../lambdas/sources/standard-webhooks/index.ts';
import { alertsOf } from './read.ts';

const payload = {
  type: 'threat.detected',
  timestamp: '2026-08-31T15:26:50.829165Z',
  data: { title: 'Token replay', severity: 'high' },
};
const sent = (id: string) => ({ headers: { 'webhook-id': id } });

test('what the sender tries again is the same occurrence, by its webhook-id', () => {
  const [first] = alertsOf(standardWebhooks, payload, sent('msg_1'));
  const [again] = alertsOf(standardWebhooks, payload, { ...sent('msg_1'), receivedAt: '2026-09-05T08:00:00.000Z' });
  const [other] = alertsOf(standardWebhooks, payload, sent('msg_2'));
  expect(again?.id).toBe(first?.id);
  expect(other?.id).not.toBe(first?.id);
  expect(other?.fingerprint).toBe(first?.fingerprint);
});

test('several records of one message are told apart', () => {
  const data = [payload.data, { title: 'Another', severity: 'low' }];
  const ids = alertsOf(standardWebhooks, { ...payload, data }, sent('msg_1')).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

test.each(['threat.resolved', 'threat.closed'])('%s resolves it', (type) => {
  const [open] = alertsOf(standardWebhooks, payload, sent('msg_1'));
  expect(alertsOf(standardWebhooks, { ...payload, type }, sent('msg_2'))).toMatchObject([
    { state: 'resolved', fingerprint: open?.fingerprint },
  ]);
});

test('a thin event is joined by the id of its thing', () => {
  const thin = (type: string, id: string) =>
    alertsOf(standardWebhooks, { type, timestamp: 1788190010, data: { id } })[0];
  expect(thin('incident.resolved', 'inc_77')?.fingerprint).toBe(thin('incident.created', 'inc_77')?.fingerprint);
  expect(thin('incident.created', 'inc_78')?.fingerprint).not.toBe(thin('incident.created', 'inc_77')?.fingerprint);
});
