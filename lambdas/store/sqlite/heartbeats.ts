import type { Heartbeats } from '../../engine/ports/heartbeats.ts';
import { numberIn, orNull } from './columns.ts';
import type { Database } from './database.ts';

const SEEN = `INSERT INTO heartbeat (source, last_seen) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen WHERE last_seen < excluded.last_seen`;

/** When sources that are expected to send were last seen. */
export const createHeartbeats = (database: Database): Heartbeats => ({
  async read(source) {
    const row = database.sql('SELECT * FROM heartbeat WHERE source = ?').get(source);
    if (row === undefined) return undefined;
    const reported = row['reported'] === null ? {} : { reportedMs: numberIn(row, 'reported') };
    return { lastSeenMs: numberIn(row, 'last_seen'), ...reported };
  },
  async markSeen(source, atMs) {
    await database.write(() => database.sql(SEEN).run(source, atMs));
  },
  async markReported(source, reportedMs) {
    const update = 'UPDATE heartbeat SET reported = ? WHERE source = ?';
    await database.write(() => database.sql(update).run(orNull(reportedMs), source));
  },
});
