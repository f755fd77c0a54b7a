/** The redaction of one alert in turns: the same alert as at once, and no long stretch whatever a sender writes. */
import { expect, it } from 'vitest';
import type { Pause } from '../../../lambdas/domain/values/cooperative-yield.ts';
import { recognise } from '../../../lambdas/engine/route/read.ts';
import { readerOf } from '../../../lambdas/engine/route/reader.ts';
import { hostile } from '../../domain/redact/hostile-units.ts';
import { longestStretchOf, parseMs } from '../../domain/redact/stretches.ts';

const inbound = (payload: unknown, pause?: Pause) => ({
  bytes: Buffer.from(JSON.stringify(payload)),
  headers: { 'content-type': 'application/json' },
  sourceId: 'edge',
  receivedAt: '2026-11-30T08:00:00.000Z',
  ...(pause === undefined ? {} : { pause }),
});

async function detectionsOf(payload: unknown, pause?: Pause) {
  const found = await recognise(readerOf({ type: 'generic' }), inbound(payload, pause));
  if (found.kind !== 'alerts') throw new Error(`${found.kind}; alerts were expected`);
  return found;
}

async function alertsOf(payload: unknown, pause?: Pause) {
  const { detections, normalize } = await detectionsOf(payload, pause);
  const read = [];
  for (const detection of detections) read.push((await normalize(detection)).alert);
  return read;
}

/** Facts, prose and places of a megabyte or two in one alert. */
const payloadOf = (unit: string, size: number) => ({
  title: 'Somebody wrote much',
  severity: 'high',
  host: 'web-1',
  description: hostile(unit, size / 8),
  command_line: hostile(unit, size / 16),
  output: hostile(unit, size / 4),
  parts: Array.from({ length: 40 }, (_, i) => ({ note: hostile(`${unit}${i}`, size / 80) })),
});

const units = ['a ', 'password=x1y2z3 ', '4111 1111 1111 1111 ', '--token abc-123-def ', 'eyJ', '{"key":"'];

it.each(units)('an alert with %j in all its texts is the same as at once', async (unit) => {
  const payload = payloadOf(unit, 400_000);
  expect(await alertsOf(payload, () => undefined)).toEqual(await alertsOf(payload));
});

/** Work is looked at every 50 ms, and what is done between two looks takes some. */
const STRETCH_MAX = 100;

it.each(units)('of 2 MB of %j an alert is made with pauses in time', { timeout: 60_000 }, async (unit) => {
  const payload = payloadOf(unit, 2_000_000);
  const stretch = (): Promise<number> =>
    longestStretchOf(async (pause) => {
      const { detections, normalize } = await detectionsOf(payload, pause);
      for (const detection of detections) {
        await pause();
        await normalize(detection);
      }
    });
  await stretch();
  expect(await stretch()).toBeLessThan(Math.max(STRETCH_MAX, 2 * parseMs(JSON.stringify(payload))));
});
