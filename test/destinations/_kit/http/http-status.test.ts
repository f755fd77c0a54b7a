import { describe, expect, it } from 'vitest';
import {
  judgeByStatus,
  judgeWithoutWord,
  retryAfterSeconds,
} from '../../../../lambdas/destinations/_kit/http/http-status.ts';
import { judgeTogether } from '../../../../lambdas/destinations/_kit/siem/judge-batch.ts';
import { rejected } from '../../../../lambdas/domain/outcome.ts';

const NOW = Date.UTC(2026, 10, 21, 20, 0, 0);
const answer = (status: number, retryAfter?: string, body = '') => ({
  at: NOW,
  status,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  body,
});

/** RFC 9110 §15, RFC 7725: what each class of status says about an alert when the vendor's own words say nothing. */
const refusing = [401, 402, 403, 404, 405, 406, 407, 410, 421, 426, 451];

describe('every status has an outcome', () => {
  const statuses = Array.from({ length: 500 }, (_, i) => i + 100);
  const kindOf = (status: number): string => {
    if (status >= 200 && status < 300) return 'delivered';
    if ((status >= 300 && status < 400) || refusing.includes(status)) return 'refused';
    return status === 413 ? 'rejected' : 'retry';
  };
  const judged = (status: number): string => {
    const outcome = judgeByStatus(answer(status));
    return 'refused' in outcome ? 'refused' : outcome.kind;
  };

  it('2xx delivered; redirects, credential and address refused; too large rejected; the rest retried', () => {
    expect(statuses.map((status) => [status, judged(status)])).toEqual(
      statuses.map((status) => [status, kindOf(status)]),
    );
  });

  it('without the vendor’s word no 2xx is delivered, and the others stay what they are', () => {
    const isSuccess = (status: number) => status >= 200 && status < 300;
    for (const status of statuses)
      expect(judgeWithoutWord(answer(status))).toEqual(
        isSuccess(status)
          ? { kind: 'unknown', reason: 'unconfirmed_response', refused: true }
          : judgeByStatus(answer(status)),
      );
  });

  it.each([
    [429, 'rate_limited'],
    [500, 'http_500'],
    [404, 'http_404'],
    [401, 'http_401'],
    [302, 'http_302'],
    [400, 'http_400'],
  ])('%s is called %s', (status, reason) => {
    expect(judgeByStatus(answer(status))).toMatchObject({ reason });
  });

  it.each([409, 423, 429, 503])('%s passes on how long to wait', (status) => {
    expect(judgeByStatus(answer(status, '7'))).toMatchObject({ kind: 'retry', afterSeconds: 7 });
  });
});

describe('a 2xx with a web page', () => {
  it.each([
    ['<!doctype html><title>Sign in</title>', {}],
    ['\n  <html>', {}],
    ['\ufeff<html>', {}],
    ['<?xml version="1.0"?><error/>', {}],
    ['Sign in', { 'content-type': 'text/html; charset=utf-8' }],
    ['', { 'content-type': 'TEXT/HTML' }],
  ])('%j %j is no confirmation', (body, headers) => {
    expect(judgeByStatus({ ...answer(200), headers, body })).toMatchObject({ kind: 'unknown', refused: true });
  });

  it.each(['', 'ok', '{"a":"<html>"}'])('%j is one where a status alone confirms', (body) => {
    expect(judgeByStatus(answer(202, undefined, body))).toEqual({ kind: 'delivered' });
  });
});

describe('one answer for a batch', () => {
  it.each([400, 413, 422])('%s may concern one of several, so none is rejected', (status) => {
    expect(judgeTogether(rejected('too_large'), answer(status), [1, 2]).map(({ kind }) => kind)).toEqual([
      'retry',
      'retry',
    ]);
    expect(judgeTogether(rejected('too_large'), answer(status), [1])).toEqual([rejected('too_large')]);
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
