import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { googleSecops } from '../../lambdas/destinations/google-secops/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const key = { type: 'service_account', client_email: 'a@b.iam.gserviceaccount.com', private_key: privateKey };
const settings = {
  project: 'soc-project',
  region: 'europe-west2',
  instance: '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba',
  credentials: JSON.stringify(key),
};
const full = alertNamed('full');

it('writes to the region’s endpoint as the account of the key', () => {
  const { url, auth } = googleSecops.connect(settings).render(full, attemptFor(full));
  expect(url).toBe(
    'https://chronicle.europe-west2.rep.googleapis.com/v1beta/projects/soc-project/locations/europe-west2/instances/' +
      '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba/events:import',
  );
  expect(auth).toMatchObject({
    kind: 'service-account',
    clientEmail: key.client_email,
    privateKey,
    tokenUrl: 'https://oauth2.googleapis.com/token',
  });
});

it('names an event the same however often it is sent', () => {
  const connected = googleSecops.connect(settings);
  const [first, second] = [false, true].map((possibleDuplicate) => {
    const { body = '' } = connected.render(full, { ...attemptFor(full), possibleDuplicate });
    return JSON.parse(body).inlineSource.events[0].udm.metadata;
  });
  expect(second.id).toBe(first.id);
  expect(second.productLogId).toBe(full.finding.uid);
  expect(JSON.stringify(second.ingestionLabels)).toContain(full.id);
  expect(JSON.stringify(second.ingestionLabels)).toContain('possible_duplicate');
});

it.each([
  ['is no JSON', privateKey],
  ['is of another kind', JSON.stringify({ ...key, type: 'authorized_user' })],
  ['has no account', JSON.stringify({ ...key, client_email: undefined })],
  ['was cut off', JSON.stringify({ ...key, private_key: privateKey.replace(/[A-Za-z0-9+/]{40}\n/, '\n') })],
  ['has lost its line breaks’ backslashes', JSON.stringify({ ...key, private_key: privateKey.replaceAll('\n', 'n') })],
  ['is a public key', JSON.stringify({ ...key, private_key: privateKey.replaceAll('PRIVATE', 'PUBLIC') })],
])('refuses a credential that %s', (_, credentials) => {
  const { success, error } = googleSecops.settings.safeParse({ ...settings, credentials });
  expect(success).toBe(false);
  expect(JSON.stringify(error)).not.toContain('MII');
});

it.each([
  ['a region that is an address', { region: 'evil.example/' }],
  ['a project that is a path', { project: '../x' }],
  ['an instance that is a name', { instance: 'prod' }],
])('refuses %s', (_, wrong) => {
  expect(googleSecops.settings.safeParse({ ...settings, ...wrong }).success).toBe(false);
});
