import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathBelow, rootPath } from '../../../lambdas/domain/values/paths.ts';
import { notesOf, ofShape, shapeOf } from '../../../lambdas/domain/values/shapes.ts';

const nodesOf = (keys: readonly string[]) => keys.map((key) => pathBelow(rootPath(), key));

/** The names that the paths had before shapes: of two that are the same the second is numbered. */
function named(paths: readonly string[]): string[] {
  const names: string[] = [];
  for (const path of paths) {
    let name = path;
    for (let n = 2; names.includes(name); n += 1) name = `${path} (${n})`;
    names.push(name);
  }
  return names;
}

const keys = fc.array(fc.constantFrom('a', 'b', 'a (2)', 'a.b', '__proto__', 'constructor'), { maxLength: 8 });

it('has the paths in order, of which no two are the same', () => {
  fc.assert(
    fc.property(keys, (all) => {
      expect(shapeOf(nodesOf(all)).paths).toEqual(named(all));
    }),
  );
});

it('is the same for the same paths in the same order alone', () => {
  expect(shapeOf(nodesOf(['x', 'y']))).toBe(shapeOf(nodesOf(['x', 'y'])));
  expect(shapeOf(nodesOf(['y', 'x']))).not.toBe(shapeOf(nodesOf(['x', 'y'])));
  expect(shapeOf(nodesOf(['x']))).not.toBe(shapeOf(nodesOf(['x', 'y'])));
});

it('is made anew when a path is not kept', () => {
  const long = [...nodesOf(['x']), pathBelow(rootPath(), 'x'.repeat(300))];
  expect(shapeOf(long)).not.toBe(shapeOf(long));
  expect(shapeOf(long).paths).toEqual(['x', 'x'.repeat(300)]);
});

it('keeps no more than so many', () => {
  const first = shapeOf(nodesOf(['first of many']));
  for (let i = 0; i < 2_100; i += 1) shapeOf(nodesOf([`shape ${i}`]));
  const again = shapeOf(nodesOf(['first of many']));
  expect(again).not.toBe(first);
  expect(again.paths).toEqual(first.paths);
});

it('makes what follows from its paths once, until that is no longer right', () => {
  let made = 0;
  const count = ofShape((paths) => {
    made += 1;
    return { count: paths.length };
  });
  expect(count(shapeOf(nodesOf(['p', 'q'])))).toEqual({ count: 2 });
  expect(count(shapeOf(nodesOf(['p', 'q'])))).toEqual({ count: 2 });
  expect(made).toBe(1);
  count.forget();
  expect(count(shapeOf(nodesOf(['p', 'q'])))).toEqual({ count: 2 });
  expect(made).toBe(2);
});

it('notes the paths of which there is something to note, by their places', () => {
  const long = notesOf((path) => (path.length > 1 ? path.length : undefined));
  expect(long(shapeOf(nodesOf(['a', 'bb', 'c', 'dddd'])))).toEqual([
    { at: 1, note: 2 },
    { at: 3, note: 4 },
  ]);
});
