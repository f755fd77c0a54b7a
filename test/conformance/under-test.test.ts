import { expect, it } from 'vitest';
import { destinations } from '../../lambdas/destinations/index.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { moduleOf } from './under-test.ts';

it.each([
  ...Object.entries(sources).map(([type, adapter]) => ['sources', type, adapter] as const),
  ...Object.entries(destinations).map(([type, adapter]) => ['destinations', type, adapter] as const),
])('of %s, %s can be loaded without the others', async (folder, type, adapter) => {
  const found = moduleOf(folder, type);
  expect(found && (await import(found.url.href))[found.name]).toBe(adapter);
});

it('what is in no registry is not found', () => {
  expect(moduleOf('destinations', 'akto')).toBeUndefined();
  expect(moduleOf('sources', 'source')).toBeUndefined();
});
