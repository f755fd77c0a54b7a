import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathBelow, pathTo, rootPath } from '../../../lambdas/domain/values/paths.ts';

const keys = fc.array(fc.oneof(fc.constantFrom('', 'a', 'b.c', '__proto__', 'constructor'), fc.string()), {
  maxLength: 6,
});

it('is the path that its keys make, however often it is asked for', () => {
  fc.assert(
    fc.property(keys, (all) => {
      const expected = all.reduce(pathTo, '');
      expect(all.reduce(pathBelow, rootPath()).path).toBe(expected);
      expect(all.reduce(pathBelow, rootPath()).path).toBe(expected);
    }),
  );
});

it('makes the path of one key below another once', () => {
  expect(pathBelow(rootPath(), 'kept once')).toBe(pathBelow(rootPath(), 'kept once'));
});

it('keeps no path that is long, and not more than so many', () => {
  const long = 'x'.repeat(300);
  expect(pathBelow(rootPath(), long)).not.toBe(pathBelow(rootPath(), long));
  const first = pathBelow(rootPath(), 'first');
  for (let i = 0; i < 20_000; i += 1) pathBelow(rootPath(), `key ${i}`);
  rootPath();
  expect(pathBelow(rootPath(), 'first')).not.toBe(first);
  expect(pathBelow(rootPath(), 'first').path).toBe('first');
});
