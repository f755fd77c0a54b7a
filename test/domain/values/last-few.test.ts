import { expect, it } from 'vitest';
import { LastFew } from '../../../lambdas/domain/values/last-few.ts';

it('has the results for the last few objects, by what they are and not by what is in them', () => {
  const few = new LastFew<number>(3);
  const objects = Array.from({ length: 5 }, () => ({}));
  for (const [i, object] of objects.entries()) few.set(object, i);
  expect(objects.map((object) => few.get(object))).toEqual([undefined, undefined, 2, 3, 4]);
  expect(few.get({})).toBeUndefined();
});
