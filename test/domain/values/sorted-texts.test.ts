import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortOnce, sortTexts } from '../../../lambdas/domain/values/sorted-texts.ts';

it('sorts as the language does, few texts and many', () => {
  const texts = fc.array(fc.string({ unit: 'binary' }), { maxLength: 60 });
  fc.assert(
    fc.property(texts, (all) => {
      expect(sortTexts([...all])).toEqual([...all].sort());
    }),
  );
});

it('leaves each text once', () => {
  const texts = fc.array(fc.string({ maxLength: 2 }), { maxLength: 60 });
  fc.assert(
    fc.property(texts, (all) => {
      expect(sortOnce([...all])).toEqual([...new Set(all)].sort());
    }),
  );
});
