import { describe, expect, it } from 'vitest';
import { type Open, useStore } from './store.ts';
import { NOW, next } from './subjects.ts';

const HOUR_MS = 3_600_000;

/** Promises of `Notes`. */
export function describeNotes(open: Open): void {
  describe('a note', () => {
    const store = useStore(open);
    const newKey = (): string => `receipt/soc-jira/${next()}`;

    it('is none before it is written', async () => {
      expect(await store().notes.read(newKey(), NOW)).toBeUndefined();
    });

    it('is written once; whoever comes later gets the first', async () => {
      const key = newKey();
      expect(await store().notes.add(key, 'anna', NOW + HOUR_MS, NOW)).toBeUndefined();
      expect(await store().notes.add(key, 'ben', NOW + 2 * HOUR_MS, NOW + 1)).toBe('anna');
      expect(await store().notes.read(key, NOW + 1)).toBe('anna');
    });

    it('has one writer of many at once', async () => {
      const key = newKey();
      const names = Array.from({ length: 12 }, (_, i) => `person ${i}`);
      const found = await Promise.all(names.map((name) => store().notes.add(key, name, NOW + HOUR_MS, NOW)));
      const kept = await store().notes.read(key, NOW);
      expect(names).toContain(kept);
      expect(found.filter((name) => name === undefined)).toHaveLength(1);
      expect(new Set(found.filter((name) => name !== undefined))).toEqual(new Set([kept]));
    });

    it('ends at its time, and can be written again then', async () => {
      const key = newKey();
      await store().notes.add(key, 'anna', NOW + HOUR_MS, NOW);
      expect(await store().notes.read(key, NOW + HOUR_MS)).toBeUndefined();
      expect(await store().notes.add(key, 'ben', NOW + 3 * HOUR_MS, NOW + HOUR_MS)).toBeUndefined();
      expect(await store().notes.read(key, NOW + 2 * HOUR_MS)).toBe('ben');
    });

    it('is replaced whatever it holds', async () => {
      const key = newKey();
      await store().notes.replace(key, 'first', NOW + HOUR_MS);
      await store().notes.replace(key, 'second \u{1f6a8} “quoted”', NOW + 2 * HOUR_MS);
      expect(await store().notes.read(key, NOW + HOUR_MS)).toBe('second \u{1f6a8} “quoted”');
    });
  });
}
