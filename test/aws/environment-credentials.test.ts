import { afterEach, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../infra/aws/environment-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

const provide = (id: string, secret: string, token?: string) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', id);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  vi.stubEnv('AWS_SESSION_TOKEN', token);
  return defaultProvider()();
};

it('a function has the credentials that Lambda puts into its environment', async () => {
  expect(await provide('id', 'key', 'token')).toEqual({
    accessKeyId: 'id',
    secretAccessKey: 'key',
    sessionToken: 'token',
  });
  expect(await provide('id', 'key')).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' });
});

it('and an error without them says what to set, and no value', async () => {
  const error = await provide('', 'key-of-nobody').catch((caught: unknown) => caught);
  expect(String(error)).toMatch(/AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set/);
  expect(String(error)).not.toContain('key-of-nobody');
});
