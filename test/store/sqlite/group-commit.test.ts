import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDatabase, type DatabaseParts } from '../../../lambdas/store/sqlite/database.ts';
import { DiskFull, StoreClosed, type StoreError } from '../../../lambdas/store/sqlite/errors.ts';

function open(parts: DatabaseParts = {}) {
  const connection = new DatabaseSync(':memory:');
  connection.exec('CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT; CREATE TABLE total (count INTEGER NOT NULL) STRICT');
  const db = createDatabase(connection, parts);
  const insert = (n: number) => () => db.sql('INSERT INTO t VALUES (?)').run(n).lastInsertRowid;
  const rows = () =>
    db
      .sql('SELECT n FROM t ORDER BY n')
      .all()
      .map(({ n }) => n);
  return { connection, db, insert, rows };
}

/** A sync that ends when the test says so. */
function heldSync() {
  const waiting: PromiseWithResolvers<void>[] = [];
  const sync = () => {
    const held = Promise.withResolvers<void>();
    waiting.push(held);
    return held.promise;
  };
  const started = async (count: number) => {
    while (waiting.length < count) await delay(1);
    return waiting[count - 1] as PromiseWithResolvers<void>;
  };
  return { sync, started, waiting };
}

const full = () => Object.assign(new Error('database or disk is full'), { errcode: 13 });

describe('writes share transactions', () => {
  it('answers each with its own result, and commits once', async () => {
    const { db, insert, rows } = open();
    let commits = 0;
    db.afterCommit(() => commits++);
    expect(await Promise.all([1, 2, 3].map((n) => db.write(insert(n))))).toEqual([1, 2, 3]);
    expect(rows()).toEqual([1, 2, 3]);
    expect(commits).toBe(1);
  });

  it('undoes a work that throws alone', async () => {
    const { db, insert, rows } = open();
    const broken = () => {
      insert(2)();
      throw new Error('no such alert');
    };
    const results = await Promise.allSettled([
      db.write(insert(1)),
      db.write(broken),
      db.write(insert(3)),
      db.write(insert(1)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(rows()).toEqual([1, 3]);
  });

  it('refuses a work that goes on after its transaction', async () => {
    const { db, rows, insert } = open();
    const later = async () => void insert(1)();
    await expect(db.write(later)).rejects.toThrow('make it synchronous');
    expect(rows()).toEqual([]);
  });

  it('ends a transaction when its time is spent and goes on with the rest', async () => {
    const { db, rows, insert } = open({ budgetMs: 0 });
    let commits = 0;
    db.afterCommit(() => commits++);
    await Promise.all([1, 2, 3].map((n) => db.write(insert(n))));
    expect([rows(), commits]).toEqual([[1, 2, 3], 3]);
  });

  it('runs the counters of the works that stand inside the same transaction', async () => {
    const { db, rows, insert } = open();
    let counted = 0;
    db.beforeCommit(() => {
      db.sql('INSERT INTO total VALUES (?)').run(counted);
      counted = 0;
    });
    const counting = (n: number, isBroken: boolean) => () => {
      insert(n)();
      db.whenDone(() => counted++);
      if (isBroken) throw new Error('undone');
    };
    await Promise.allSettled([db.write(counting(1, false)), db.write(counting(2, true)), db.write(counting(3, false))]);
    expect([rows(), db.sql('SELECT sum(count) AS sum FROM total').get()]).toEqual([[1, 3], { sum: 2 }]);
  });

  it('rejects every work of a transaction whose counters cannot be written', async () => {
    const { db, rows, insert } = open();
    db.beforeCommit(() => {
      throw new Error('no counters');
    });
    await expect(db.write(insert(1))).rejects.toThrow('no counters');
    expect(rows()).toEqual([]);
  });
});

describe('durable before the answer', () => {
  it('answers after the sync, and what came meanwhile shares the next transaction', async () => {
    const { sync, started } = heldSync();
    const { db, insert, rows } = open({ sync });
    const answered: number[] = [];
    const write = (n: number) => db.write(insert(n)).then(() => answered.push(n));
    const first = write(1);
    const held = await started(1);
    const others = [write(2), write(3)];
    await delay(5);
    expect([answered, rows(), db.waiting()]).toEqual([[], [1], 2]);
    held.resolve();
    await first;
    const second = await started(2);
    expect([answered, rows()]).toEqual([[1], [1, 2, 3]]);
    second.resolve();
    await Promise.all(others);
    expect(answered).toEqual([1, 2, 3]);
  });

  it('ends the store when a sync fails, without another try', async () => {
    const { sync, started, waiting } = heldSync();
    const fatal: StoreError[] = [];
    const { db, insert } = open({ sync, onFatal: (error) => fatal.push(error) });
    const first = db.write(insert(1));
    const held = await started(1);
    const second = db.write(insert(2));
    held.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }));
    const results = await Promise.allSettled([first, second, db.write(insert(3))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(db.write(insert(4))).rejects.toThrow('EIO');
    expect([fatal.length, waiting.length]).toEqual([1, 1]);
  });

  it('lets nothing be written while it is held', async () => {
    const { db, insert, rows } = open();
    let seen: unknown[] = ['not looked'];
    const held = db.hold(async () => {
      await delay(5);
      seen = rows();
    });
    const written = db.write(insert(1));
    await held;
    await written;
    expect([seen, rows()]).toEqual([[], [1]]);
  });

  it('writes what waits when it is closed, and refuses what comes', async () => {
    let synced = 0;
    const { db, insert } = open({ sync: async () => void synced++ });
    const waiting = Promise.all([1, 2].map((n) => db.write(insert(n))));
    const closed = db.close();
    await expect(db.write(insert(3))).rejects.toBeInstanceOf(StoreClosed);
    await Promise.all([waiting, closed]);
    expect(synced).toBe(1);
  });
});

describe('a full disk', () => {
  it('runs the same works again when room could be made', async () => {
    let tries = 0;
    const { db, insert, rows } = open({ makeRoom: () => true });
    db.beforeCommit(() => {
      if (tries++ === 0) throw full();
    });
    expect(await Promise.all([db.write(insert(1)), db.write(insert(2))])).toEqual([1, 2]);
    expect([rows(), tries]).toEqual([[1, 2], 2]);
  });

  it('rejects the works when there is none, and goes on when there is', async () => {
    let isFull = true;
    const { db, insert, rows } = open({ makeRoom: () => false });
    db.beforeCommit(() => {
      if (isFull) throw full();
    });
    await expect(db.write(insert(1))).rejects.toBeInstanceOf(DiskFull);
    isFull = false;
    await db.write(insert(2));
    expect(rows()).toEqual([2]);
  });
});
