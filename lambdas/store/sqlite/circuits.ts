import { type Circuit, type Circuits, PAUSED, type Pauses } from '../../engine/ports/destinations.ts';
import { isProbeDue } from '../../engine/ports/limits.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';

const circuitOf = (row: Row | undefined): Circuit | undefined =>
  row === undefined
    ? undefined
    : {
        reason: textIn(row, 'reason'),
        sinceMs: numberIn(row, 'since'),
        isReported: numberIn(row, 'reported') === 1,
        nextProbeMs: numberIn(row, 'next_probe'),
        probes: numberIn(row, 'probes'),
        ...(textOrNothing(row, 'paused_by') === undefined ? {} : { pausedBy: textIn(row, 'paused_by') }),
      };

const OPEN = `INSERT INTO circuit (destination, reason, since, reported, next_probe) VALUES (?, ?, ?, 0, ?)
  ON CONFLICT DO NOTHING`;

const DELETE = 'DELETE FROM circuit WHERE destination = ?';
const ONLY_PAUSED = `UPDATE circuit SET reason = '${PAUSED}', reported = 1 WHERE destination = ?`;

/** The circuit breakers that are open: a row each. */
export function createCircuits(database: Database): Circuits {
  const rowOf = (destination: string): Row | undefined =>
    database.sql('SELECT * FROM circuit WHERE destination = ?').get(destination);
  return {
    read: async (destination) => circuitOf(rowOf(destination)),
    open: (destination, reason, nowMs) =>
      database.write(() => {
        database.sql(OPEN).run(destination, reason, nowMs, nowMs);
        return (
          circuitOf(rowOf(destination)) ?? { reason, sinceMs: nowMs, isReported: false, nextProbeMs: nowMs, probes: 0 }
        );
      }),
    acquireProbe: (destination, nowMs, nextMs) =>
      database.write(() => {
        const row = rowOf(destination);
        if (row === undefined || !isProbeDue(numberIn(row, 'next_probe'), nowMs)) return false;
        database
          .sql('UPDATE circuit SET next_probe = ?, probes = probes + 1 WHERE destination = ?')
          .run(Math.ceil(nextMs), destination);
        return true;
      }),
    async markReported(destination) {
      await database.write(() =>
        database.sql('UPDATE circuit SET reported = 1 WHERE destination = ?').run(destination),
      );
    },
    close: (destination) =>
      database.write(() => {
        const before = circuitOf(rowOf(destination));
        database.sql(before?.pausedBy === undefined ? DELETE : ONLY_PAUSED).run(destination);
        return before?.reason === PAUSED ? undefined : before;
      }),
  };
}

const PAUSE = `INSERT INTO circuit (destination, reason, since, reported, next_probe, paused_by) VALUES (?, '${PAUSED}', ?, 1, ?, ?)
  ON CONFLICT DO UPDATE SET paused_by = excluded.paused_by RETURNING *`;

/** The pauses of operators, in the rows of circuit breakers. */
export const createPauses = (database: Database): Pauses => ({
  pause: (destination, by, nowMs) =>
    database.write(() => {
      const made = circuitOf(database.sql(PAUSE).get(destination, nowMs, nowMs, by));
      return made ?? { reason: PAUSED, sinceMs: nowMs, isReported: true, nextProbeMs: nowMs, probes: 0, pausedBy: by };
    }),
  resume: (destination) =>
    database.write(() => {
      const resumed = 'UPDATE circuit SET paused_by = NULL WHERE destination = ? AND paused_by IS NOT NULL';
      const { changes } = database.sql(resumed).run(destination);
      database.sql(`${DELETE} AND paused_by IS NULL AND reason = '${PAUSED}'`).run(destination);
      return changes > 0;
    }),
});
