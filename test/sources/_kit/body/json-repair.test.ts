import { expect, it } from 'vitest';
import { repairJson } from '../../../../lambdas/sources/_kit/body/json-repair.ts';

it.each([
  [`{'a': 'b'}`, { a: 'b' }],
  ['{"a": "he said "hi" to me"}', { a: 'he said "hi" to me' }],
  ['{"a": True, "b": None,}', { a: true, b: null }],
  ['```json\n[1, 2]\n```', undefined],
  ['prose, and no list', undefined],
])('%s becomes %j', (text, value) => {
  expect(repairJson(text)).toEqual(value);
});

it('what takes too long is tried three times, with pauses between', async () => {
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  // Quotes that may begin or end a text: for each of them the library goes through all of them.
  const hostile = `{"a": [ { "uid": "x",\n{"a":${'`\ud83d'.repeat(3_000)}class_name": "D", "n": { "v": "1.6.0", "p": {`;
  expect(await repairJson(hostile, undefined, pause)).toBeUndefined();
  expect(pauses).toBe(2);
});
