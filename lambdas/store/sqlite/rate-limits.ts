import type { RateLimits } from '../../engine/ports/destinations.ts';
import { readNumbers } from '../rows.ts';
import { numberIn, textIn } from './columns.ts';
import type { Database } from './database.ts';

const WRITE = `INSERT INTO rate_window (scope, request_times, blocked_until, version) SELECT ?, ?, ?, ? + 1
  WHERE ? = coalesce((SELECT version FROM rate_window WHERE scope = ?), 0)
  ON CONFLICT DO UPDATE SET request_times = excluded.request_times, blocked_until = excluded.blocked_until,
  version = excluded.version`;

/** The windows of destinations' quotas: a row each. */
export const createRateLimits = (database: Database): RateLimits => ({
  async read(scope) {
    const row = database.sql('SELECT * FROM rate_window WHERE scope = ?').get(scope);
    if (row === undefined) return { requestTimes: [], blockedUntilMs: 0, version: 0 };
    return {
      requestTimes: readNumbers(textIn(row, 'request_times')),
      blockedUntilMs: numberIn(row, 'blocked_until'),
      version: numberIn(row, 'version'),
    };
  },
  write: (scope, { requestTimes, blockedUntilMs, version }) =>
    database.write(() => {
      const times = JSON.stringify(requestTimes);
      const { changes } = database.sql(WRITE).run(scope, times, Math.ceil(blockedUntilMs), version, version, scope);
      return changes === 1;
    }),
});
