import type { Replays } from '../../engine/ports/replays.ts';
import { packReplayJob, readReplayJob } from '../rows.ts';
import { textIn } from './columns.ts';
import type { Database } from './database.ts';

const CREATE = `INSERT INTO replay (id, version, running, doc, expires) VALUES (?, 1, 1, ?, ?) ON CONFLICT DO NOTHING`;
const SAVE = 'UPDATE replay SET version = ?, running = ?, doc = ? WHERE id = ? AND version = ?';
const UNFINISHED = `SELECT doc FROM replay WHERE running = 1 AND id >= (
  SELECT min(id) FROM (SELECT id FROM replay ORDER BY id DESC LIMIT 500)) ORDER BY id`;

/** The replay jobs. They are few. */
export const createReplays = (database: Database, retentionMs: number): Replays => ({
  save: (job) =>
    database.write(() => {
      const { id, version, state, startedAt } = job;
      const doc = packReplayJob(job);
      const { changes } =
        version === 1
          ? database.sql(CREATE).run(id, doc, Date.parse(startedAt) + retentionMs)
          : database.sql(SAVE).run(version, state === 'running' ? 1 : 0, doc, id, version - 1);
      return changes === 1;
    }),
  async load(id) {
    const row = database.sql('SELECT doc FROM replay WHERE id = ?').get(id);
    return row === undefined ? undefined : readReplayJob(textIn(row, 'doc'));
  },
  unfinished: async () =>
    database
      .sql(UNFINISHED)
      .all()
      .map((row) => readReplayJob(textIn(row, 'doc'))),
});
