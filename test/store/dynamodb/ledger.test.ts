import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryIdOf } from '../../../lambdas/core/delivery.ts';
import { recordAlert } from '../../../lambdas/store/dynamodb/alerts.ts';
import type { Table } from '../../../lambdas/store/dynamodb/client.ts';
import { claim, settle } from '../../../lambdas/store/dynamodb/deliveries.ts';
import { createCounters, markVerified, readHour, readLedger } from '../../../lambdas/store/dynamodb/ledger.ts';
import { recount } from '../../../lambdas/store/dynamodb/recount.ts';
import { recordWebhook } from '../../../lambdas/store/dynamodb/webhooks.ts';
import { alertId, alertOf } from '../../engine/route/alerts.ts';
import { startTable } from './table.ts';

let table: Table & { close(): Promise<void> };
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

const NOW = Date.UTC(2026, 10, 21, 20);

describe('a page of the ledger', () => {
  it('adds up what many workers increment at once, whatever their shard', async () => {
    const since = Date.now();
    const workers = Array.from({ length: 10 }, () => createCounters(table));
    const bookings = Array.from({ length: 40 }, (_, i) => ({ accepted: 1, queued: i % 2 === 0 ? 1 : -1 }));
    await Promise.all(bookings.map((counts, i) => workers[i % 10]?.('2026-11-21T01', counts)));
    const page = await readHour('2026-11-21T01', table);
    expect(page).toMatchObject({ hour: '2026-11-21T01', counts: { accepted: 40 }, version: 40 });
    expect(page.touchedMs).toBeGreaterThanOrEqual(since);
    expect(page.counts.queued ?? 0).toBe(0);
  });

  it('of an hour without bookings is empty', async () => {
    expect(await readHour('2026-11-21T02', table)).toEqual({
      hour: '2026-11-21T02',
      counts: {},
      version: 0,
      touchedMs: 0,
      verifiedVersion: 0,
      verifiedMs: 0,
    });
  });

  it('shows by its version that somebody counted after it was sealed', async () => {
    const hour = '2026-11-21T03';
    const bookOne = createCounters(table);
    await bookOne(hour, { accepted: 1 });
    await markVerified(hour, 1, 0, table);
    expect(await readHour(hour, table)).toMatchObject({ version: 1, verifiedVersion: 1 });
    await bookOne(hour, { accepted: 1 });
    expect(await readHour(hour, table)).toMatchObject({ counts: { accepted: 2 }, version: 2, verifiedVersion: 1 });
  });

  it('is one of many, oldest first', async () => {
    const pages = await readLedger(table);
    expect(pages.map(({ hour }) => hour)).toEqual(['2026-11-21T01', '2026-11-21T03']);
  });
});

describe('counting an hour from its rows', () => {
  it('finds what was accepted, what is planned, where each delivery stands and which nobody claimed', async () => {
    const hour = '2026-11-21T20';
    const receivedAt = `${hour}:15:00.000Z`;
    const row = (n: number, alone: boolean) => ({
      alert: alertOf({ id: alertId(n), receivedAt }),
      webhookId: `wh_${n}`,
      hour,
      planned: ['soc', 'jira'],
      alone,
    });
    await recordAlert(row(1, true), table);
    await recordAlert(row(2, false), table);
    // The hour before and the one after are none of this page's business.
    await recordAlert(
      { ...row(3, true), alert: alertOf({ id: alertId(3), receivedAt: '2026-11-21T19:59:59.999Z' }) },
      table,
    );
    await recordAlert(
      { ...row(4, true), alert: alertOf({ id: alertId(4), receivedAt: '2026-11-21T21:00:00.000Z' }) },
      table,
    );
    for (const outcome of ['alerts', 'empty', 'ignored', 'duplicate'] as const)
      await recordWebhook({ webhookId: `wh_${outcome}`, source: 'edge', receivedAt, hour, outcome }, table);
    const message = (n: number, destination: string) => ({
      v: 1 as const,
      deliveryId: deliveryIdOf(alertId(n), destination),
      destination,
      hour,
      alert: alertOf({ id: alertId(n) }),
    });
    await claim(message(1, 'soc'), 'a', NOW, table);
    await settle(message(1, 'soc'), 'a', { kind: 'ended', status: 'dead', reason: 'x', attempts: [] }, table);
    await claim(message(1, 'jira'), 'a', NOW, table);

    expect(await recount(hour, table)).toEqual({
      counts: { accepted: 5, empty: 1, ignored: 1, duplicate: 1, alerts: 2, planned: 4, queued: 3, dead: 1 },
      unclaimed: expect.arrayContaining([
        { id: deliveryIdOf(alertId(2), 'soc') },
        { id: deliveryIdOf(alertId(2), 'jira') },
      ]),
    });
  });

  it('of nothing is nothing', async () => {
    expect(await recount('2026-11-20T20', table)).toEqual({ counts: {}, unclaimed: [] });
  });

  it('counts the alerts of a heartbeat’s report, and no accepted webhook', async () => {
    const hour = '2026-11-21T06';
    const receivedAt = `${hour}:00:00.000Z`;
    const [webhookId, source] = ['silent-1', 'edge'];
    await recordAlert(
      { alert: alertOf({ id: alertId(5), receivedAt }), webhookId, hour, planned: [], alone: false },
      table,
    );
    await recordWebhook({ webhookId, source, receivedAt, hour, outcome: 'alerts', isHeartbeat: true }, table);
    expect((await recount(hour, table)).counts).toEqual({ alerts: 1 });
  });

  it('counts a webhook once, however often it is written', async () => {
    const row = {
      webhookId: 'wh_twice',
      source: 'edge',
      receivedAt: '2026-11-21T05:00:00.000Z',
      hour: '2026-11-21T05',
      outcome: 'empty' as const,
    };
    expect(await Promise.all([recordWebhook(row, table), recordWebhook(row, table)]).then((all) => all.sort())).toEqual(
      [false, true],
    );
    expect((await recount('2026-11-21T05', table)).counts).toEqual({ accepted: 1, empty: 1 });
  });
});
