import { describe, expect, it } from 'vitest';
import { type AlertQuery, type AlertSummary, WrongCursor } from '../../../lambdas/domain/listing.ts';
import { createEngine } from './engine.ts';
import { type Open, type OpenStore, useStore } from './store.ts';
import { dead, delivered, iso, messageOf, NOW, newAlert, rowOf, waits } from './subjects.ts';

/** All pages of a list; a list that does not end is an error. */
export async function everything(query: AlertQuery, nowMs: number, store: OpenStore): Promise<AlertSummary[]> {
  const all: AlertSummary[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await store.alerts.list({ ...query, ...(cursor === undefined ? {} : { cursor }) }, nowMs);
    expect(page.alerts.length).toBeLessThanOrEqual(50);
    all.push(...page.alerts);
    if (page.cursor === undefined) return all;
    expect(page.cursor).toMatch(/^[\w-]+$/);
    cursor = page.cursor;
  }
  throw new Error('the list does not end');
}

const titlesOf = (alerts: readonly AlertSummary[]): string[] => alerts.map(({ title }) => title);

function pages(open: Open): void {
  describe('the list of alerts', () => {
    const store = useStore(open);
    /** 130 alerts, six hours apart: from the end of November over the year's end into January. */
    const COUNT = 130;
    const FIRST = Date.UTC(2026, 10, 30);
    const STEP = 6 * 3_600_000;
    const END = FIRST + COUNT * STEP;
    const timeOf = (n: number): string => iso(FIRST + n * STEP);
    const record = (n: number) =>
      store().alerts.record(
        rowOf(newAlert({ receivedAt: timeOf(n), title: `alert ${n}`, source: n % 3 === 0 ? 'third' : 'edge' })),
      );
    const titles = (from: number, to: number): string[] =>
      Array.from({ length: from - to + 1 }, (_, i) => `alert ${from - i}`);
    let isFilled = false;
    const fill = async () => {
      if (!isFilled) for (let n = 0; n < COUNT; n += 1) await record(n);
      isFilled = true;
    };

    it('goes over the ends of months and of the year, newest first, each alert once', async () => {
      await fill();
      expect(titlesOf(await everything({}, END, store()))).toEqual(titles(COUNT - 1, 0));
    });

    it('has what a list shows', async () => {
      await fill();
      const [first] = (await store().alerts.list({}, END)).alerts;
      expect(first).toMatchObject({
        source: 'third',
        title: 'alert 129',
        severity: 'info',
        state: 'open',
        occurredAt: '2026-11-21T03:07:09.000Z',
        receivedAt: timeOf(129),
        deliveries: { queued: 1 },
      });
    });

    it('goes past what a filter leaves out', async () => {
      await fill();
      const third = titles(COUNT - 1, 0).filter((_, i) => (COUNT - 1 - i) % 3 === 0);
      expect(titlesOf(await everything({ source: 'third' }, END, store()))).toEqual(third);
    });

    it('goes back to a time, that time included, and begins before a time, that time excluded', async () => {
      await fill();
      const found = await everything({ since: timeOf(5), until: timeOf(120) }, END, store());
      expect(titlesOf(found)).toEqual(titles(119, 5));
      const offset = `${timeOf(5).slice(0, 10)}T${String(Number(timeOf(5).slice(11, 13)) + 2).padStart(2, '0')}:00:00+02:00`;
      expect(titlesOf(await everything({ since: offset }, END, store())).at(-1)).toBe('alert 5');
    });

    it('of a range that holds nothing, or is the wrong way round, is empty', async () => {
      await fill();
      expect(await store().alerts.list({ since: timeOf(COUNT + 5) }, END)).toEqual({ alerts: [] });
      expect(await store().alerts.list({ since: timeOf(20), until: timeOf(10) }, END)).toEqual({ alerts: [] });
    });

    it('goes on from its cursor, whatever came meanwhile', async () => {
      await fill();
      const first = await store().alerts.list({}, END);
      await record(COUNT);
      const second = await store().alerts.list(
        { ...(first.cursor === undefined ? {} : { cursor: first.cursor }) },
        END + STEP,
      );
      expect(titlesOf(first.alerts)).toEqual(titles(COUNT - 1, COUNT - 50));
      expect(titlesOf(second.alerts)).toEqual(titles(COUNT - 51, COUNT - 100));
    });

    it('takes the cursor of another query, and refuses what is none', async () => {
      await fill();
      const { cursor = '' } = await store().alerts.list({}, END);
      const third = await store().alerts.list({ source: 'third', cursor }, END);
      expect(third.alerts.every(({ source }) => source === 'third')).toBe(true);
      await expect(store().alerts.list({ status: 'dead', cursor }, END)).resolves.toEqual({ alerts: [] });
      for (const wrong of ['', 'x', '\u{1f6a8}', '2026-11-21T20:00:00.000Z#edge:1', `${cursor}!`, 'OjE', "' OR 1=1"])
        await expect(store().alerts.list({ cursor: wrong }, END)).rejects.toThrow(WrongCursor);
    });
  });
}

