import { describe, expect, it } from 'vitest';
import { PAUSED } from '../../../lambdas/engine/ports/destinations.ts';
import { type Open, useStore } from './store.ts';
import { NOW, next } from './subjects.ts';

const newDestination = () => `dest-${next()}`;

function circuits(open: Open): void {
  describe('a circuit breaker', () => {
    const store = useStore(open);

    it('is none for a healthy destination', async () => {
      const destination = newDestination();
      expect(await store().circuits.read(destination)).toBeUndefined();
      expect(await store().circuits.close(destination)).toBeUndefined();
      expect(await store().circuits.acquireProbe(destination, NOW, NOW + 15_000)).toBe(false);
      await store().circuits.markReported(destination);
      expect(await store().circuits.read(destination)).toBeUndefined();
    });

    it('is opened by whoever was first', async () => {
      const destination = newDestination();
      const opened = { reason: 'http_401', sinceMs: NOW, isReported: false, nextProbeMs: NOW, probes: 0 };
      expect(await store().circuits.open(destination, 'http_401', NOW)).toEqual(opened);
      expect(await store().circuits.open(destination, 'http_403', NOW + 5)).toEqual(opened);
      expect(await store().circuits.read(destination)).toEqual(opened);
    });

    it('opened by two at once is one', async () => {
      const destination = newDestination();
      const [one, other] = await Promise.all(
        ['x', 'y'].map((reason) => store().circuits.open(destination, reason, NOW)),
      );
      expect(one).toEqual(other);
    });

    it('is probed by one at a time', async () => {
      const destination = newDestination();
      await store().circuits.open(destination, 'x', NOW);
      const both = [0, 0].map(() => store().circuits.acquireProbe(destination, NOW, NOW + 15_000));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await store().circuits.acquireProbe(destination, NOW + 14_999, NOW + 30_000)).toBe(false);
      expect(await store().circuits.acquireProbe(destination, NOW + 15_000, NOW + 30_000)).toBe(true);
    });

    it('is probed at once when its next probe is further ahead than any is: the clock was set back', async () => {
      const destination = newDestination();
      await store().circuits.open(destination, 'x', NOW + 3_600_000);
      expect(await store().circuits.acquireProbe(destination, NOW, NOW + 60_000)).toBe(true);
      expect(await store().circuits.acquireProbe(destination, NOW, NOW + 60_000)).toBe(false);
    });

    it('is closed by one call, which learns what it was, and may open anew', async () => {
      const destination = newDestination();
      await store().circuits.open(destination, 'x', NOW);
      await store().circuits.markReported(destination);
      const both = await Promise.all([0, 0].map(() => store().circuits.close(destination)));
      expect(both).toContainEqual({ reason: 'x', sinceMs: NOW, isReported: true, nextProbeMs: NOW, probes: 0 });
      expect(both).toContainEqual(undefined);
      expect(await store().circuits.open(destination, 'y', NOW + 9)).toEqual({
        reason: 'y',
        sinceMs: NOW + 9,
        isReported: false,
        nextProbeMs: NOW + 9,
        probes: 0,
      });
    });
  });
}

function pauses(open: Open): void {
  describe('a pause', () => {
    const store = useStore(open);
    const state = { sinceMs: NOW, isReported: true, nextProbeMs: NOW, probes: 0 };

    it('holds back a healthy destination, and leaves nothing behind', async () => {
      const destination = newDestination();
      const paused = { ...state, reason: PAUSED, pausedBy: 'anna' };
      expect(await store().pauses.pause(destination, 'anna', NOW)).toEqual(paused);
      expect(await store().circuits.read(destination)).toEqual(paused);
      expect(await store().pauses.resume(destination)).toBe(true);
      expect(await store().circuits.read(destination)).toBeUndefined();
      expect(await store().pauses.resume(destination)).toBe(false);
    });

    it('names the second person who asks, and ends once', async () => {
      const destination = newDestination();
      await store().pauses.pause(destination, 'anna', NOW);
      expect(await store().pauses.pause(destination, 'bert', NOW + 5)).toMatchObject({
        pausedBy: 'bert',
        sinceMs: NOW,
      });
      const both = await Promise.all([0, 0].map(() => store().pauses.resume(destination)));
      expect(both.sort()).toEqual([false, true]);
    });

    it('leaves a circuit breaker as open as it was', async () => {
      const destination = newDestination();
      const opened = await store().circuits.open(destination, 'http_401', NOW);
      await store().pauses.pause(destination, 'anna', NOW + 5);
      await store().pauses.resume(destination);
      expect(await store().circuits.read(destination)).toEqual(opened);
    });

    it('outlives the circuit breaker', async () => {
      const destination = newDestination();
      await store().circuits.open(destination, 'http_401', NOW);
      await store().pauses.pause(destination, 'anna', NOW + 5);
      expect(await store().circuits.close(destination)).toMatchObject({ reason: 'http_401' });
      expect(await store().circuits.close(destination)).toBeUndefined();
      expect(await store().circuits.read(destination)).toMatchObject({ reason: PAUSED, pausedBy: 'anna' });
    });
  });
}

function rateLimits(open: Open): void {
  describe('the window of a quota', () => {
    const store = useStore(open);

    it('is empty at first', async () => {
      expect(await store().rateLimits.read(newDestination())).toEqual({
        requestTimes: [],
        blockedUntilMs: 0,
        version: 0,
      });
    });

    it('is written by one of two that read the same', async () => {
      const scope = `scope/${next()}`;
      const write = (at: number, version: number) =>
        store().rateLimits.write(scope, { requestTimes: [at], blockedUntilMs: NOW + at, version });
      expect((await Promise.all([write(1, 0), write(2, 0)])).sort()).toEqual([false, true]);
      const window = await store().rateLimits.read(scope);
      expect(window).toMatchObject({ version: 1, blockedUntilMs: NOW + (window.requestTimes[0] ?? 0) });
      expect(await write(3, 0)).toBe(false);
      expect(await write(4, 1)).toBe(true);
      expect(await write(5, 1)).toBe(false);
      expect(await store().rateLimits.read(scope)).toEqual({ requestTimes: [4], blockedUntilMs: NOW + 4, version: 2 });
    });

    it('that was never written is no version of anything', async () => {
      const scope = `scope/${next()}`;
      expect(await store().rateLimits.write(scope, { requestTimes: [1], blockedUntilMs: 0, version: 3 })).toBe(false);
      expect((await store().rateLimits.read(scope)).version).toBe(0);
    });
  });
}

/** Promises of `Circuits` and `RateLimits`. */
export function describeDestinations(open: Open): void {
  pauses(open);
  circuits(open);
  rateLimits(open);
}
