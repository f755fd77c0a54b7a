import { expect, it } from 'vitest';
import { splunk } from '../../lambdas/destinations/splunk/index.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { eventsOf, problems } from '../validators/splunk.ts';

const token = '11111111-2222-3333-4444-555555555555';
const full = alertNamed('full');

it.each([
  'https://hec.example.test:8088',
  'https://hec.example.test:8088/',
  'https://hec.example.test:8088/services/collector',
  'https://hec.example.test:8088/services/collector/event',
  'https://hec.example.test:8088/services/collector/event/1.0/',
])('finds the endpoint of %s', (url) => {
  const { url: sent } = splunk.connect({ url, token }).render(full, attemptFor(full));
  expect(sent).toBe('https://hec.example.test:8088/services/collector/event');
});

it('concatenates a batch to objects that HEC reads one after the other, and each is what would be sent alone', () => {
  for (const format of ['alert', 'ocsf', 'ecs', 'cef', 'raw', 'cim']) {
    const connected = splunk.connect({ url: 'https://hec.example.test', token, format });
    const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));
    const request = connected.batch?.render(items);
    if (request === undefined) throw new Error('no batch');
    const { body = '' } = request;
    expect(problems(request)).toEqual([]);
    const alone = items.map(({ alert, attempt }) => JSON.parse(connected.render(alert, attempt).body ?? ''));
    expect(eventsOf(body)).toEqual(alone);
  }
});

it('lets a search tell repeats apart in every format', () => {
  for (const format of ['alert', 'ocsf', 'ecs', 'cef', 'raw', 'cim']) {
    const connected = splunk.connect({ url: 'https://hec.example.test', token, format });
    const attempt = { ...attemptFor(full), possibleDuplicate: true };
    const event = JSON.parse(connected.render(full, attempt).body ?? '');
    expect(event.fields).toEqual({
      alert_id: full.id,
      finding_uid: full.finding.uid,
      delivery_id: attempt.deliveryId,
      possible_duplicate: 'true',
    });
  }
});

it.each([
  ['a token with a line break', { token: 'abc\r\nX-Injected: yes' }],
  ['a url that is none', { url: 'hec.example.test' }],
  ['a scheme that is not http', { url: 'ftp://hec.example.test' }],
  ['a format that it does not know', { format: 'cloudevents' }],
  ['a channel that is no guid', { channel: 'abc' }],
])('refuses %s', (_, wrong) => {
  expect(splunk.settings.safeParse({ url: 'https://hec.example.test', token, ...wrong }).success).toBe(false);
});
