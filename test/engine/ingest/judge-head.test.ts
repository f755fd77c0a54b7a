import { describe, expect, it } from 'vitest';
import { MAX_REQUEST_BYTES } from '../../../lambdas/domain/webhook.ts';
import { judgeHead } from '../../../lambdas/engine/ingest/receive.ts';
import type { HookHead } from '../../../lambdas/engine/ingest/request.ts';
import { sourceOf, world } from './world.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';

const auths = {
  none: 'auth: none',
  bearer: 'auth: { bearer: k }',
  header: 'auth: { header: { name: X-Key, value: k } }',
  basic: 'auth: { basic: { username: u, password: k } }',
  token: 'auth: { token: k }',
  hmac: 'auth: { hmac: { scheme: github, secret: k } }',
  standard: 'auth: { standardWebhooks: "whsec_a2V5" }',
  sns: `auth: { sns: { topicArns: ["${TOPIC}"] } }`,
};

const outcomeOf = async (setting: string, head: Partial<HookHead>): Promise<string | undefined> => {
  const source = sourceOf(setting);
  const whole: HookHead = {
    method: 'POST',
    source: 'it',
    pathToken: undefined,
    headers: {},
    query: {},
    address: '198.51.100.7',
    hasBody: true,
    ...head,
  };
  const answered = await judgeHead(whole, { sources: async () => ({ it: source, unset: undefined }) });
  return answered?.outcome;
};

describe('before the body is read', () => {
  it.each<[string, keyof typeof auths, Partial<HookHead>, string | undefined]>([
    ['an unknown source', 'none', { source: 'nobody' }, 'unknown-source'],
    ['a name that every object has', 'none', { source: 'constructor' }, 'unknown-source'],
    ['a source without its secret', 'none', { source: 'unset' }, 'no-secret'],
    ['a method that is not allowed', 'none', { method: 'DELETE' }, 'method'],
    ['no credential where none is wanted', 'none', {}, undefined],
    ['the right bearer', 'bearer', { headers: { authorization: 'Bearer k' } }, undefined],
    ['a wrong bearer', 'bearer', { headers: { authorization: 'Bearer x' } }, 'credential'],
    ['the right header', 'header', { headers: { 'x-key': 'k' } }, undefined],
    ['no header', 'header', {}, 'credential'],
    ['the right password', 'basic', { headers: { authorization: basic('u:k') } }, undefined],
    ['a wrong password', 'basic', { headers: { authorization: basic('u:x') } }, 'credential'],
    ['the right token', 'token', { pathToken: 'k' }, undefined],
    ['no token', 'token', {}, 'credential'],
    ['a signature over the body', 'hmac', { headers: { 'x-hub-signature-256': 'sha256=00' } }, undefined],
    ['no signature', 'hmac', {}, 'credential'],
    [
      'a signature over no body',
      'hmac',
      { method: 'GET', headers: { 'x-hub-signature-256': 'sha256=00' } },
      'credential',
    ],
    ['a standard signature', 'standard', { headers: { 'webhook-signature': 'v1,00' } }, undefined],
    ['no standard signature', 'standard', {}, 'credential'],
    ['a message of SNS, which bears its signature inside', 'sns', {}, undefined],
  ])('%s (%s)', async (_, auth, head, outcome) => {
    expect(await outcomeOf(auths[auth], head)).toBe(outcome);
  });

  it.each(Object.values(auths))('another address is refused whatever it offers (%s)', async (auth) => {
    const head = { headers: { authorization: 'Bearer k', 'x-key': 'k' }, pathToken: 'k', address: '203.0.113.9' };
    expect(await outcomeOf(`${auth}, allowFrom: [192.0.2.0/24]`, head)).toBe('address');
  });

  it('a question whether one may send is answered when no body is announced', async () => {
    const question = { query: { validationToken: 't' } };
    expect(await outcomeOf(auths.bearer, { ...question, hasBody: false })).toBe('handshake');
    expect(await outcomeOf(auths.bearer, { ...question, hasBody: true })).toBe('credential');
  });
});

describe('a body that is larger than a request may be', () => {
  const body = Buffer.alloc(MAX_REQUEST_BYTES + 1, ' ');

  it('is refused with the limit and with what to do', async () => {
    const { outcome, answer } = await world(sourceOf(auths.none)).post({ body });
    expect([outcome, answer.statusCode]).toEqual(['too-large', 413]);
    expect(answer.body).toMatch(/4500001 bytes.*4500000 bytes.*gzip/);
    expect((await world(sourceOf(auths.none)).post({ body: body.subarray(1) })).outcome).toBe('accepted');
  });

  it('is refused before its signature is looked at', async () => {
    const headers = { 'x-hub-signature-256': 'sha256=00' };
    expect((await world(sourceOf(auths.hmac)).post({ body, headers })).outcome).toBe('too-large');
    expect((await world(sourceOf(auths.hmac)).post({ body: body.subarray(1), headers })).outcome).toBe('credential');
  });
});
