import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { connected, edge, statusOf } from './world.ts';

const STRANGERS = 60;
const MB = 1_000_000;
const MOST_MB = 50;
/** One for all of them, so that what grows is what the edge holds. */
const body = Buffer.alloc(9 * MB, 'x');

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const buffered = (): number => process.memoryUsage().arrayBuffers;

/** Without what was read and dropped, where that matters: other tests of this process decide when it is collected. */
function heldAbove(before: number): number {
  // V8 frees what one collection found while the program goes on; the next one waits for that.
  for (let times = 0; times < 2 && buffered() - before >= MOST_MB * MB; times += 1) collect();
  return buffered() - before;
}

/** Sends all but the last byte and waits; the status that was heard. */
async function stranger(port: number, path: string): Promise<number> {
  const socket = await connected(port);
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length + 1}\r\n\r\n`);
  socket.write(body);
  await new Promise((resolve) => socket.once('close', resolve));
  return statusOf(answer);
}

it.each([
  ['/v1/hooks/nobody', 404],
  ['/v1/hooks/closed', 401],
  ['/v1/hooks/open', 413],
  ['/v1/silences', 413],
])('60 strangers with 9 MB each at %s hear %i and take less than 50 MB', async (path, status) => {
  const limits = { briefDrain: { bytes: 256_000, ms: 300 }, longDrain: { bytes: 32 * MB, ms: 300 } };
  const { port, stored } = await edge({ limits });
  collect();
  const before = buffered();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, heldAbove(before));
  }, 5);
  const answers = await Promise.all(Array.from({ length: STRANGERS }, () => stranger(port, path)));
  await sleep(10);
  clearInterval(watch);
  expect(answers).toEqual(answers.map(() => status));
  expect(most / MB).toBeLessThan(MOST_MB);
  expect(stored).toEqual([]);
});
