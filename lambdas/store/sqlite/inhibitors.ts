import type { Inhibitors } from '../../engine/ports/inhibitors.ts';
import { numberIn, textIn } from './columns.ts';
import type { Database } from './database.ts';

const MOST = 100;

const NOTE = `INSERT INTO inhibitor (key, fingerprint, alert_id, is_both, expires) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET alert_id = excluded.alert_id, is_both = excluded.is_both, expires = excluded.expires`;
const OPEN = `SELECT fingerprint, alert_id, is_both FROM inhibitor WHERE key = ? AND expires > ? LIMIT ${MOST}`;

/** The open problems that inhibit others. */
export const createInhibitors = (database: Database): Inhibitors => ({
  async note(key, { fingerprint, alertId, isBoth }, untilMs) {
    await database.write(() => database.sql(NOTE).run(key, fingerprint, alertId, isBoth ? 1 : 0, untilMs));
  },
  async end(key, fingerprint) {
    await database.write(() =>
      database.sql('DELETE FROM inhibitor WHERE key = ? AND fingerprint = ?').run(key, fingerprint),
    );
  },
  open: async (key, nowMs) =>
    database
      .sql(OPEN)
      .all(key, nowMs)
      .map((row) => ({
        fingerprint: textIn(row, 'fingerprint'),
        alertId: textIn(row, 'alert_id'),
        isBoth: numberIn(row, 'is_both') === 1,
      })),
});
