import { expect, it } from 'vitest';
import { remembered } from '../../../lambdas/domain/values/remembered.ts';

/** A function that counts how often it works. */
function counted() {
  const asked: string[] = [];
  const recall = remembered(
    (text) => {
      asked.push(text);
      return text === 'nothing' ? undefined : text.length;
    },
    { most: 2, longest: 8 },
  );
  return { asked, recall };
}

it('works once for a text, also where it gives nothing', () => {
  const { asked, recall } = counted();
  expect([recall('a'), recall('a'), recall('nothing'), recall('nothing')]).toEqual([1, 1, undefined, undefined]);
  expect(asked).toEqual(['a', 'nothing']);
});

it('keeps no longer text, and begins anew when there are too many', () => {
  const { asked, recall } = counted();
  for (const text of ['a', 'b', 'much too long', 'much too long', 'c', 'a']) recall(text);
  expect(asked).toEqual(['a', 'b', 'much too long', 'much too long', 'c', 'a']);
});

it('forgets when asked to', () => {
  const { asked, recall } = counted();
  recall('a');
  recall.forget();
  recall('a');
  expect(asked).toEqual(['a', 'a']);
});
