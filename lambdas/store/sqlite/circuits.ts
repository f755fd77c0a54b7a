import type { Circuit, Circuits } from '../../engine/ports/destinations.ts';
import { isProbeDue } from '../../engine/ports/limits.ts';
import { numberIn, type Row, textIn } from './columns.ts';
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
      };

const OPEN = `INSERT INTO circuit (destination, reason, since, reported, next_probe) VALUES (?, ?, ?, 0, ?)
  ON CONFLICT DO NOTHING`;

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
      database.write(() =>
        circuitOf(database.sql('DELETE FROM circuit WHERE destination = ? RETURNING *').get(destination)),
      ),
  };
}
