import { describe, expect, it } from 'vitest';
import { readQuery, readTarget } from '../../../infra/local/edge/target.ts';
import { edge, statusOf } from './world.ts';

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`;

describe('a request target', () => {
  it.each([
    '//',
    '/\\',
    '///',
    '//[',
    'http://[',
    'http:///',
    '*',
    '/v1/hooks/%',
    '/v1/hooks/%ff',
    '/v1/alerts/%zz',
    '//v1/hooks/open',
  ])('%s is malformed: 400, and no failure of ours', async (target) => {
    const here = await edge();
    const answer = await here.raw(get(target));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toContain('content-type: application/problem+json');
    expect(here.logged).toEqual([]);
  });

  it.each([
    'GARBAGE\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /v1/health HTTP/1.1\r\n\r\n',
    'GET\u0000/ HTTP/1.1\r\n\r\n',
  ])('%j is no HTTP: 400, and no failure of ours', async (text) => {
    const here = await edge();
    expect(statusOf(await here.raw(text))).toBe(400);
    expect(here.logged).toEqual([]);
  });

  it('with headers that never end is 431', async () => {
    const here = await edge();
    const answer = await here.raw(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(statusOf(answer)).toBe(431);
    expect(answer).toContain('application/problem+json');
  });

  it.each(['/v1/hooks/', '/v1/hooks/open/', '/v1/alerts/'])(
    'with a part longer than any id is 404: %s',
    async (path) => {
      const here = await edge();
      expect((await fetch(`${here.url}${path}${'a'.repeat(513)}`)).status).toBe(404);
      expect(here.logged, 'neither ingest nor the API was asked').toEqual([]);
      expect((await fetch(`${here.url}${path}${'a'.repeat(512)}`)).status).not.toBe(500);
    },
  );

  it.each<[string, string, string | undefined]>([
    ['/v1/hooks/akto', 'akto', undefined],
    ['/v1/hooks/akto/', 'akto', undefined],
    ['/v1/hooks/akto/t%2Fk', 'akto', 't/k'],
    ['/v1/hooks/a%20b?x=1', 'a b', undefined],
    ['http://tocsin.example/v1/hooks/akto?x=1', 'akto', undefined],
  ])('%s is a hook', (raw, source, token) => {
    expect(readTarget(raw)).toMatchObject({ hook: { source, token } });
  });

  it.each(['/v1/hooks', '/v1/hooks/', '/v1/hooks/a/b/c', '/v2/hooks/a', '/', '/metrics'])('%s is none', (raw) => {
    expect(readTarget(raw)).toMatchObject({ path: raw, hook: undefined });
  });

  it('keeps all values of its query', () => {
    expect(readQuery('')).toEqual({});
    expect(readQuery('a=1&b=x+y&a=2&a=3&c&%zz=1&__proto__=p')).toEqual(
      Object.fromEntries([
        ['a', ['1', '2', '3']],
        ['b', 'x y'],
        ['c', ''],
        ['%zz', '1'],
        ['__proto__', 'p'],
      ]),
    );
  });
});
