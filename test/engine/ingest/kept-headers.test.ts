import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { headersThatMatter } from '../../../lambdas/engine/ingest/headers.ts';
import { AT_SECONDS, sourceOf, world } from './world.ts';

const none = sourceOf('auth: none').auth;

describe('headers', () => {
  it.each([
    'x-author',
    'ce-authid',
    'ce-authtype',
    'x-authority',
    'x-github-event',
    'x-key-figure',
    'x-tokyo',
    'svix-id',
    'content-type',
  ])('such as %s are kept', (name) => {
    expect(headersThatMatter({ [name]: 'v' }, none)).toEqual({ [name]: 'v' });
  });

  it.each([
    'authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'x-api-key',
    'x-apikey',
    'api_key',
    'x-auth-token',
    'x-authtoken',
    'x-gitlab-token',
    'x-gitlabtoken',
    'x-hook-secret',
    'x-password',
    'x-hub-signature-256',
    'svix-signature',
    'x-access-key',
    'x-functions-key',
    'x-auth',
    'x-auth-key',
    'x-amz-security-token',
    'x-csrf',
    'x-session-id',
    'x-credentials',
    'x-jwt',
  ])('that bear a credential, such as %s, are not', (name) => {
    expect(headersThatMatter({ [name]: 'v' }, none)).toEqual({});
  });
});

test('a signature under the names of Svix proves the same', async () => {
  const body = Buffer.from('{"type":"a.b","data":{}}');
  const signed = createHmac('sha256', Buffer.from('a2V5', 'base64'))
    .update(`msg_1.${AT_SECONDS}.${body}`)
    .digest('base64');
  const headers = { 'svix-id': 'msg_1', 'svix-timestamp': String(AT_SECONDS), 'svix-signature': `v1,${signed}` };
  const source = sourceOf('auth: { standardWebhooks: "whsec_a2V5" }');
  expect((await world(source).post({ headers, body })).outcome).toBe('accepted');
  expect((await world(source).post({ headers: { ...headers, 'svix-id': 'msg_2' }, body })).outcome).toBe('credential');
  expect((await world(source).post({ headers: { ...headers, 'svix-timestamp': '1' }, body })).outcome).toBe(
    'credential',
  );
});

describe('a question of Event Grid whether it may send', () => {
  const event = {
    id: '1',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: '2026-01-02T10:00:00Z',
    data: { validationCode: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' },
  };
  const headers = { 'aeg-event-type': 'SubscriptionValidation', authorization: 'Bearer right' };
  const source = sourceOf('auth: { bearer: "right" }');

  it('is answered with its code, and accepted as nothing else', async () => {
    const here = world(source);
    const { outcome, answer } = await here.post({ headers, body: Buffer.from(JSON.stringify([event])) });
    expect(outcome).toBe('handshake');
    expect(JSON.parse(answer.body)).toEqual({ validationResponse: event.data.validationCode });
    expect(here.sent).toEqual([]);
  });

  it('is not answered to somebody without a credential', async () => {
    const { outcome } = await world(source).post({
      headers: { 'aeg-event-type': 'SubscriptionValidation' },
      body: Buffer.from(JSON.stringify([event])),
    });
    expect(outcome).toBe('credential');
  });

  it('and what only says so is an alert like any other', async () => {
    const { outcome } = await world(source).post({ headers, body: Buffer.from('[{"title":"Vault opened"}]') });
    expect(outcome).toBe('accepted');
  });
});
