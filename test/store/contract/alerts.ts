import { describe, expect, it } from 'vitest';
import { type Open, useStore } from './store.ts';
import { iso, messageOf, NOW, newAlert, next, rowOf, statesOf } from './subjects.ts';

/** Promises of `Alerts`, but for the list. */
export function describeAlerts(open: Open): void {
  describe('an alert’s row', () => {
    const store = useStore(open);

    it('is written once: new, then own to its webhook and a repeat to others', async () => {
      const row = rowOf(newAlert(), { planned: ['soc', 'jira'], silence: 'S1', batch: 'wh.0' });
      expect(await store().alerts.record(row)).toEqual({ kind: 'new' });
      const own = { kind: 'own', planned: ['soc', 'jira'], silence: 'S1', batch: 'wh.0' };
      const { silence: _, ...other } = row;
      expect(await store().alerts.record({ ...other, planned: ['other'], batch: 'wh.1' })).toEqual(own);
      expect(await store().alerts.record({ ...row, webhookId: 'wh_other' })).toEqual({ kind: 'repeat' });
    });

    it('that has neither silence nor batch says so', async () => {
      const row = rowOf(newAlert());
      await store().alerts.record(row);
      expect(await store().alerts.record(row)).toEqual({ kind: 'own', planned: ['soc'] });
    });

    it('by ten webhooks at once belongs to one', async () => {
      const row = rowOf(newAlert());
      const all = Array.from({ length: 10 }, (_, i) => store().alerts.record({ ...row, webhookId: `wh_race_${i}` }));
      const kinds = (await Promise.all(all)).map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['new', ...Array.from({ length: 9 }, () => 'repeat')]);
    });

    it.each([
      ['small', 'x'],
      ['large', 'ü🚨'.repeat(60_000)],
      ['empty', ''],
    ])('gives back what was written: %s', async (_, content) => {
      const alert = newAlert({ evidence: [{ kind: 'raw', content }] });
      const row = rowOf(alert, {
        planned: ['siem', 'soc'],
        raw: content,
        evidence: content,
        batch: 'wh.0',
        batchDestinations: ['siem'],
      });
      await store().alerts.record(row);
      const { alone: __, ...stored } = row;
      expect(await store().alerts.load(alert.id)).toEqual(stored);
    });

    it('gives the alert back in the order it was written, so that what is rendered is the same bytes', async () => {
      const { id, title, ...rest } = newAlert();
      const alert = { title, ...rest, id };
      await store().alerts.record(rowOf(alert));
      expect(JSON.stringify((await store().alerts.load(id))?.alert)).toBe(JSON.stringify(alert));
    });

    it('has the trace that its sender began with the webhook', async () => {
      const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const row = rowOf(newAlert(), { trace });
      const { webhookId, alert } = row;
      const body = { in: 'message', gzip: false, bytes: new Uint8Array() } as const;
      const { source, receivedAt } = alert;
      await store().accept({ v: 2, webhookId, source, receivedAt, headers: { traceparent: trace }, body });
      await store().alerts.record(row);
      expect((await store().alerts.load(alert.id))?.trace).toBe(trace);
    });

    it('that was never written is nothing', async () => {
      expect(await store().alerts.load(newAlert().id)).toBeUndefined();
    });

    it('keeps the webhook for replay, here or there', async () => {
      const bytes = Buffer.from('{"a":"\u{1f6a8}"}');
      const webhookId = `wh_kept_${next()}`;
      const headers = { 'content-type': 'application/json' };
      const message = {
        v: 2,
        webhookId,
        source: 'edge',
        receivedAt: iso(NOW),
        headers,
        body: { in: 'message', gzip: false, bytes },
      } as const;
      await store().accept(message);
      const body = await store().webhooks.keep(message);
      const row = rowOf(newAlert(), { webhookId, ...(body === undefined ? {} : { body }) });
      await store().alerts.record(row);
      const kept = (await store().alerts.load(row.alert.id))?.body ?? (await store().webhooks.load(webhookId))?.body;
      expect(kept?.in === 'message' ? Buffer.from(kept.bytes).toString() : kept).toBe('{"a":"\u{1f6a8}"}');
      expect(kept?.gzip).toBe(false);
    });
  });

  describe('an alert that is read again', () => {
    const store = useStore(open);

    it('is written anew, and keeps its plan', async () => {
      const row = rowOf(newAlert(), { planned: ['soc', 'jira'], raw: 'old', evidence: 'kept' });
      await store().alerts.record(row);
      const alert = { ...row.alert, title: 'better', severity: 'high' as const };
      expect(await store().alerts.rewrite({ alert, raw: 'new' })).toEqual(['soc', 'jira']);
      expect(await store().alerts.load(alert.id)).toMatchObject({
        alert,
        raw: 'new',
        evidence: 'kept',
        hour: row.hour,
      });
      const listed = (await store().alerts.list({ severities: ['high'] }, NOW)).alerts.find(
        ({ id }) => id === alert.id,
      );
      expect(listed).toMatchObject({ title: 'better', severity: 'high' });
    });

    it('keeps its raw text when there is no new one', async () => {
      const row = rowOf(newAlert(), { raw: 'old' });
      await store().alerts.record(row);
      await store().alerts.rewrite({ alert: row.alert });
      expect((await store().alerts.load(row.alert.id))?.raw).toBe('old');
    });
  });

  describe('one more destination', () => {
    const store = useStore(open);

    it('is planned once, whoever asks', async () => {
      const row = rowOf(newAlert());
      await store().alerts.record(row);
      const both = [0, 0].map(() => store().alerts.addDestination(row.alert.id, 'jira'));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await store().alerts.addDestination(row.alert.id, 'soc')).toBe(false);
      expect((await statesOf(row, store())).map(({ destination, status }) => [destination, status])).toEqual([
        ['soc', 'queued'],
        ['jira', 'queued'],
      ]);
    });

    it('is claimed as one that was planned from the start', async () => {
      const row = rowOf(newAlert());
      await store().alerts.record(row);
      await store().alerts.addDestination(row.alert.id, 'jira');
      const claimed = { kind: 'claimed', before: 'queued', counted: 'queued', attempts: [] };
      const laterMs = Math.max(NOW, Date.now()) + 1000;
      expect(await store().deliveries.claim(messageOf(row, 'jira'), 'a', laterMs)).toMatchObject(claimed);
    });

    it('of no alert is none', async () => {
      expect(await store().alerts.addDestination(newAlert().id, 'soc')).toBe(false);
    });
  });
}
