/** The configuration beside it through the front door of the whole system, against what Alertmanager's documentation says. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipeline, startPipeline, until } from '../pipeline/pipeline.ts';
import { type Receiver, startReceiver } from '../pipeline/receiver.ts';
import { expected, rows } from './table.ts';
import { notificationsOf, posted, webhookOf } from './tocsin.ts';

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver(() => ({ status: 200, body: 'ok' }));
  const yaml = readFileSync(new URL('./tocsin.yaml', import.meta.url), 'utf8').replaceAll(/\$\{URL\}/g, receiver.url);
  pipeline = await startPipeline(yaml);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

it('gives the same receivers, groups and inhibited alerts', { timeout: 60_000 }, async () => {
  await pipeline.hook('prometheus', webhookOf(rows, 'firing'));
  await pipeline.settled(1);
  expect(await notificationsOf(pipeline)).toEqual(expected());
});

it('every group has sent one message, and its end is another', { timeout: 60_000 }, async () => {
  const before = posted(receiver);
  expect(before).toBe(expected().length);
  await pipeline.hook('prometheus', webhookOf(rows, 'resolved'));
  await pipeline.settled(2);
  await until('every group has told its end', () => (posted(receiver) >= 2 * before ? true : undefined));
  expect(posted(receiver)).toBe(2 * before);
});
