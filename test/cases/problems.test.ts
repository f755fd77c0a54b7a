/** What strangers' records say of their problem: ends meet what they end, different problems stay apart, repeats join. */
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { alertsOf } from '../sources/read.ts';
import { different } from './different.ts';
import { ends } from './ends.ts';
import { repeats } from './repeats.ts';

function alertOf(payload: unknown): Alert {
  const [alert, ...others] = alertsOf(generic, payload);
  if (alert === undefined || others.length > 0) throw new Error('one alert was expected');
  return alert;
}

it('are as many as were asked for, each sender once', () => {
  expect(new Set(ends.map(([sender]) => sender)).size).toBeGreaterThanOrEqual(60);
  expect(new Set(different.map(([sender]) => sender)).size).toBeGreaterThanOrEqual(60);
  expect(new Set(repeats.map(([sender]) => sender)).size).toBeGreaterThanOrEqual(30);
});

describe('an end is one, and meets its opener', () => {
  it.each(ends)('%s', (_, opener, change) => {
    const [open, end] = [alertOf(opener), alertOf({ ...opener, ...change })];
    expect([open.state, end.state]).toEqual(['open', 'resolved']);
    expect(end.fingerprint).toBe(open.fingerprint);
    expect(end.id).not.toBe(open.id);
  });
});

describe('two problems stay apart by their', () => {
  it.each(different)('%s', (_, one, change) => {
    expect(alertOf({ ...one, ...change }).fingerprint).not.toBe(alertOf(one).fingerprint);
  });
});

describe('the same again joins, with another', () => {
  it.each(repeats)('%s', (_, one, change) => {
    const [first, again] = [alertOf(one), alertOf({ ...one, ...change })];
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(first.state).toBe('open');
  });
});
