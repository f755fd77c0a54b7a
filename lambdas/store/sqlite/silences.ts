import type { Silence } from '../../domain/silence.ts';
import type { Silences } from '../../engine/ports/silences.ts';
import { packSilence, readSilence } from '../rows.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import type { Database } from './database.ts';

const silenceOf = (row: Row): Silence => ({
  ...readSilence(textIn(row, 'doc')),
  id: textIn(row, 'id'),
  count: numberIn(row, 'count'),
  ended: numberIn(row, 'ended') === 1,
  announced: numberIn(row, 'announced') === 1,
});

const CREATE = 'INSERT OR REPLACE INTO silence (id, doc, count, ended, announced, expires) VALUES (?, ?, 0, 0, 0, ?)';

/** The silences that operators made. They are few. */
export const createSilences = (database: Database, retentionMs: number): Silences => ({
  list: async () =>
    database
      .sql('SELECT * FROM silence')
      .all()
      .map(silenceOf)
      .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
  async create(silence) {
    const expires = Date.parse(silence.until) + retentionMs;
    await database.write(() => database.sql(CREATE).run(silence.id, packSilence(silence), expires));
  },
  end: (id) =>
    database.write(() => database.sql('UPDATE silence SET ended = 1 WHERE id = ? AND ended = 0').run(id).changes === 1),
  async count(id, alerts) {
    await database.write(() => database.sql('UPDATE silence SET count = count + ? WHERE id = ?').run(alerts, id));
  },
  markAnnounced: (id) =>
    database.write(
      () => database.sql('UPDATE silence SET announced = 1 WHERE id = ? AND announced = 0').run(id).changes === 1,
    ),
});
