import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signatureError } from '../../infra/sandbox/_kit/aws-signature.ts';
import type { SandboxRequest } from '../../infra/sandbox/_kit/receiver.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { signed } from '../../lambdas/transport/sigv4.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const example = {
  at: '2013-05-24T00:00:00Z',
  region: 'us-east-1',
  keys: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
};
const BUCKET = 'https://examplebucket.s3.amazonaws.com';

const published: [string, OutboundRequest, string][] = [
  [
    'GET object',
    { method: 'GET', url: `${BUCKET}/test.txt`, headers: { range: 'bytes=0-9' } },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'GET bucket lifecycle',
    { method: 'GET', url: `${BUCKET}/?lifecycle`, headers: {} },
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'list objects',
    { method: 'GET', url: `${BUCKET}/?max-keys=2&prefix=J`, headers: {} },
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
];

/** The request as the service gets it. */
function received({ method, url, headers, body = '' }: OutboundRequest): SandboxRequest {
  const { pathname, searchParams } = new URL(url);
  const bytes = Buffer.from(body);
  return { at: Date.now(), method, path: pathname, query: searchParams, headers, bytes, text: body };
}

describe.each(published)('the example %s of AWS', (_, request, signature) => {
  const { region, keys } = example;

  it('has the signature that AWS publishes', async () => {
    vi.setSystemTime(new Date(example.at));
    const { headers } = await signed(request, { kind: 'aws', service: 's3', region, keys });
    expect(headers['authorization']).toMatch(
      new RegExp(`Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, .*Signature=${signature}$`),
    );
  });

  it('is taken by the stand-ins, which reckon it out by themselves', async () => {
    vi.setSystemTime(new Date(example.at));
    const sent = await signed(request, { kind: 'aws', service: 's3', region, keys });
    expect(signatureError(received(sent), { ...keys, region, service: 's3' })).toBeUndefined();
  });
});

describe('a signed request', () => {
  const { region, keys } = example;
  const post: OutboundRequest = {
    method: 'POST',
    url: 'https://es.example.test/a%20b/_bulk?pretty=1&a=2&a=1',
    headers: { 'content-type': 'application/json', 'x-amz-target': 'T.Put' },
    body: '{"é":1}',
  };
  const signer = { ...keys, region, service: 'es' };
  const sign = () => signed(post, { kind: 'aws', service: 'es', region, keys });

  it('keeps address, body and headers, and signs all that AWS asks for', async () => {
    const sent = await sign();
    expect(sent).toMatchObject({ method: 'POST', url: post.url, body: post.body, headers: post.headers });
    expect(sent.headers['authorization']).toContain(
      'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target,',
    );
    expect(signatureError(received(sent), signer)).toBeUndefined();
  });

  it('carries the token of a session', async () => {
    const session = { ...keys, sessionToken: 'session-token' };
    const sent = await signed(post, { kind: 'aws', service: 'es', region, keys: session });
    expect(sent.headers['x-amz-security-token']).toBe('session-token');
    expect(signatureError(received(sent), signer)).toBeUndefined();
  });

  it.each([
    ['another body', { bytes: Buffer.from('{}') }, 'XAmzContentSHA256Mismatch'],
    ['another path', { path: '/other' }, 'SignatureDoesNotMatch'],
    ['another query', { query: new URLSearchParams('a=1') }, 'SignatureDoesNotMatch'],
    ['ten minutes of delay', { at: Date.parse('2013-05-24T00:10:00Z') }, 'RequestExpired'],
  ])('does not hold for %s', async (_, change, error) => {
    vi.setSystemTime(new Date(example.at));
    expect(signatureError({ ...received(await sign()), ...change }, signer)).toBe(error);
  });

  it.each([
    ['another secret', { secretAccessKey: 'x' }, 'SignatureDoesNotMatch'],
    ['another key', { accessKeyId: 'AKIAX' }, 'UnrecognizedClientException'],
    ['another region', { region: 'eu-west-1' }, 'InvalidSignatureException'],
    ['another service', { service: 's3' }, 'InvalidSignatureException'],
  ])('does not hold for %s', async (_, change, error) => {
    expect(signatureError(received(await sign()), { ...signer, ...change })).toBe(error);
  });
});
