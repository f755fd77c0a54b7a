import { expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { isRegistered, underTest } from './under-test.ts';

it('the conformance suites run over every source and destination', async () => {
  expect(Object.fromEntries(await underTest('sources'))).toEqual(sources);
  expect(Object.fromEntries(await underTest('destinations'))).toEqual(destinations);
});

it('what is in no registry is not found', () => {
  expect(isRegistered('destinations', 'akto')).toBe(false);
  expect(isRegistered('sources', 'constructor')).toBe(false);
  expect(isRegistered('sources', 'akto')).toBe(true);
});