function states(open: Open): void {
  describe('the list of a state', () => {
    const store = useStore(open);

    it('has an alert as long as one of its deliveries stands in it', async () => {
      const row = rowOf(newAlert(), { planned: ['soc', 'jira', 'siem'] });
      await store().alerts.record(row);
      const isListed = async (status: 'dead' | 'retrying' | 'unknown' | 'delivered' | 'queued' | 'sending') =>
        (await everything({ status }, NOW, store())).filter(({ id }) => id === row.alert.id).length;
      const engine = createEngine(store());
      await engine.claimAndSettle(messageOf(row, 'soc'), dead, NOW);
      await engine.claimAndSettle(messageOf(row, 'siem'), dead, NOW);
      await engine.claimAndSettle(messageOf(row, 'jira'), waits(NOW), NOW);
      expect(await Promise.all([isListed('dead'), isListed('retrying'), isListed('unknown')])).toEqual([1, 1, 0]);
      const [line] = await everything({ status: 'dead' }, NOW, store());
      expect(line?.deliveries).toEqual({ dead: 2, retrying: 1 });
      await store().deliveries.claim(messageOf(row, 'jira'), 'a', NOW);
      expect(await Promise.all([isListed('retrying'), isListed('sending')])).toEqual([0, 1]);
      await store().deliveries.settle(messageOf(row, 'jira'), 'a', waits(NOW, 'unknown'));
      expect(await Promise.all([isListed('retrying'), isListed('unknown')])).toEqual([0, 1]);
      await engine.claimAndSettle(messageOf(row, 'jira'), delivered, NOW);
      expect(await Promise.all([isListed('unknown'), isListed('delivered')])).toEqual([0, 1]);
      await engine.reopen(messageOf(row, 'soc').deliveryId, row.hour, NOW);
      expect(await Promise.all([isListed('dead'), isListed('queued')])).toEqual([1, 1]);
      await engine.reopen(messageOf(row, 'siem').deliveryId, row.hour, NOW);
      expect(await isListed('dead')).toBe(0);
    });

    it('has all alerts of a batch, page by page, but those that have rows of their own', async () => {
      const engine = createEngine(store());
      const batch = await engine.batch(60, NOW + 1000);
      const held = await store().deliveries.claim(batch.message, 'a', NOW, batch.alertIds);
      if (held.kind !== 'claimed') throw new Error('not claimed');
      await engine.settleBatch(batch, held, 'a', { together: dead, apart: [delivered, waits(NOW)] });
      const listed = async (status: 'dead' | 'retrying') =>
        (await everything({ status, since: iso(NOW + 1000) }, NOW + 5000, store())).map(({ id }) => id).toSorted();
      expect(await listed('dead')).toEqual(batch.alertIds.slice(2).toSorted());
      expect(await listed('retrying')).toEqual(batch.alertIds.slice(1, 2));
      const third = batch.rows[2];
      if (third === undefined) throw new Error('no third');
      await engine.reopen(messageOf(third, 'siem').deliveryId, third.hour, NOW);
      expect(await listed('dead')).toEqual(batch.alertIds.slice(3).toSorted());
    });

    it('of a batch that waits follows it', async () => {
      const engine = createEngine(store());
      const batch = await engine.batch(3, NOW + 10_000);
      const listed = async () =>
        (await everything({ status: 'retrying', since: iso(NOW + 10_000) }, NOW + 20_000, store())).length;
      for (const [settlement, expected] of [
        [waits(NOW), 3],
        [waits(NOW), 3],
        [delivered, 0],
      ] as const) {
        const held = await store().deliveries.claim(batch.message, 'a', NOW, batch.alertIds);
        if (held.kind !== 'claimed') throw new Error('not claimed');
        expect(await listed()).toBe(0);
        await engine.settleBatch(batch, held, 'a', { together: settlement, apart: [] });
        expect(await listed()).toBe(expected);
      }
    });
  });
}

function rare(open: Open): void {
  describe('a filter that fits almost nothing', () => {
    const store = useStore(open);

    it('looks through 500 alerts a request, and answers with a cursor though the page is empty', async () => {
      const first = rowOf(newAlert({ severity: 'critical', receivedAt: iso(NOW) }));
      await store().alerts.record(first);
      for (let n = 0; n < 620; n += 20)
        await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            store().alerts.record(rowOf(newAlert({ receivedAt: iso(NOW + 1 + n + i) }))),
          ),
        );
      const page = await store().alerts.list({ severities: ['critical'] }, NOW + 1000);
      expect(page.alerts).toEqual([]);
      expect(page.cursor).toMatch(/^[\w-]+$/);
      const found = await everything({ severities: ['critical'] }, NOW + 1000, store());
      expect(found.map(({ id }) => id)).toEqual([first.alert.id]);
    });
  });
}

/** Promises of the list of `Alerts`. */
export function describeListing(open: Open): void {
  pages(open);
  states(open);
  rare(open);
}
