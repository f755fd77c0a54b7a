import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { longOutage } from './long-outage.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const isFull = process.env['TOCSIN_FAULTS'] === 'full';
const [alerts, hours] = isFull ? [10_000, 60] : [300, 3];

it(`a destination is down for ${hours} hours while ${alerts} alerts wait for it`, { timeout: 1_200_000 }, async () => {
  const outage = await longOutage({ alerts, hours });
  expect(outage.mostReceives, 'no message comes near the dead-letter queue').toBeLessThan(10);
  // What is written is for probes and for the hourly alerts, whatever waits.
  expect(outage.writesPerHour * alerts).toBeLessThan(600);
  if (isFull) expect(outage.writesPerHour).toBeLessThan(0.1);
  expect(outage.healthy, 'alerts that the healthy destination got within a minute').toBe(hours);
  expect(outage).toMatchObject({ arrived: alerts + hours, duplicates: 0 });
  const [probes = 0, ...after] = outage.perMinute;
  expect(probes + (after[0] ?? 0) + (after[1] ?? 0), 'within three minutes').toBeGreaterThanOrEqual(
    Math.min(alerts, 1_000),
  );
});
