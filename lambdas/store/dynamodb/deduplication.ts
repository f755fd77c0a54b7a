import { problemKey } from '../../domain/group.ts';
import type { DedupCandidate, Groups } from '../../engine/ports/groups.ts';
import type { Table } from './client.ts';
import { type Update, updateIf } from './conditional.ts';
import { readGroup } from './items.ts';
import { expiresAt, groupKey } from './keys.ts';
import { getRow } from './requests.ts';

/** Whether a destination was notified of a problem, and not yet that it is over. */
export async function isOpen(destination: string, fingerprint: string, table: Table): Promise<boolean> {
  const item = await getRow(groupKey(problemKey(destination, fingerprint)), table, ['firstId', 'lastMs']);
  const { firstId, lastMs = 0 } = item === undefined ? {} : readGroup(item);
  return firstId !== undefined && lastMs > 0;
}

const acknowledgedFirst = { kind: 'first', wasAcknowledged: true } as const;

const becomingFirst = ({ deliveryId, rank, windowMs }: DedupCandidate, nowMs: number, table: Table): Update => ({
  condition:
    'attribute_not_exists(#firstId) OR #firstId = :firstId OR #rank < :rank OR ' +
    '(#lastMs < :past AND attribute_not_exists(#acknowledged))',
  values: { ':past': Math.max(0, nowMs - windowMs) },
  set: {
    firstId: deliveryId,
    rank,
    lastMs: nowMs,
    notified: 1,
    expiresAt: expiresAt(nowMs, table.retentionDays),
  },
  remove: ['acknowledged'],
  add: { announcedBy: new Set([deliveryId]) },
  answers: 'ALL_OLD',
});

/**
 * Makes one delivery speak for a problem: the first, one whose problem has not been seen for the window, or one that is
 * worse. Everybody else repeats it. The same delivery asking again is still the first.
 */
export async function deduplicate(
  candidate: DedupCandidate,
  nowMs: number,
  table: Table,
): ReturnType<Groups['deduplicate']> {
  const { destination, fingerprint, deliveryId } = candidate;
  const key = groupKey(problemKey(destination, fingerprint));
  const before = await updateIf(key, becomingFirst(candidate, nowMs, table), table);
  if (before !== undefined) return before['acknowledged'] === true ? acknowledgedFirst : { kind: 'first' };
  const item = await getRow(key, table);
  const { announcedBy, firstId } = item === undefined ? {} : readGroup(item);
  // It may have notified before another delivery took over, so it stays a notification of its own.
  return announcedBy?.has(deliveryId) ? { kind: 'first' } : { kind: 'repeat', of: firstId ?? deliveryId };
}
