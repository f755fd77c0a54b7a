import { expect, it } from 'vitest';
import { sumo } from '../../lambdas/destinations/sumo/index.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { problems } from '../validators/sumo.ts';

const url = 'https://endpoint4.collection.sumologic.com/receiver/v1/http/token==';

it('writes a batch as lines, each what would be sent alone', () => {
  const connected = sumo.connect({ url });
  const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));
  const request = connected.batch?.render(items);
  if (request === undefined) throw new Error('no batch');
  expect(problems(request)).toEqual([]);
  expect(request.body?.split('\n')).toEqual(items.map(({ alert, attempt }) => connected.render(alert, attempt).body));
});

it('cuts an alert to what one message holds, and says so', () => {
  const facts = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`fact ${n}`, '"'.repeat(16_000)]));
  const alert = { ...alertNamed('full'), facts };
  const { body = '' } = sumo.connect({ url }).render(alert, attemptFor(alert));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
  expect(JSON.parse(body)).toMatchObject({
    alert_id: alert.id,
    event: { id: alert.id, facts: { 'tocsin.shortened': expect.any(String) } },
  });
});

it.each([
  ['a category with a line break', { sourceCategory: 'a\r\nx-injected: yes' }],
  ['a name beyond ASCII', { sourceName: 'höst' }],
  ['a field with a comma', { fields: { team: 'a,b=c' } }],
  ['a field whose name is none', { fields: { 'a=b': 'c' } }],
  ['a URL that is none', { url: 'collectors.sumologic.com' }],
])('refuses %s', (_, wrong) => {
  expect(sumo.settings.safeParse({ url, ...wrong }).success).toBe(false);
});
