import { describe, expect, it } from 'vitest';
import { add } from '../../../lambdas/domain/counters.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { asClient, type MemoryTable, memoryTable } from '../../faults/memory-table.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const hourBefore = (ms: number): string => new Date(Date.now() - ms).toISOString().slice(0, 13);

function open(rows: Pick<MemoryTable, 'send' | 'destroy'> = memoryTable()) {
  return dynamodbStores({ client: asClient(rows), name: 'table', retentionDays: 30, now: Date.now }).ledger;
}

async function total(ledger: ReturnType<typeof open>) {
  return add(...(await ledger.hours()).map(({ counts }) => counts));
}

/** Counts something in every hour of a year. */
async function fill(ledger: ReturnType<typeof open>, days: number): Promise<void> {
  const hours = Array.from({ length: days * 4 }, (_, n) => hourBefore(n * 6 * HOUR_MS));
  for (const hour of hours) await ledger.increment(hour, { accepted: 1, alerts: 2 });
}

describe('the counters of hours past the retention', () => {
  it('become one row a shard, and the sum stays, also while they do', async () => {
    const rows = memoryTable();
    // Written when they were recent.
    const old = dynamodbStores({ client: asClient(rows), name: 'table', retentionDays: 30 }).ledger;
    await fill(old, 365);
    const ledger = open(rows);
    for (let runs = 0; runs < 60; runs += 1)
      expect(await total(ledger)).toMatchObject({ accepted: 1460, alerts: 2920 });
    expect(rows.rows().length).toBeLessThan(33 * 4 + 2);
    const hours = await ledger.hours();
    expect(hours.map(({ hour }) => hour)).toEqual(hours.map(({ hour }) => hour).toSorted());
    expect(hours[0]?.isExpired).toBe(true);
  });

  it('are counted once when a reader dies between its writes, and when several readers meet', async () => {
    const rows = memoryTable();
    await fill(dynamodbStores({ client: asClient(rows), name: 'table', retentionDays: 30 }).ledger, 60);
    let calls = 0;
    const failing = {
      ...rows,
      send: (command: unknown) => {
        calls += 1;
        return calls % 7 === 0 ? Promise.reject(new Error('gone')) : rows.send(command);
      },
    };
    for (let runs = 0; runs < 40; runs += 1) {
      const reads = await Promise.allSettled([total(open(failing)), total(open(failing)), total(open(rows))]);
      for (const read of reads) if (read.status === 'fulfilled') expect(read.value).toMatchObject({ accepted: 240 });
    }
    expect(await total(open(rows))).toMatchObject({ accepted: 240 });
  });

  it('take what is counted late', async () => {
    const rows = memoryTable();
    const ledger = open(rows);
    await ledger.increment(hourBefore(40 * DAY_MS), { delivered: 1, queued: -1 });
    await ledger.increment(hourBefore(90 * DAY_MS), { dead: 1 });
    expect(await total(ledger)).toEqual({ delivered: 1, queued: -1, dead: 1 });
    expect(rows.rows()).toHaveLength(1);
  });
});
