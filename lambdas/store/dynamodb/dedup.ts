import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { problemKey } from '../../core/group.ts';
import type { DedupCandidate, Groups } from '../../engine/ports/groups.ts';
import { isConditionFailed, type Table } from './client.ts';
import { expiresAt, groupKey } from './keys.ts';
import { numberOf } from './values.ts';

/** Whether a destination was told of a problem, and not yet that it is over. */
export async function isOpen(destination: string, fingerprint: string, table: Table): Promise<boolean> {
  const Key = groupKey(problemKey(destination, fingerprint));
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key, ProjectionExpression: 'firstId, lastMs' }),
  );
  return typeof Item?.['firstId'] === 'string' && numberOf(Item['lastMs']) > 0;
}

/**
 * Makes one delivery speak for a problem: the first, one whose problem has not been seen for the window, or one that is
 * worse. Everybody else repeats it. The same delivery asking again is still the first.
 */
export async function deduplicate(
  candidate: DedupCandidate,
  nowMs: number,
  table: Table,
): ReturnType<Groups['deduplicate']> {
  const { destination, fingerprint, deliveryId, rank, windowMs } = candidate;
  const Key = groupKey(problemKey(destination, fingerprint));
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        ConditionExpression: 'attribute_not_exists(firstId) OR firstId = :me OR lastMs < :past OR severityRank < :rank',
        UpdateExpression:
          'SET firstId = :me, severityRank = :rank, lastMs = :now, notified = :one, expiresAt = :expires ADD announcedBy :mine',
        ExpressionAttributeValues: {
          ':me': deliveryId,
          ':mine': new Set([deliveryId]),
          ':past': Math.max(0, nowMs - windowMs),
          ':rank': rank,
          ':now': nowMs,
          ':one': 1,
          ':expires': expiresAt(nowMs, table.retentionDays),
        },
      }),
    );
    return { kind: 'first' };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
  const announcedBy: unknown = Item?.['announcedBy'];
  // It spoke before somebody else took over, and may have been heard: it goes on for itself.
  if (announcedBy instanceof Set && announcedBy.has(deliveryId)) return { kind: 'first' };
  return { kind: 'repeat', of: String(Item?.['firstId'] ?? deliveryId) };
}
