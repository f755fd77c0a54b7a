import { lastChangeMs } from '../../domain/acknowledgement.ts';
import { problemKey } from '../../domain/group.ts';
import type { Problems } from '../../engine/ports/problems.ts';
import { packProblem, readProblem } from '../rows.ts';
import { numberIn, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { groupRow } from './group-rows.ts';

const CREATE = 'INSERT INTO problem (fingerprint, version, doc, expires) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING';
const SAVE = 'UPDATE problem SET version = ?, doc = ?, expires = ? WHERE fingerprint = ? AND version = ?';

const MARKS = {
  acknowledged: 'UPDATE notification_group SET acknowledged = 1 WHERE destination = ? AND name = ?',
  over: 'UPDATE notification_group SET acknowledged = 0, last_ms = 0 WHERE destination = ? AND name = ?',
} as const;

/** What persons said of problems. A problem is kept for the retention after its last change. */
export const createProblems = (database: Database, retentionMs: number): Problems => ({
  async load(fingerprint) {
    const row = database.sql('SELECT doc FROM problem WHERE fingerprint = ?').get(fingerprint);
    return row === undefined ? undefined : readProblem(textIn(row, 'doc'));
  },
  save: (problem) =>
    database.write(() => {
      const { fingerprint, version } = problem;
      const [doc, expires] = [packProblem(problem), lastChangeMs(problem) + retentionMs];
      const { changes } =
        version === 1
          ? database.sql(CREATE).run(fingerprint, doc, expires)
          : database.sql(SAVE).run(version, doc, expires, fingerprint, version - 1);
      return changes === 1;
    }),
  mark: (destination, fingerprint, mark) =>
    database.write(() => {
      const key = problemKey(destination, fingerprint);
      const row = groupRow(key, database);
      const isOpen = row !== undefined && textOrNothing(row, 'first_id') !== undefined && numberIn(row, 'last_ms') > 0;
      if (!isOpen) return undefined;
      database.sql(MARKS[mark]).run(destination, key.name);
      return row['rank'] === null ? -1 : numberIn(row, 'rank');
    }),
});
