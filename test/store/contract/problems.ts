import { describe, expect, it } from 'vitest';
import type { ProblemState } from '../../../lambdas/domain/acknowledgement.ts';
import { memberOf, problemKey } from '../../../lambdas/domain/group.ts';
import { type Open, useStore } from './store.ts';
import { iso, NOW, newAlert, next } from './subjects.ts';

const HOUR_MS = 3_600_000;

const newProblem = (parts: Partial<ProblemState> = {}): ProblemState => ({
  fingerprint: `f${next()}`,
  version: 1,
  state: 'acknowledged',
  answers: [{ state: 'acknowledged', author: 'Anna', at: iso(NOW), via: 'slack', note: 'on it', origin: 'soc' }],
  rank: 7,
  pending: ['jira'],
  ...parts,
});

/** Promises of `Problems`. */
export function describeProblems(open: Open): void {
  describe('what persons said of a problem', () => {
    const store = useStore(open);

    it('is kept as it was saved last', async () => {
      const problem = newProblem();
      expect(await store().problems.load(problem.fingerprint)).toBeUndefined();
      expect(await store().problems.save(problem)).toBe(true);
      expect(await store().problems.load(problem.fingerprint)).toEqual(problem);
      const later: ProblemState = { ...problem, version: 2, state: 'resolved', endedAt: iso(NOW + 1), pending: [] };
      expect(await store().problems.save(later)).toBe(true);
      expect(await store().problems.load(problem.fingerprint)).toEqual(later);
    });

    it('is saved by one of twenty at once, and never over a later version', async () => {
      const problem = newProblem();
      const all = Array.from({ length: 20 }, (_, i) => ({ ...problem, rank: i }));
      const saved = await Promise.all(all.map((each) => store().problems.save(each)));
      expect(saved.filter((isSaved) => isSaved)).toHaveLength(1);
      const winner = all[saved.indexOf(true)];
      expect(await store().problems.load(problem.fingerprint)).toEqual(winner);
      expect(await store().problems.save({ ...problem, version: 3 }), 'a version between').toBe(false);
      expect(await store().problems.save({ ...problem, version: 2 })).toBe(true);
      expect(await store().problems.save({ ...problem, version: 1 })).toBe(false);
    });
  });

  describe('a mark on a problem', () => {
    const store = useStore(open);
    const candidate = (fingerprint: string, n: number, rank = 5) => ({
      destination: 'soc',
      fingerprint,
      deliveryId: `edge:${n}:soc`,
      rank,
      windowMs: HOUR_MS,
    });
    const first = { kind: 'first' };
    async function notified(): Promise<string> {
      const { fingerprint } = newProblem();
      expect(await store().groups.deduplicate(candidate(fingerprint, 1), NOW)).toEqual(first);
      return fingerprint;
    }

    it('is made where the problem is open, and nowhere else', async () => {
      const problem = await notified();
      expect(await store().problems.mark('soc', problem, 'acknowledged')).toBe(5);
      expect(await store().problems.mark('soc', problem, 'acknowledged')).toBe(5);
      expect(await store().problems.mark('jira', problem, 'acknowledged')).toBeUndefined();
      expect(await store().problems.mark('soc', 'never', 'over')).toBeUndefined();
    });

    it('acknowledged: its repeats do not notify again, however late', async () => {
      const problem = await notified();
      await store().problems.mark('soc', problem, 'acknowledged');
      const later = await store().groups.deduplicate(candidate(problem, 2), NOW + 50 * HOUR_MS);
      expect(later).toEqual({ kind: 'repeat', of: 'edge:1:soc' });
    });

    it('acknowledged: what is worse notifies, and ends it', async () => {
      const problem = await notified();
      await store().problems.mark('soc', problem, 'acknowledged');
      const worse = await store().groups.deduplicate(candidate(problem, 2, 6), NOW);
      expect(worse).toEqual({ kind: 'first', wasAcknowledged: true });
      expect(await store().groups.deduplicate(candidate(problem, 3, 6), NOW + 2 * HOUR_MS)).toEqual(first);
    });

    it('acknowledged: it ends with the problem', async () => {
      const problem = await notified();
      await store().problems.mark('soc', problem, 'acknowledged');
      const members = [memberOf(newAlert())];
      const key = problemKey('soc', problem);
      await store().groups.add(key, members, { ms: NOW, isUrgent: true }, NOW);
      await store().groups.take(key, 'a', NOW);
      await store().groups.release(key, 'a', { members, dueMs: NOW, isOver: true });
      expect(await store().groups.deduplicate(candidate(problem, 2), NOW + 1)).toEqual(first);
      expect(await store().groups.deduplicate(candidate(problem, 3), NOW + 2 * HOUR_MS)).toEqual(first);
    });

    it('over: the next alert notifies anew, and an end finds nothing to end', async () => {
      const problem = await notified();
      await store().problems.mark('soc', problem, 'acknowledged');
      expect(await store().problems.mark('soc', problem, 'over')).toBe(5);
      expect(await store().groups.isOpen('soc', problem)).toBe(false);
      expect(await store().problems.mark('soc', problem, 'over')).toBeUndefined();
      expect(await store().groups.deduplicate(candidate(problem, 2), NOW + 1)).toEqual(first);
      expect(await store().groups.isOpen('soc', problem)).toBe(true);
    });
  });
}
