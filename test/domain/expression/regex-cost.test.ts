import { expect, it } from 'vitest';
import { isCheap } from '../../../lambdas/domain/expression/regex-cost.ts';

it.each([
  [/rate/, 4096],
  [/rate limit|too many/i, 300],
  [/^[a-z+*]+$/, 100],
  [/\(a\)+/, 100],
  [/^prod-(?:eu|us)/, 1000],
])('%s over %i characters needs no time limit', (pattern, length) => {
  expect(isCheap(pattern, length)).toBe(true);
});

it.each([
  [/(a+)+$/, 30],
  [/(?:a|a)*$/, 30],
  [/^(\w+\s?)+$/, 30],
  [/(a){2,}/, 30],
  [/(a)\1/, 30],
  [/(?<x>a)\k<x>/, 30],
  [/(?=a*)b/, 30],
  [/(?<!a*)b/, 30],
  [/a*a*a*b/, 300],
  [/a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b/, 30],
  [/rate.*limit/, 4096],
  [/x/, 8_000_000],
])('%s over %i characters runs with a time limit', (pattern, length) => {
  expect(isCheap(pattern, length)).toBe(false);
});
