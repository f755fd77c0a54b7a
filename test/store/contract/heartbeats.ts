import { describe, expect, it } from 'vitest';
import { type Open, useStore } from './store.ts';
import { NOW, next } from './subjects.ts';

/** Promises of `Heartbeats`. */
export function describeHeartbeats(open: Open): void {
  describe('a heartbeat', () => {
    const store = useStore(open);

    it('is none for a source that was never seen, whatever is reported of it', async () => {
      const source = `source-${next()}`;
      expect(await store().heartbeats.read(source)).toBeUndefined();
      await store().heartbeats.markReported(source, NOW);
      expect((await store().heartbeats.read(source))?.lastSeenMs).toBeUndefined();
    });

    it('remembers the latest time, in whatever order they come', async () => {
      const source = `source-${next()}`;
      const times = [NOW + 2, NOW + 9, NOW + 1, NOW + 9];
      await Promise.all(times.map((ms) => store().heartbeats.markSeen(source, ms)));
      await store().heartbeats.markSeen(source, NOW);
      expect(await store().heartbeats.read(source)).toEqual({ lastSeenMs: NOW + 9 });
    });

    it('remembers which gap was reported, and forgets it when it is over', async () => {
      const source = `source-${next()}`;
      await store().heartbeats.markSeen(source, NOW);
      await store().heartbeats.markReported(source, NOW);
      await store().heartbeats.markSeen(source, NOW + 5);
      expect(await store().heartbeats.read(source)).toEqual({ lastSeenMs: NOW + 5, reportedMs: NOW });
      await store().heartbeats.markReported(source, undefined);
      expect(await store().heartbeats.read(source)).toEqual({ lastSeenMs: NOW + 5 });
    });
  });
}
