import { describe, expect, it } from 'vitest';
import { elasticsearch } from '../../lambdas/destinations/elasticsearch/index.ts';
import { opensearch } from '../../lambdas/destinations/opensearch/index.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { pairsOf, problems } from '../validators/elasticsearch.ts';

const settings = { url: 'https://es.example.test:9243', apiKey: 'aWQ6a2V5' };
const full = alertNamed('full');
const rendered = (alert = full, attempt = attemptFor(alert)) => {
  const { body = '' } = elasticsearch.connect(settings).render(alert, attempt);
  const [[action, document] = ['{}', '{}']] = pairsOf(body);
  return { action: JSON.parse(action), document: JSON.parse(document) };
};

it('gives an alert one id, whichever delivery brings it and however often', () => {
  const attempt = attemptFor(full);
  expect(rendered(full, { ...attempt, deliveryId: 'other', possibleDuplicate: true }).action).toEqual(
    rendered(full, attempt).action,
  );
  expect(rendered({ ...full, id: 'no id/for a path\n' }).action.create._id).toMatch(/^[0-9a-f]{64}$/);
});

it('marks what may be a repeat', () => {
  const attempt = attemptFor(full);
  expect(rendered(full, attempt).document.tags).toEqual(['tocsin', 'detection']);
  expect(rendered(full, { ...attempt, possibleDuplicate: true }).document.tags).toContain('possible_duplicate');
});

it('writes a batch as the sum of its documents', () => {
  const { batch } = elasticsearch.connect(settings);
  const items = [...alerts.values()]
    .filter(({ id }) => id.length <= 512)
    .map((alert) => ({ alert, attempt: attemptFor(alert) }));
  const request = batch?.render(items);
  if (request === undefined) throw new Error('no batch');
  expect(problems(request)).toEqual([]);
  expect(pairsOf(request.body ?? '').map(([action]) => JSON.parse(action).create._id)).toEqual(
    items.map(({ alert }) => alert.id),
  );
});

describe.each([
  ['elasticsearch', elasticsearch, settings],
  ['opensearch', opensearch, { url: settings.url, user: 'tocsin', password: 'p' }],
] as const)('%s', (_, destination, good) => {
  it.each(['logs-tocsin.alert-default', 'tocsin-alerts', 'säkerhet'])('writes to %s', (index) => {
    expect(destination.settings.safeParse({ ...good, index }).success).toBe(true);
  });

  it.each(['Alerts', '_all', '-x', '+x', '..', 'a,b', 'a b', 'a/../b', '<x>', 'a*', '', 'x'.repeat(256)])(
    'refuses to write to "%s"',
    (index) => expect(destination.settings.safeParse({ ...good, index }).success).toBe(false),
  );
});

it.each([
  ['no credential', {}],
  ['two credentials', { apiKey: 'aWQ6a2V5', user: 'u', password: 'p' }],
  ['a user without a password', { user: 'u' }],
  ['a password beside a key', { apiKey: 'aWQ6a2V5', password: 'p' }],
  ['a key that is not encoded', { apiKey: 'id:key' }],
  ['a user with a colon', { user: 'a:b', password: 'p' }],
])('Elasticsearch refuses %s', (_, credentials) => {
  expect(elasticsearch.settings.safeParse({ url: settings.url, ...credentials }).success).toBe(false);
});

it.each([
  ['no credential', {}],
  ['a user and a region', { user: 'u', password: 'p', region: 'eu-central-1' }],
  ['a service without a region', { user: 'u', password: 'p', service: 'es' }],
  ['half of a key', { region: 'eu-central-1', accessKeyId: 'AKIA' }],
  ['a region that is none', { region: 'Frankfurt' }],
])('OpenSearch refuses %s', (_, credentials) => {
  expect(opensearch.settings.safeParse({ url: settings.url, ...credentials }).success).toBe(false);
});

it.each([
  ['https://search-x.eu-central-1.es.amazonaws.com', {}, 'es'],
  ['https://abc.eu-central-1.aoss.amazonaws.com', {}, 'aoss'],
  ['https://siem.example.test', { service: 'aoss' }, 'aoss'],
])('signs for %s as it asks for', (url, more, service) => {
  const connected = opensearch.connect({ url, region: 'eu-central-1', ...more });
  expect(connected.render(full, attemptFor(full)).auth).toEqual({ kind: 'aws', service, region: 'eu-central-1' });
});
