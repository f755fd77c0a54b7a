import type { DeadLetterCount } from '../../engine/ports/dead-letters.ts';
import { numberIn } from './columns.ts';
import type { Database } from './database.ts';
import type { QueueName } from './jobs.ts';

/** Rows that are looked at, so that a long backlog holds up no other work. */
const MOST_LOOKED_AT = 5_000;

/** Runs after which SQS would move a message to its dead letters. Here it is still tried. */
const mostReceives: Readonly<Record<QueueName, number>> = { webhooks: 150, deliveries: 1_000 };

const COUNT = `SELECT count(*) AS n FROM
  (SELECT receives FROM job WHERE queue = ? AND due > 0 ORDER BY due LIMIT ${MOST_LOOKED_AT}) WHERE receives >= ?`;

/** Jobs that came back again and again. */
export function deadLetterCounts({ sql }: Database): DeadLetterCount[] {
  const count = (queue: QueueName): number => {
    const row = sql(COUNT).get(queue, mostReceives[queue]);
    return row === undefined ? 0 : numberIn(row, 'n');
  };
  return (['webhooks', 'deliveries'] as const).map((queue) => ({ queue, count: async () => count(queue) }));
}
