import { describe, expect, it } from 'vitest';
import { type GroupMember, memberOf } from '../../../lambdas/domain/group.ts';
import type { Flushed } from '../../../lambdas/engine/ports/groups.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { type Open, useStore } from './store.ts';
import { NOW, newAlert, next } from './subjects.ts';

const newKey = () => ({ destination: 'soc', name: `problem:${next()}` });
const newMember = (parts = {}): GroupMember => memberOf(newAlert(parts));
const members = (size: number): GroupMember[] => Array.from({ length: size }, () => newMember());
const soon = { ms: NOW + 30_000, isUrgent: false };
const flushed = (of: readonly GroupMember[], parts: Partial<Flushed> = {}): Flushed => ({
  members: of,
  dueMs: NOW + 60_000,
  isOver: false,
  ...parts,
});
const byId = (a: GroupMember, b: GroupMember): number => (a.alertId < b.alertId ? -1 : 1);

function adding(open: Open): void {
  describe('adding to a group', () => {
    const store = useStore(open);

    it('makes it due once, and tells which message will carry what was added', async () => {
      const key = newKey();
      const first = await store().groups.add(key, members(2), soon, NOW);
      expect(first).toEqual({ kind: 'added', sequence: 0, isFirst: true, dueMs: NOW + 30_000 });
      const second = await store().groups.add(key, members(1), { ms: NOW + 99_000, isUrgent: false }, NOW + 1);
      expect(second).toMatchObject({ kind: 'added', sequence: 0, isFirst: false });
      expect(await store().groups.take(key, 'a', NOW + 29_999)).toEqual({ laterMs: NOW + 30_000 });
    });

    it('again changes nothing', async () => {
      const key = newKey();
      const member = newMember({ title: 'same "quoted" \u{1f6a8}' });
      await store().groups.add(key, [member], soon, NOW);
      expect(await store().groups.add(key, [member], soon, NOW)).toMatchObject({ kind: 'added', isFirst: false });
      expect(await store().groups.take(key, 'a', NOW + 30_000)).toMatchObject({ members: [member] });
    });

    it('by ten workers at once is first for one, and keeps all', async () => {
      const key = newKey();
      const all = members(10);
      const added = await Promise.all(all.map((member) => store().groups.add(key, [member], soon, NOW)));
      expect(added.filter((each) => each.kind === 'added' && each.isFirst)).toHaveLength(1);
      const taken = await store().groups.take(key, 'a', NOW + 30_000);
      expect(typeof taken === 'object' && 'members' in taken ? taken.members.toSorted(byId) : taken).toEqual(
        all.toSorted(byId),
      );
    });

    it('what is urgent makes it due earlier', async () => {
      const key = newKey();
      await store().groups.add(key, members(1), soon, NOW);
      const urgent = await store().groups.add(key, members(1), { ms: NOW + 2000, isUrgent: true }, NOW);
      expect(urgent).toEqual({ kind: 'added', sequence: 0, isFirst: true, dueMs: NOW + 2000 });
      expect(await store().groups.take(key, 'a', NOW + 2000)).toMatchObject({ sequence: 0 });
    });

    it('is refused when it is full, and the first to find that makes it due', async () => {
      const key = newKey();
      await store().groups.add(key, members(250), soon, NOW);
      const both = [0, 0].map(() => store().groups.add(key, members(1), soon, NOW));
      const answers = (await Promise.all(both)).map((each) => each.kind === 'full' && each.isDueNow);
      expect(answers.sort()).toEqual([false, true]);
      const taken = await store().groups.take(key, 'a', NOW);
      expect(typeof taken === 'object' && 'members' in taken ? taken.members.length : taken).toBe(250);
      // It is being flushed, so nobody has to see to that.
      expect(await store().groups.add(key, members(1), soon, NOW)).toEqual({ kind: 'full', isDueNow: false });
    });

    it('is full while it is flushed, too, and then nobody has to see to it', async () => {
      const key = newKey();
      await store().groups.add(key, members(249), { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      await store().groups.add(key, members(1), { ms: NOW + 2000, isUrgent: true }, NOW);
      expect(await store().groups.add(key, members(1), soon, NOW)).toEqual({ kind: 'full', isDueNow: false });
    });

    it('while it is flushed is carried by the message after', async () => {
      const key = newKey();
      const [early, late] = [newMember(), newMember()];
      await store().groups.add(key, [early], { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      expect(await store().groups.add(key, [late], soon, NOW)).toMatchObject({
        kind: 'added',
        sequence: 1,
        isFirst: false,
      });
      expect(await store().groups.release(key, 'a', flushed([early]))).toBe(true);
      expect(await store().groups.take(key, 'b', NOW + 60_000)).toMatchObject({
        members: [late],
        sequence: 1,
        notified: 1,
      });
    });

    it('after it was emptied waits for its interval, and for company', async () => {
      const key = newKey();
      const [first, second] = [newMember(), newMember()];
      await store().groups.add(key, [first], { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      expect(await store().groups.release(key, 'a', flushed([first], { dueMs: NOW + 600_000 }))).toBe(false);
      const again = await store().groups.add(key, [second], soon, NOW + 1);
      expect(again).toEqual({ kind: 'added', sequence: 1, isFirst: true, dueMs: NOW + 600_000 });
      const later = { ms: NOW + 900_000, isUrgent: false };
      const third = newKey();
      await store().groups.add(third, [first], { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(third, 'a', NOW);
      await store().groups.release(third, 'a', flushed([first], { dueMs: NOW }));
      const waits = await store().groups.add(third, [second], later, NOW + 1);
      expect(waits).toEqual({ kind: 'added', sequence: 1, isFirst: true, dueMs: NOW + 900_000 });
      expect(await store().groups.take(third, 'b', NOW + 899_999)).toEqual({ laterMs: NOW + 900_000 });
    });
  });
}

function leasing(open: Open): void {
  describe('a lease on a group', () => {
    const store = useStore(open);

    it('is given to one worker, until it has run out: then some may have been notified', async () => {
      const key = newKey();
      const [member] = members(1);
      if (member === undefined) throw new Error('no member');
      await store().groups.add(key, [member], { ms: NOW, isUrgent: false }, NOW);
      const both = await Promise.all(['a', 'b'].map((owner) => store().groups.take(key, owner, NOW)));
      const group = { members: [member], notified: 0, sequence: 0, isUncertain: false };
      expect(both).toContainEqual(group);
      expect(both).toContainEqual({ laterMs: NOW + LEASE_MS });
      expect(await store().groups.take(key, 'c', NOW + LEASE_MS - 1)).toEqual({ laterMs: NOW + LEASE_MS });
      expect(await store().groups.take(key, 'c', NOW + LEASE_MS)).toEqual({ ...group, isUncertain: true });
      expect(await store().groups.release(key, 'a', flushed([member]))).toBe(false);
      expect(await store().groups.take(key, 'd', NOW + 2 * LEASE_MS)).toMatchObject({ members: [member] });
    });

    it('of nothing is empty', async () => {
      const key = newKey();
      expect(await store().groups.take(key, 'a', NOW)).toBe('empty');
      const all = members(1);
      await store().groups.add(key, all, { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      expect(await store().groups.release(key, 'a', flushed(all))).toBe(false);
      expect(await store().groups.take(key, 'a', NOW + 60_000)).toBe('empty');
    });

    it('that is released with nothing notified leaves everything for its time', async () => {
      const key = newKey();
      const all = members(2);
      await store().groups.add(key, all, { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      expect(await store().groups.release(key, 'a', flushed([]))).toBe(true);
      expect(await store().groups.take(key, 'b', NOW + 59_999)).toEqual({ laterMs: NOW + 60_000 });
      expect(await store().groups.take(key, 'b', NOW + 60_000)).toMatchObject({
        sequence: 0,
        notified: 0,
        isUncertain: false,
      });
    });

    it('that is released with some notified counts them, and one message', async () => {
      const key = newKey();
      const [first, second, third] = members(3);
      if (first === undefined || second === undefined || third === undefined) throw new Error('no members');
      await store().groups.add(key, [first, second, third], { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      const first2 = { first: 'edge:1:soc' };
      expect(await store().groups.release(key, 'a', flushed([first, third], first2))).toBe(true);
      expect(await store().groups.take(key, 'b', NOW + 60_000)).toEqual({
        members: [second],
        notified: 2,
        sequence: 1,
        isUncertain: false,
        first: 'edge:1:soc',
      });
    });

    it('that is released counts the occurrences among its members, and not their ends', async () => {
      const key = newKey();
      const all = [newMember(), newMember({ state: 'resolved' }), newMember()];
      await store().groups.add(key, [...all, newMember()], { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      await store().groups.release(key, 'a', flushed(all));
      expect(await store().groups.take(key, 'b', NOW + 60_000)).toMatchObject({ notified: 2, sequence: 1 });
    });

    it('after the clock was set back: what is due later than anything is, is due; a lease later than any, over', async () => {
      const key = newKey();
      const ahead = NOW + 86_400_000;
      await store().groups.add(key, members(1), { ms: ahead, isUrgent: false }, ahead);
      expect(await store().groups.take(key, 'a', NOW)).toMatchObject({ sequence: 0 });
      const emptied = newKey();
      const all = members(1);
      await store().groups.add(emptied, all, { ms: ahead, isUrgent: false }, ahead);
      await store().groups.take(emptied, 'a', ahead);
      await store().groups.release(emptied, 'a', flushed(all, { dueMs: ahead + 60_000 }));
      expect(await store().groups.add(emptied, members(1), soon, NOW)).toMatchObject({ dueMs: NOW + 30_000 });
      const other = newKey();
      await store().groups.add(other, members(1), { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(other, 'a', NOW + 3_600_000);
      expect(await store().groups.take(other, 'b', NOW)).toMatchObject({ isUncertain: true });
    });
  });
}

/** Promises of `Groups`, but for deduplication. */
export function describeGroups(open: Open): void {
  adding(open);
  leasing(open);
}
