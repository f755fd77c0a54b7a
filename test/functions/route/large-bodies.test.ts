import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { isLarge, oneAtATime } from '../../../lambdas/functions/route/large-bodies.ts';

const MEBIBYTE = 1024 * 1024;
const inMessage = (gzip: boolean, bytes: Uint8Array) => isLarge({ in: 'message', gzip, bytes });

it.each([
  ['a small text', false, Buffer.from('{}'), false],
  ['a large text', false, Buffer.alloc(3 * MEBIBYTE), true],
  ['a small one in gzip', true, gzipSync('{}'), false],
  ['what is large only when it is unpacked', true, gzipSync(Buffer.alloc(3 * MEBIBYTE)), true],
  ['what is no gzip at all', true, Buffer.from('x'), false],
] as const)('%s', (_, gzip, bytes, expected) => {
  expect(inMessage(gzip, bytes)).toBe(expected);
});

it('what did not fit into its message is large', () => {
  expect(isLarge({ in: 'blob', gzip: true, key: 'webhooks/wh_1' })).toBe(true);
});

it('one is done after the other, also after one that failed', async () => {
  const inTurn = oneAtATime();
  const seen: string[] = [];
  const work = (name: string) =>
    inTurn(async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (name === 'a') throw new Error(name);
    });
  const all = await Promise.allSettled([work('a'), work('b')]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});
