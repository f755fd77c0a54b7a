import { describe, expect, it } from 'vitest';
import { judgeByStatus, retryAfterSeconds } from '../../../lambdas/core/http/http-status.ts';

const NOW = Date.UTC(2026, 10, 21, 20, 0, 0);
const answer = (status: number, retryAfter?: string) => ({
  at: NOW,
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  body: '',
});

describe('every status has a verdict', () => {
  const statuses = Array.from({ length: 500 }, (_, i) => i + 100);
  const kindOf = (status: number): string => {
    if (status >= 200 && status < 300) return 'delivered';
    return status >= 500 || [401, 403, 408, 425, 429].includes(status) ? 'retry' : 'rejected';
  };

  it('2xx delivered; 401, 403, 408, 425, 429 and 5xx again; the rest never', () => {
    expect(statuses.map((status) => [status, judgeByStatus(answer(status)).kind])).toEqual(
      statuses.map((status) => [status, kindOf(status)]),
    );
  });

  it('only 401 and 403 refuse everybody', () => {
    expect(statuses.filter((status) => 'refused' in judgeByStatus(answer(status)))).toEqual([401, 403]);
  });

  it.each([
    [429, 'rate_limited'],
    [500, 'http_500'],
    [404, 'http_404'],
    [401, 'http_401'],
  ])('%s is called %s', (status, reason) => {
    expect(judgeByStatus(answer(status))).toMatchObject({ reason });
  });

  it.each([429, 503])('%s hands on how long to wait', (status) => {
    expect(judgeByStatus(answer(status, '7'))).toMatchObject({ kind: 'retry', afterSeconds: 7 });
  });
});

describe('Retry-After', () => {
  it.each<[string | undefined, number | undefined]>([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['1.2', 2],
    ['Sat, 21 Nov 2026 20:00:30 GMT', 30],
    ['Saturday, 21-Nov-26 20:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 19:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %s seconds', (value, seconds) => {
    expect(retryAfterSeconds(answer(429, value))).toBe(seconds);
  });
});
