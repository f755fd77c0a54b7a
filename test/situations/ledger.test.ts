/** What the account says after the retention has removed what it counted. */
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ledgerEndpoints } from '../../lambdas/engine/api/ledger.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { tableOf } from '../faults/dynamodb-world.ts';
import { memoryTable } from '../faults/memory-table.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const RETENTION_DAYS = 30;

const hourAt = (ms: number): string => new Date(ms).toISOString().slice(0, 13);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The answer of `GET /v1/ledger?audit` when the counters of this hour have no rows any more. */
async function auditOf(hour: string): Promise<unknown> {
  const table = { ...tableOf(memoryTable(), 'table'), retentionDays: RETENTION_DAYS };
  const stores = dynamodbStores(table);
  await stores.ledger.increment(hour, { accepted: 1, alerts: 1, planned: 1, delivered: 1 });
  const app = new Hono();
  for (const each of ledgerEndpoints(stores)) app.get('/', (context) => each.respond(context));
  return (await app.request('/?audit')).json();
}

// B5
it('an audit finds no difference in hours whose alerts the retention has removed', async () => {
  for (const days of [RETENTION_DAYS, RETENTION_DAYS + 1, 365])
    expect(await auditOf(hourAt(NOW - days * DAY_MS))).toMatchObject({
      alerts: 1,
      balanced: true,
      audit: { agrees: true, hours: 0, differences: [] },
    });
});

// B5
it('an audit finds every difference in hours whose alerts are to be there', async () => {
  const hour = hourAt(NOW - (RETENTION_DAYS - 1) * DAY_MS);
  expect(await auditOf(hour)).toMatchObject({
    audit: { agrees: false, hours: 1, differences: [{ hour, rowsLessCounters: { accepted: -1, alerts: -1 } }] },
  });
});
