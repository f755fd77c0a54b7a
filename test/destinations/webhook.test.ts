import { createPublicKey, verify } from 'node:crypto';
import { CloudEvent, HTTP } from 'cloudevents';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhook } from '../../lambdas/destinations/webhook/index.ts';
import { alertNamed, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { problems } from '../validators/webhook.ts';

const url = 'https://receiver.example.test/in';
const oldSecret = 'whsec_dG9jc2luLWZpeHR1cmUtc2VjcmV0LW9sZC0wMDE=';
const newSecret = 'whsec_dG9jc2luLWZpeHR1cmUtc2VjcmV0LW5ldy0wMDI=';
const plainSecret = 'a plain text secret of 24+ bytes';
/** RFC 8032 §7.1, test 1: the private half, and the public one. */
const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const privateSecret = (hex: string): string => `whsk_${Buffer.from(hex, 'hex').toString('base64')}`;
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

  it.each([
    ['a private key', privateSecret(seed)],
    ['a private key with the public one behind it', privateSecret(seed + publicKey)],
  ])('of %s verify with the public one', (_, signingSecret) => {
    const { headers, body = '' } = webhook.connect({ url, signingSecret }).render(full, attempt);
    const [version, signature = ''] = (headers['webhook-signature'] ?? '').split(',');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const content = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
    expect(version).toBe('v1a');
    expect(verify(null, content, key, Buffer.from(signature, 'base64'))).toBe(true);
    expect(verify(null, Buffer.concat([content, content]), key, Buffer.from(signature, 'base64'))).toBe(false);
  });

  it('of both kinds stand side by side, and the reference library finds its own', () => {
    const signingSecret = [privateSecret(seed), oldSecret];
    const { headers, body = '' } = webhook.connect({ url, signingSecret }).render(full, attempt);
    expect(headers['webhook-signature']).toMatch(/^v1a,[\w+/]{86}== v1,[\w+/]{43}=$/);
    expect(new Webhook(oldSecret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it('cover a CloudEvent that its SDK accepts', () => {
    const { headers, body = '' } = webhook
      .connect({ url, signingSecret: oldSecret, format: 'cloudevents' })
      .render(full, attempt);
    const event = HTTP.toEvent({ headers: { ...headers }, body });
    expect(event instanceof CloudEvent && event.validate()).toBe(true);
    expect(new Webhook(oldSecret).verify(body, headers)).toMatchObject({ id: full.id });
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

describe('a template', () => {
  const send = async (settings: object) => {
    const connected = webhook.connect({ url, ...settings });
    const prepared = await connected.prepare?.(full);
    return connected.render(full, prepared === undefined ? attempt : { ...attempt, prepared });
  };

  it.each([
    ['JSON', '{ "name": title }', {}, 'application/json', JSON.stringify({ name: full.title })],
    ['a text', 'title', {}, 'text/plain; charset=utf-8', full.title],
    ['what the operator says it is', 'title', { contentType: 'text/markdown' }, 'text/markdown', full.title],
  ])('makes %s', async (_, template, more, contentType, body) => {
    const request = await send({ body: template, signingSecret: oldSecret, ...more });
    expect(request.body).toBe(body);
    expect(request.headers['content-type']).toBe(contentType);
    expect(request.headers).not.toHaveProperty('tocsin-template');
    expect(() => new Webhook(oldSecret).verify(body, request.headers, { jsonParse: false })).not.toThrow();
  });

  it.each([
    ['fails', '$number(title)', 'failed D3030'],
    ['says nothing', 'nothing.here', 'failed empty'],
  ])('that %s costs no alert: it goes out in the format, and says so', async (_, template, note) => {
    const request = await send({ body: template, contentType: 'text/markdown', format: 'ocsf' });
    expect(request.headers).toMatchObject({ 'tocsin-template': note, 'content-type': 'application/json' });
    expect(request.body).toBe((await send({ format: 'ocsf' })).body);
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
  ['a private key that is too short', { signingSecret: 'whsk_c2hvcnQ=' }],
  ['a private key with the public half of another', { signingSecret: privateSecret(seed + seed) }],
  ['a template that does not compile', { body: '{ "name": title' }],
  ['an empty template', { body: '' }],
  ['a template for a GET', { method: 'GET', body: 'title' }],
  ['a content type of nothing', { contentType: 'application/json' }],
  ['a content type that is none', { body: 'title', contentType: 'a/b\r\nx: y' }],
  ['a header that Tocsin notes something in', { headers: { 'Tocsin-Template': 'fine' } }],
  ['an empty signing secret', { signingSecret: '' }],
  ['one weak secret among strong ones', { signingSecret: `${oldSecret},weak` }],
  ['a method that has no meaning here', { method: 'DELETE' }],
  ['a status code that is none', { successCodes: [20] }],
  ['an empty list of status codes', { successCodes: [] }],
  ['an address that is no web address', { url: 'file:///etc/passwd' }],
])('refuses %s', (_, wrong) => {
  expect(webhook.settings.safeParse({ url, ...wrong }).success).toBe(false);
});
