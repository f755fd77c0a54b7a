import type { Fallbacks } from '../../engine/ports/fallbacks.ts';
import { textIn } from './columns.ts';
import type { Database } from './database.ts';

/** Fallbacks that one run looks at. */
const AT_ONCE = 200;

const DUE = `SELECT delivery_id FROM fallback WHERE at <= ? ORDER BY at LIMIT ${AT_ONCE}`;

/** When the fallbacks of deliveries that have not arrived are looked at: a row each. */
export const createFallbacks = (database: Database): Fallbacks => ({
  async schedule(deliveryId, atMs) {
    await database.write(() =>
      database.sql('INSERT OR IGNORE INTO fallback VALUES (?, ?)').run(deliveryId, Math.ceil(atMs)),
    );
  },
  due: async (nowMs) =>
    database
      .sql(DUE)
      .all(nowMs)
      .map((row) => textIn(row, 'delivery_id')),
  async remove(deliveryId) {
    await database.write(() => database.sql('DELETE FROM fallback WHERE delivery_id = ?').run(deliveryId));
  },
});
