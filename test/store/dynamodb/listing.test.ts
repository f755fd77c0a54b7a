import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertQuery, AlertSummary } from '../../../lambdas/core/listing.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import { loadAlert, recordAlert } from '../../../lambdas/store/dynamodb/alerts.ts';
import type { Table } from '../../../lambdas/store/dynamodb/client.ts';
import { listAlerts } from '../../../lambdas/store/dynamodb/listing.ts';
import { alertId, alertOf } from '../../engine/route/alerts.ts';
import { startTable } from './table.ts';

/** 130 alerts, six hours apart: from the end of November over the year's end into January. */
const COUNT = 130;
const FIRST = Date.UTC(2026, 10, 30);
const STEP = 6 * 3_600_000;
const NOW = FIRST + COUNT * STEP;
const timeOf = (n: number): string => new Date(FIRST + n * STEP).toISOString();

const rowOf = (n: number, parts: Partial<AlertRow> = {}): AlertRow => ({
  alert: alertOf({
    id: alertId(n),
    receivedAt: timeOf(n),
    title: `alert ${n}`,
    source: n % 3 === 0 ? 'third' : 'edge',
  }),
  webhookId: `wh_${n}`,
  hour: timeOf(n).slice(0, 13),
  planned: ['soc'],
  alone: true,
  ...parts,
});

let table: Table & { close(): Promise<void> };
beforeAll(async () => {
  table = await startTable();
  for (let n = 0; n < COUNT; n += 10)
    await Promise.all(Array.from({ length: 10 }, (_, i) => recordAlert(rowOf(n + i), table)));
});
afterAll(() => table.close());

async function everything(query: AlertQuery): Promise<AlertSummary[]> {
  const page = await listAlerts(query, NOW, table);
  return [...page.alerts, ...(page.cursor === undefined ? [] : await everything({ ...query, cursor: page.cursor }))];
}
const titles = (from: number, to: number): string[] =>
  Array.from({ length: from - to + 1 }, (_, i) => `alert ${from - i}`);

describe('the list goes on', () => {
  it('over the ends of months and of the year, newest first, each alert once', async () => {
    expect((await everything({})).map(({ title }) => title)).toEqual(titles(COUNT - 1, 0));
  });

  it('past what a filter leaves out', async () => {
    const third = await everything({ source: 'third' });
    expect(third.map(({ title }) => title)).toEqual(titles(COUNT - 1, 0).filter((_, i) => (COUNT - 1 - i) % 3 === 0));
  });

  it('back to a time and not beyond, that time included', async () => {
    const found = await everything({ since: timeOf(5) });
    expect(found.at(-1)?.receivedAt).toBe(timeOf(5));
    expect(found).toHaveLength(COUNT - 5);
  });

  it('no further back than rows are kept', async () => {
    const muchLater = NOW + 400 * 86_400_000;
    expect(await listAlerts({}, muchLater, table)).toEqual({ alerts: [] });
  });

  it('from its cursor, whatever came meanwhile', async () => {
    const first = await listAlerts({}, NOW, table);
    await recordAlert(rowOf(COUNT), table);
    const second = await listAlerts(
      { ...(first.cursor === undefined ? {} : { cursor: first.cursor }) },
      NOW + STEP,
      table,
    );
    expect(first.alerts.map(({ title }) => title)).toEqual(titles(COUNT - 1, COUNT - 50));
    expect(second.alerts.map(({ title }) => title)).toEqual(titles(COUNT - 51, COUNT - 100));
  });
});

describe('an alert’s row', () => {
  it('is written once: new, then own to its webhook and a repeat to others', async () => {
    const row = rowOf(1000, { webhookId: 'wh_mine', planned: ['soc', 'jira'] });
    expect(await recordAlert(row, table)).toEqual({ kind: 'new' });
    expect(await recordAlert({ ...row, planned: ['other'] }, table)).toEqual({ kind: 'own', planned: ['soc', 'jira'] });
    expect(await recordAlert({ ...row, webhookId: 'wh_other' }, table)).toEqual({ kind: 'repeat' });
  });

  it('by ten webhooks at once belongs to one', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => recordAlert(rowOf(2000, { webhookId: `wh_race_${i}` }), table)),
    );
    expect(all.filter(({ kind }) => kind === 'new')).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === 'repeat')).toHaveLength(9);
  });

  it.each([
    ['small', 'x'],
    ['large', 'ü'.repeat(90_000)],
  ])('gives back what was written: %s', async (_, content) => {
    const alert = alertOf({ id: alertId(3000 + content.length), evidence: [{ kind: 'raw', content }] });
    const row = rowOf(0, { alert, raw: content, body: { in: 'blob', gzip: true, key: 'webhooks/wh' } });
    await recordAlert(row, table);
    expect(await loadAlert(alert.id, table)).toEqual({
      alert,
      planned: ['soc'],
      hour: row.hour,
      webhookId: row.webhookId,
      raw: content,
      body: row.body,
    });
  });

  it('that was never written is nothing', async () => {
    expect(await loadAlert(alertId(9999), table)).toBeUndefined();
  });
});
