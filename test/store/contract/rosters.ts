import { describe, expect, it } from 'vitest';
import { type GroupMember, groupIdOf, memberOf } from '../../../lambdas/domain/group.ts';
import type { Flushed } from '../../../lambdas/engine/ports/groups.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { type Open, useStore } from './store.ts';
import { NOW, newAlert, next } from './subjects.ts';

const newMember = (): GroupMember => memberOf(newAlert());
const members = (size: number): GroupMember[] => Array.from({ length: size }, newMember);
const flushed = (of: readonly GroupMember[], parts: Partial<Flushed> = {}): Flushed => ({
  members: of,
  dueMs: NOW + 60_000,
  isOver: false,
  ...parts,
});

/** Promises of `Groups` about groups of `groupBy`. */
export function describeRosters(open: Open): void {
  describe('a group that goes on with problems of before', () => {
    const store = useStore(open);

    /** A group that was flushed once, and goes on with what it notified of. */
    async function flushedOnce(parts: Partial<Flushed>) {
      const key = { destination: 'soc', name: `by:${next()}` };
      const member = { ...newMember(), fingerprint: `problem-${next()}` };
      await store().groups.add(key, [member], { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      const isLeft = await store().groups.release(key, 'a', flushed([member], { roster: [member], ...parts }));
      return { key, member, isLeft };
    }

    it('has them when it is taken again, and takes what joins at its own time', async () => {
      const { key, member, isLeft } = await flushedOnce({ dueMs: NOW + 1000 });
      expect(isLeft).toBe(false);
      const due = { ms: NOW + 90_000, joinMs: NOW + 2000, isUrgent: false };
      expect(await store().groups.add(key, members(1), due, NOW + 2000)).toMatchObject({ dueMs: NOW + 2000 });
      expect(await store().groups.take(key, 'b', NOW + 2000)).toMatchObject({ roster: [member], sequence: 1 });
    });

    it('without them waits for others as a new one', async () => {
      const { key } = await flushedOnce({ dueMs: NOW + 1000, roster: [] });
      const due = { ms: NOW + 90_000, joinMs: NOW + 2000, isUrgent: false };
      expect(await store().groups.add(key, members(1), due, NOW + 2000)).toMatchObject({ dueMs: NOW + 90_000 });
    });

    it('is taken without members when it is to notify again, by one worker', async () => {
      const again = NOW + 86_400_000;
      const { key, member } = await flushedOnce({ renotifyMs: again });
      expect(await store().groups.take(key, 'b', again - 1)).toBe('empty');
      const both = await Promise.all(['b', 'c'].map((owner) => store().groups.take(key, owner, again)));
      expect(both).toContainEqual(expect.objectContaining({ members: [], roster: [member], sequence: 1 }));
      expect(both).toContainEqual({ laterMs: again + LEASE_MS });
    });

    it('counts a message that notifies again, and ends when nothing is left to notify of', async () => {
      const { key, member } = await flushedOnce({ renotifyMs: NOW + 1000 });
      await store().groups.take(key, 'b', NOW + 1000);
      const more = flushed([], { isAgain: true, roster: [member], renotifyMs: NOW + 2000 });
      expect(await store().groups.release(key, 'b', more)).toBe(false);
      expect(await store().groups.take(key, 'c', NOW + 2000)).toMatchObject({ sequence: 2, roster: [member] });
      await store().groups.release(key, 'c', flushed([], { isAgain: true, roster: [] }));
      expect(await store().groups.take(key, 'd', NOW + 86_400_000)).toBe('empty');
    });

    it('is found by reconcile when it is to notify again', async () => {
      const { key } = await flushedOnce({ renotifyMs: NOW + 1000 });
      const id = groupIdOf(key);
      const idsAt = async (ms: number) => (await store().openDeliveries.overdue(ms)).map((each) => each.id);
      expect(await idsAt(NOW + 999)).not.toContain(id);
      expect(await idsAt(NOW + 1001)).toContain(id);
    });
  });
}
