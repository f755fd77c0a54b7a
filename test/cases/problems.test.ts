/** What strangers' records say of their problem: ends meet what they end, different problems stay apart, repeats join. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { readTable } from '../conformance/tables.ts';
import { alertsOf } from '../sources/read.ts';

/** What a sender sends first, and what it changes then; by a name of the sender or of what differs. */
const Pairs = z.record(
  z.string(),
  z.strictObject({ first: z.record(z.string(), z.unknown()), change: z.record(z.string(), z.unknown()) }),
);
const tables = z.strictObject({ ends: Pairs, different: Pairs, repeats: Pairs }).parse(readTable('problems'));
const rowsOf = (pairs: z.infer<typeof Pairs>) =>
  Object.entries(pairs).map(([name, { first, change }]) => [name, first, change] as const);
const [ends, different, repeats] = [rowsOf(tables.ends), rowsOf(tables.different), rowsOf(tables.repeats)];

function alertOf(payload: unknown): Alert {
  const [alert, ...others] = alertsOf(generic, payload);
  if (alert === undefined || others.length > 0) throw new Error('one alert was expected');
  return alert;
}

it('are as many as were asked for, and each sender is there once', () => {
  expect(ends.length).toBeGreaterThanOrEqual(60);
  expect(different.length).toBeGreaterThanOrEqual(60);
  expect(repeats.length).toBeGreaterThanOrEqual(30);
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
