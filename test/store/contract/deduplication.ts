import { describe, expect, it } from 'vitest';
import { type GroupMember, memberOf } from '../../../lambdas/domain/group.ts';
import type { Flushed } from '../../../lambdas/engine/ports/groups.ts';
import { type Open, useStore } from './store.ts';
import { NOW, newAlert, next } from './subjects.ts';

const members = (size: number): GroupMember[] => Array.from({ length: size }, () => memberOf(newAlert()));
const soon = { ms: NOW + 30_000, isUrgent: false };
const flushed = (of: readonly GroupMember[], parts: Partial<Flushed> = {}): Flushed => ({
  members: of,
  dueMs: NOW + 60_000,
  isOver: false,
  ...parts,
});

/** Promises of `Groups` about problems that repeat. */
export function describeDeduplication(open: Open): void {
  describe('deduplication', () => {
    const store = useStore(open);
    const HOUR_MS = 3_600_000;
    const candidate = (fingerprint: string, deliveryId: string, rank = 5, windowMs = HOUR_MS) => ({
      destination: 'soc',
      fingerprint,
      deliveryId,
      rank,
      windowMs,
    });
    const newProblem = () => `f${next()}`;
    const first = { kind: 'first' };

    it('makes one of twenty at once the first, and all others its repeats', async () => {
      const problem = newProblem();
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store().groups.deduplicate(candidate(problem, `edge:${i}:soc`), NOW)),
      );
      const winner = all.findIndex(({ kind }) => kind === 'first');
      expect(all.filter(({ kind }) => kind === 'first')).toHaveLength(1);
      expect(all.filter((_, i) => i !== winner)).toEqual(
        Array.from({ length: 19 }, () => ({ kind: 'repeat', of: `edge:${winner}:soc` })),
      );
    });

    it('answers the same when it is asked again', async () => {
      const problem = newProblem();
      expect(await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW)).toEqual(first);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW)).toEqual(first);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:2:soc'), NOW)).toEqual({
        kind: 'repeat',
        of: 'edge:1:soc',
      });
    });

    it('keeps destinations and problems apart', async () => {
      const problem = newProblem();
      await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW);
      expect(await store().groups.deduplicate(candidate(newProblem(), 'edge:2:soc'), NOW)).toEqual(first);
      const elsewhere = { ...candidate(problem, 'edge:2:jira'), destination: 'jira' };
      expect(await store().groups.deduplicate(elsewhere, NOW)).toEqual(first);
    });

    it('ends a window after the latest occurrence', async () => {
      const problem = newProblem();
      await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW);
      expect((await store().groups.deduplicate(candidate(problem, 'edge:2:soc'), NOW + HOUR_MS)).kind).toBe('repeat');
      const key = { destination: 'soc', name: `problem:${problem}` };
      await store().groups.add(key, members(1), soon, NOW + HOUR_MS);
      expect((await store().groups.deduplicate(candidate(problem, 'edge:3:soc'), NOW + 2 * HOUR_MS)).kind).toBe(
        'repeat',
      );
      expect(await store().groups.deduplicate(candidate(problem, 'edge:4:soc'), NOW + 2 * HOUR_MS + 1)).toEqual(first);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:5:soc'), NOW + 2 * HOUR_MS + 1)).toEqual({
        kind: 'repeat',
        of: 'edge:4:soc',
      });
    });

    it('lets what is worse notify anew, and what notified before goes on for itself', async () => {
      const problem = newProblem();
      await store().groups.deduplicate(candidate(problem, 'edge:1:soc', 4), NOW);
      expect((await store().groups.deduplicate(candidate(problem, 'edge:2:soc', 4), NOW)).kind).toBe('repeat');
      expect(await store().groups.deduplicate(candidate(problem, 'edge:3:soc', 5), NOW)).toEqual(first);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:1:soc', 4), NOW)).toEqual(first);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:4:soc', 4), NOW)).toEqual({
        kind: 'repeat',
        of: 'edge:3:soc',
      });
    });

    it('joins what is over to what notified of it, however long ago', async () => {
      const problem = newProblem();
      await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW);
      const over = candidate(problem, 'edge:2:soc', -1, Number.POSITIVE_INFINITY);
      expect(await store().groups.deduplicate(over, NOW + 20 * 86_400_000)).toEqual({
        kind: 'repeat',
        of: 'edge:1:soc',
      });
    });

    it('is open until it is over, and then what comes again notifies anew', async () => {
      const problem = newProblem();
      const key = { destination: 'soc', name: `problem:${problem}` };
      expect(await store().groups.isOpen('soc', problem)).toBe(false);
      await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW);
      expect(await store().groups.isOpen('soc', problem)).toBe(true);
      expect(await store().groups.isOpen('jira', problem)).toBe(false);
      const all = members(1);
      await store().groups.add(key, all, { ms: NOW, isUrgent: true }, NOW);
      await store().groups.take(key, 'a', NOW);
      await store().groups.release(key, 'a', flushed(all, { isOver: true }));
      expect(await store().groups.isOpen('soc', problem)).toBe(false);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:2:soc'), NOW + 1)).toEqual(first);
      expect(await store().groups.isOpen('soc', problem)).toBe(true);
    });

    it('is not open for a group that nobody was notified by', async () => {
      const problem = newProblem();
      await store().groups.add({ destination: 'soc', name: `problem:${problem}` }, members(1), soon, NOW);
      expect(await store().groups.isOpen('soc', problem)).toBe(false);
      expect(await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW)).toEqual(first);
    });

    it('counts the first one as notified, and joins what a release names', async () => {
      const problem = newProblem();
      const key = { destination: 'soc', name: `problem:${problem}` };
      await store().groups.deduplicate(candidate(problem, 'edge:1:soc'), NOW);
      const all = members(2);
      await store().groups.add(key, all, { ms: NOW, isUrgent: true }, NOW);
      expect(await store().groups.take(key, 'a', NOW)).toMatchObject({ notified: 1, first: 'edge:1:soc' });
      await store().groups.release(key, 'a', flushed(all, { first: 'tocsin:9:soc' }));
      expect(await store().groups.deduplicate(candidate(problem, 'edge:2:soc'), NOW)).toEqual({
        kind: 'repeat',
        of: 'tocsin:9:soc',
      });
    });
  });
}
