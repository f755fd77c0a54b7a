import { expect, it } from 'vitest';
import { sentinel } from '../../lambdas/destinations/sentinel/index.ts';
import { alertNamed, alerts, attemptFor } from '../conformance/alerts.ts';
import { problems } from '../validators/sentinel.ts';

const settings = {
  endpoint: 'https://tocsin-5kyl.westeurope-1.ingest.monitor.azure.com',
  dcrImmutableId: 'dcr-000a00a000a00000a000000aa000a0aa',
  tenantId: '00001111-aaaa-2222-bbbb-3333cccc4444',
  clientId: '11112222-bbbb-3333-cccc-4444dddd5555',
  clientSecret: 'invented',
};
const full = alertNamed('full');

it('sends an array, of one or of many', () => {
  const connected = sentinel.connect(settings);
  const items = [...alerts.values()].map((alert) => ({ alert, attempt: attemptFor(alert) }));
  const request = connected.batch?.render(items);
  if (request === undefined) throw new Error('no batch');
  expect(problems(request)).toEqual([]);
  expect(JSON.parse(request.body ?? '')).toHaveLength(items.length);
  expect(JSON.parse(connected.render(full, attemptFor(full)).body ?? '')).toHaveLength(1);
});

it.each([
  ['https://x.westeurope-1.ingest.monitor.azure.com', 'https://monitor.azure.com/.default'],
  ['https://x.usgovvirginia-1.ingest.monitor.azure.us', 'https://monitor.azure.us/.default'],
  ['https://evil.example/.ingest.monitor.azure.us', 'https://monitor.azure.com/.default'],
])('asks for a token of the cloud of %s', (endpoint, scope) => {
  const { auth } = sentinel.connect({ ...settings, endpoint }).render(full, attemptFor(full));
  expect(auth).toMatchObject({ kind: 'client-credentials', scope });
});

it.each([
  ['the name of a rule for its id', { dcrImmutableId: 'my-rule' }],
  ['a table for a stream', { stream: 'TocsinAlerts_CL' }],
  ['a tenant by its domain', { tenantId: 'contoso.example' }],
  ['an endpoint that is none', { endpoint: 'x.ingest.monitor.azure.com' }],
])('refuses %s', (_, wrong) => {
  expect(sentinel.settings.safeParse({ ...settings, ...wrong }).success).toBe(false);
});
