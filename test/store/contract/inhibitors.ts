import { describe, expect, it } from 'vitest';
import { type Open, useStore } from './store.ts';
import { NOW, next } from './subjects.ts';

const newKey = (): string => `key-${next()}`;
const inhibitor = (parts = {}) => ({ fingerprint: `f${next()}`, alertId: `edge:${next()}`, isBoth: false, ...parts });

/** Promises of `Inhibitors`. */
export function describeInhibitors(open: Open): void {
  describe('open problems that inhibit others', () => {
    const store = useStore(open);

    it('are kept under their key, each problem once with its latest alert, until their time', async () => {
      const [key, other] = [newKey(), newKey()];
      const [first, second] = [inhibitor(), inhibitor({ isBoth: true })];
      await store().inhibitors.note(key, first, NOW + 1000);
      await store().inhibitors.note(key, second, NOW + 2000);
      const later = { ...first, alertId: 'edge:later' };
      await store().inhibitors.note(key, later, NOW + 3000);
      const found = await store().inhibitors.open(key, NOW);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([later, second]));
      expect(await store().inhibitors.open(key, NOW + 2000)).toEqual([later]);
      expect(await store().inhibitors.open(key, NOW + 3000)).toEqual([]);
      expect(await store().inhibitors.open(other, NOW)).toEqual([]);
    });

    it('end, and ending one that is not there changes nothing', async () => {
      const key = newKey();
      const [first, second] = [inhibitor(), inhibitor()];
      await store().inhibitors.note(key, first, NOW + 1000);
      await store().inhibitors.note(key, second, NOW + 1000);
      await store().inhibitors.end(key, first.fingerprint);
      await store().inhibitors.end(key, 'nobody');
      expect(await store().inhibitors.open(key, NOW)).toEqual([second]);
    });
  });
}
