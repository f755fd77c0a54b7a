import { describe, expect, it } from 'vitest';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import { type Open, useStore } from './store.ts';
import { iso, NOW, next } from './subjects.ts';

const newSilence = (parts: Partial<Silence> = {}): Silence => ({
  id: `S${next()}`,
  match: { source: 'edge', severity: ['low', 'info'], not: { title: '*\u{1f6a8}*' } },
  from: iso(NOW),
  until: iso(NOW + 3_600_000),
  author: 'anna',
  reason: 'maintenance',
  createdAt: iso(NOW + next()),
  count: 0,
  ended: false,
  announced: false,
  ...parts,
});

/** Promises of `Silences`. */
export function describeSilences(open: Open): void {
  describe('a silence', () => {
    const store = useStore(open);

    it('is kept as it was made, the newest first', async () => {
      const [old, young] = [
        newSilence({ createdAt: iso(NOW - 9) }),
        newSilence({ createdAt: iso(NOW + 86_400_000), author: '' }),
      ];
      await store().silences.create(young);
      await store().silences.create(old);
      const all = await store().silences.list();
      expect(all.filter(({ id }) => id === old.id || id === young.id)).toEqual([young, old]);
    });

    it('keeps matchers, and how it comes back', async () => {
      const silence = newSilence({
        match: {},
        matchers: ['severity=~"low|info"', 'title!="\u{1f6a8}"'],
        repeats: { every: 'week', at: 'sunday 02:00', for: '2h', location: 'Europe/Berlin' },
        within: [
          { times: [{ from: 120, to: 240 }], weekdays: [{ from: 0, to: 0 }], location: 'Europe/Berlin' },
          {
            daysOfMonth: [{ from: -3, to: -1 }],
            months: [{ from: 1, to: 2 }],
            years: [{ from: 1, to: 2 }],
            location: 'UTC',
          },
        ],
      });
      await store().silences.create(silence);
      expect((await store().silences.list()).find(({ id }) => id === silence.id)).toEqual(silence);
    });

    it('counts what it held back', async () => {
      const silence = newSilence();
      await store().silences.create(silence);
      await Promise.all([store().silences.count(silence.id, 2), store().silences.count(silence.id, 3)]);
      expect((await store().silences.list()).find(({ id }) => id === silence.id)?.count).toBe(5);
    });

    it.each(['end', 'markAnnounced'] as const)('does what happens once, once: %s', async (what) => {
      const silence = newSilence();
      await store().silences.create(silence);
      const both = [0, 0].map(() => store().silences[what](silence.id));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      const done = what === 'end' ? { ended: true, announced: false } : { ended: false, announced: true };
      expect((await store().silences.list()).find(({ id }) => id === silence.id)).toEqual({ ...silence, ...done });
    });

    it('that nobody made cannot end', async () => {
      expect(await store().silences.end('nobody')).toBe(false);
      expect(await store().silences.markAnnounced('nobody')).toBe(false);
    });
  });
}
