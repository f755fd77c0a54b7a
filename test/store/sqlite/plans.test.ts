import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertQuery } from '../../../lambdas/domain/listing.ts';
import { sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { BY_SOURCE, BY_STATUS, BY_TIME } from '../../../lambdas/store/sqlite/listing.ts';
import { alertOf } from '../../engine/route/alerts.ts';
import { NOW } from '../contract/subjects.ts';
import { memoryBlobs } from '../memory-blobs.ts';
import { memoryDatabase } from './memory-database.ts';

const planOf = (statement: string): string => {
  const database = memoryDatabase();
  const args = Array.from(statement.matchAll(/\?/g), () => 0);
  const rows = database.sql(`EXPLAIN QUERY PLAN ${statement}`).all(...args);
  return rows.map(({ detail }) => String(detail)).join('; ');
};

describe('the list', () => {
  it.each([
    ['by time', BY_TIME, 'SEARCH alert USING INDEX alert_by_time'],
    ['by source', BY_SOURCE, 'SEARCH alert USING INDEX alert_by_source'],
    ['by state', BY_STATUS, 'SEARCH listed USING PRIMARY KEY'],
  ])('%s reads one index from a place on, and sorts nothing', (_, statement, expected) => {
    const plan = planOf(statement);
    expect(plan).toContain(expected);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

/** A database with so many alerts; one in a thousand is dead, and one source is rare. */
function fill(size: number) {
  const database = memoryDatabase();
  const doc = JSON.stringify(alertOf({ id: 'edge:0', evidence: [{ kind: 'raw', content: 'x'.repeat(500) }] }));
  database
    .sql(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
      INSERT INTO alert (id, received, source, webhook, planned, doc, severity, state, title, occurred, hour, alone)
      SELECT 'edge:' || n, ? + n, iif(n % 1000 = 0, 'rare', 'edge'), 'wh' || n, '["soc"]',
        replace(?, '"edge:0"', '"edge:' || n || '"'), 'info', 'open', 't', '', '', 1 FROM number`,
    )
    .run(size, NOW, doc);
  database
    .sql(
      `INSERT INTO delivery (subject, destination, status, counted, hour, received, first, claimed, due, lease, attempts)
      SELECT n, 'soc', iif(n % 1000 = 0, 'dead', 'delivered'), 'delivered', '', received, 0, 0, 0, 0, '[]' FROM alert`,
    )
    .run();
  database
    .sql("INSERT INTO listed SELECT status, received, subject, destination FROM delivery WHERE status = 'dead'")
    .run();
  const store = sqliteStores(database, memoryBlobs(), { retentionDays: 30, now: Date.now });
  return { database, store, atMs: NOW + size + 1 };
}

describe('a list of 200,000 alerts costs what one of 2,000 does', () => {
  let small: ReturnType<typeof fill>;
  let large: ReturnType<typeof fill>;
  beforeAll(() => {
    small = fill(2_000);
    large = fill(200_000);
  });
  afterAll(() => Promise.all([small.database.close(), large.database.close()]));

  /** The quickest of some, so that other work on the machine is left out. */
  async function costOf({ store, atMs }: ReturnType<typeof fill>, query: AlertQuery): Promise<number> {
    const times: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const startedMs = performance.now();
      await store.alerts.list(query, atMs);
      times.push(performance.now() - startedMs);
    }
    return Math.min(...times);
  }

  it.each<AlertQuery>([
    {},
    { source: 'nobody' },
    { status: 'unknown' },
    { status: 'retrying', source: 'edge' },
    { severities: ['critical'] },
    { status: 'queued' },
    { destination: 'nobody' },
    { since: new Date(NOW + 100).toISOString(), until: new Date(NOW + 200).toISOString() },
  ])('%j', async (query) => {
    const [few, many] = [await costOf(small, query), await costOf(large, query)];
    expect(many).toBeLessThan(Math.max(3 * few, 1));
  });

  it('and finds all that are dead, or of one source', async () => {
    const { store, atMs } = large;
    for (const query of [{ status: 'dead' }, { source: 'rare' }] as const) {
      const first = await store.alerts.list(query, atMs);
      expect(first.alerts).toHaveLength(50);
      const seen = new Set(first.alerts.map(({ id }) => id));
      for (let { cursor } = first; cursor !== undefined; ) {
        const page = await store.alerts.list({ ...query, cursor }, atMs);
        for (const { id } of page.alerts) seen.add(id);
        ({ cursor } = page);
      }
      expect(seen.size).toBe(200);
    }
  });
});
