import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import { type Step, startMaintenance } from '../../../lambdas/store/sqlite/maintenance.ts';
import { memoryDatabase } from '../../../lambdas/store/sqlite/memory.ts';
import { openStore, temporaryFolder } from './data-folder.ts';

const EXPIRE = 'DELETE FROM heartbeat WHERE source IN (SELECT source FROM heartbeat WHERE last_seen < ? LIMIT 200)';

const expiryOf =
  (database: Database, now: () => number, sql = EXPIRE): Step =>
  () =>
    database.write(() => Number(database.sql(sql).run(now()).changes) === 200);

const fill = (database: Database, rows: number, lastSeen: number) =>
  database.write(() => {
    for (let n = 0; n < rows; n += 1)
      database.sql('INSERT INTO heartbeat VALUES (?, ?, NULL)').run(`${lastSeen}-${n}-${'x'.repeat(1000)}`, lastSeen);
  });

function maintain(database: Database, now: () => number, steps = [expiryOf(database, now)]) {
  const events: string[] = [];
  const log = (event: string, fields: object) => void events.push(`${event} ${JSON.stringify(fields)}`);
  const maintenance = startMaintenance({ database, steps, log, pauseMs: 1, restMs: 5 });
  onTestFinished(() => maintenance.stop());
  return { ...maintenance, events };
}

const until = async (isTrue: () => boolean) => {
  for (const end = Date.now() + 5_000; !isTrue() && Date.now() < end; ) await delay(2);
  expect(isTrue()).toBe(true);
};

const count = (database: Database) => Number(database.sql('SELECT count(*) AS count FROM heartbeat').get()?.['count']);

describe('what expired', () => {
  it('is deleted step by step as long as there is more, what has not stays', async () => {
    const database = memoryDatabase();
    await fill(database, 1_000, 5);
    await fill(database, 50, 50);
    const seen = [count(database)];
    database.afterCommit(() => seen.push(count(database)));
    maintain(database, () => 10);
    await until(() => count(database) === 50);
    const steps = seen.slice(1).map((rows, index) => (seen[index] ?? 0) - rows);
    expect(Math.max(...steps)).toBeLessThanOrEqual(200);
    expect(steps.length).toBeGreaterThanOrEqual(5);
  });

  it('is deleted when its time comes, without another start', async () => {
    const database = memoryDatabase();
    await fill(database, 10, 50);
    let now = 10;
    maintain(database, () => now);
    await delay(20);
    expect(count(database)).toBe(10);
    now = 60;
    await until(() => count(database) === 0);
  });

  it('is tried again after a failure, which is logged and keeps nothing else back', async () => {
    const database = memoryDatabase();
    await fill(database, 10, 5);
    const now = () => 10;
    const wrong = expiryOf(database, now, 'DELETE FROM missing WHERE n > ?');
    const { events } = maintain(database, now, [wrong, expiryOf(database, now)]);
    await until(() => count(database) === 0);
    expect(events[0]).toBe('store.maintenance_failed {"error":"no such table: missing"}');
  });

  it('gives its room back to the file system', async () => {
    const folder = temporaryFolder();
    const store = await openStore(folder);
    await fill(store, 3_000, 5);
    const pages = () => Number(store.sql('PRAGMA page_count').get()?.['page_count']);
    const full = pages();
    const { stop } = maintain(store, () => 10);
    await until(
      () => count(store) === 0 && Number(store.sql('PRAGMA freelist_count').get()?.['freelist_count']) <= 256,
    );
    await stop();
    expect(pages()).toBeLessThan(full / 2);
    await store.close();
    expect(fs.statSync(path.join(folder, 'tocsin.db')).size).toBeLessThan((full * 4096) / 2);
  });
});
