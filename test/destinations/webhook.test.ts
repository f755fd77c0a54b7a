import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhook } from '../../lambdas/destinations/webhook.ts';
import { alertNamed, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { problems } from '../validators/webhook.ts';

const url = 'https://receiver.example.test/in';
const oldSecret = 'whsec_dG9jc2luLWZpeHR1cmUtc2VjcmV0LW9sZC0wMDE=';
const newSecret = 'whsec_dG9jc2luLWZpeHR1cmUtc2VjcmV0LW5ldy0wMDI=';
const plainSecret = 'a plain text secret of 24+ bytes';
const full = alertNamed('full');
/** The reference library accepts only what was signed within five minutes of now. */
const attempt = { ...attemptFor(full), at: new Date().toISOString() };

describe('signatures', () => {
  it.each([
    ['one secret', oldSecret, [new Webhook(oldSecret)]],
    ['two secrets in one text', `${oldSecret}, ${newSecret}`, [new Webhook(oldSecret), new Webhook(newSecret)]],
    ['two secrets in a list', [oldSecret, newSecret], [new Webhook(oldSecret), new Webhook(newSecret)]],
    ['a secret of plain text', plainSecret, [new Webhook(plainSecret, { format: 'raw' })]],
  ])('of %s verify with the reference library', (_, signingSecret, verifiers) => {
    for (const format of ['alert', 'ocsf', 'cloudevents']) {
      const { headers, body = '' } = webhook.connect({ url, signingSecret, format }).render(full, attempt);
      for (const verifier of verifiers) expect(verifier.verify(body, headers)).toEqual(JSON.parse(body));
      for (const verifier of verifiers) expect(() => verifier.verify(`${body} `, headers)).toThrow();
    }
  });

  it('change with the attempt, but the id stays', () => {
    const connected = webhook.connect({ url, signingSecret: oldSecret });
    const first = connected.render(full, attempt).headers;
    const second = connected.render(full, { ...attempt, at: new Date(Date.now() + 5000).toISOString() }).headers;
    expect(second['webhook-id']).toBe(first['webhook-id']);
    expect(second['webhook-signature']).not.toBe(first['webhook-signature']);
  });

  it('of a GET cover its empty body', () => {
    const { headers, body } = webhook.connect({ url, method: 'GET', signingSecret: oldSecret }).render(full, attempt);
    expect(body).toBeUndefined();
    expect(() => new Webhook(oldSecret).verify('', headers)).not.toThrow();
  });
});

it('sends a GET whose address stays short and whose alert cannot add or change a parameter', () => {
  const connected = webhook.connect({ url: `${url}?sig=a%2Fb%20c&id=mine`, method: 'GET' });
  fc.assert(
    fc.property(arbitraryAlert, (alert) => {
      const { url: sent } = connected.render(alert, attempt);
      expect(sent.length).toBeLessThan(2200);
      expect(sent.startsWith(`${url}?sig=a%2Fb%20c&id=mine&`)).toBe(true);
      const names = [...new URL(sent).searchParams.keys()];
      expect(new Set(names).size).toBe(names.length - (names.filter((name) => name === 'id').length - 1));
    }),
    { numRuns: 100 },
  );
});

it('lets the operator override a header, but not what identifies and signs the request', () => {
  const request = webhook
    .connect({ url, headers: { 'User-Agent': 'mine', 'Content-Type': 'text/json' } })
    .render(full, attempt);
  expect(problems(request)).toEqual([]);
  expect(request.headers).toMatchObject({ 'user-agent': 'mine', 'content-type': 'text/json' });
});

it.each([
  ['a header with a line break', { headers: { 'x-a': 'b\r\nX-Injected: yes' } }],
  ['a header name with a space', { headers: { 'x a': 'b' } }],
  ['a header that Tocsin signs with', { headers: { 'Webhook-Signature': 'v1,forged' } }],
  ['a header of the connection', { headers: { 'Content-Length': '1' } }],
  ['a signing secret that is too short', { signingSecret: 'whsec_c2hvcnQ=' }],
  ['an empty signing secret', { signingSecret: '' }],
  ['one weak secret among strong ones', { signingSecret: `${oldSecret},weak` }],
  ['a method that has no meaning here', { method: 'DELETE' }],
  ['a status code that is none', { successCodes: [20] }],
  ['an empty list of status codes', { successCodes: [] }],
  ['an address that is no web address', { url: 'file:///etc/passwd' }],
])('refuses %s', (_, wrong) => {
  expect(webhook.settings.safeParse({ url, ...wrong }).success).toBe(false);
});
