import { decode, encode } from '@jridgewell/sourcemap-codec';
import { expect, it } from 'vitest';
import { ownSourceMap } from '../../infra/aws/own-source-map.ts';

const mapOf = (mappings: Parameters<typeof encode>[0]) =>
  JSON.stringify({
    version: 3,
    sources: ['../node_modules/a/index.js', '../lambdas/b.ts', '../../x/node_modules/c.js', '../lambdas/d.ts'],
    names: ['ofA', 'ofB', 'ofD'],
    mappings: encode(mappings),
  });

it('keeps our own places and names, and ends each before the code of a package', () => {
  const map = JSON.parse(
    ownSourceMap(
      mapOf([
        [],
        [
          [0, 0, 0, 0, 0],
          [5, 0, 1, 0],
          [9, 3, 4, 2, 2],
          [12, 3, 5, 0],
          [20, 2, 7, 0],
          [25, 0, 8, 0],
          [30, 1, 1, 1, 1],
        ],
      ]),
    ),
  );
  expect(map).toMatchObject({ version: 3, sources: ['../lambdas/d.ts', '../lambdas/b.ts'], names: ['ofD', 'ofB'] });
  expect(decode(map.mappings)).toEqual([[], [[9, 0, 4, 2, 0], [12, 0, 5, 0], [20], [30, 1, 1, 1, 1]]]);
});

it('has nothing to say of packages alone', () => {
  const map = JSON.parse(ownSourceMap(mapOf([[[0, 0, 0, 0, 0]], [[3, 2, 0, 0]]])));
  expect(map).toMatchObject({ sources: [], names: [] });
  expect(decode(map.mappings).flat()).toEqual([]);
});
