import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TRAITS_FILE, traitsText } from '../../infra/docs/traits-list.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import { loadDestination } from '../../lambdas/destinations/load.ts';
import { traitsOf } from '../../lambdas/destinations/traits.ts';
import { sources } from '../../lambdas/sources/index.ts';
import { loadSources } from '../../lambdas/sources/load.ts';

it('every source is loaded by its type, and nothing by another', async () => {
  expect(await loadSources([...Object.keys(sources), 'nobody', 'constructor'])).toEqual(sources);
});

it.each(Object.entries(destinations))('%s is loaded by its type, and routing knows its traits', async (type, own) => {
  expect(await loadDestination(type)).toBe(own);
  const { maxItems = 1, about } = own;
  expect(traitsOf(type)).toEqual({ group: about.group, takesBatches: maxItems > 1 });
});

it('the list of traits is what the destinations declare: run "npm run docs" when it is not', () => {
  expect(readFileSync(TRAITS_FILE, 'utf8')).toBe(traitsText());
});

it('no destination is loaded by a name that is no type', async () => {
  for (const name of ['nobody', 'constructor', '__proto__']) {
    expect(await loadDestination(name)).toBeUndefined();
    expect(traitsOf(name)).toBeUndefined();
  }
});
