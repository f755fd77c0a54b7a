import type { Notes } from '../../engine/ports/notes.ts';
import { textOrNothing } from './columns.ts';
import type { Database } from './database.ts';

const READ = 'SELECT text FROM note WHERE name = ? AND expires > ?';
const REPLACE = 'INSERT OR REPLACE INTO note (name, text, expires) VALUES (?, ?, ?)';

/** Short texts, a row each, until they end. */
export function createNotes(database: Database): Notes {
  const find = (key: string, nowMs: number): string | undefined => {
    const row = database.sql(READ).get(key, nowMs);
    return row === undefined ? undefined : textOrNothing(row, 'text');
  };
  return {
    read: async (key, nowMs) => find(key, nowMs),
    add: (key, note, untilMs, nowMs) =>
      database.write(() => {
        const known = find(key, nowMs);
        if (known === undefined) database.sql(REPLACE).run(key, note, untilMs);
        return known;
      }),
    async replace(key, note, untilMs) {
      await database.write(() => database.sql(REPLACE).run(key, note, untilMs));
    },
  };
}
