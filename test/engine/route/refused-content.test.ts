import { beforeEach, describe, expect, it } from 'vitest';
import { toLedger } from '../../../lambdas/domain/counters.ts';
import { deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import { readerOf } from '../../../lambdas/engine/route/reader.ts';
import { routeWebhook } from '../../../lambdas/engine/route/route.ts';
import { Crash, event, exportOf, here, idsSent, kept, plan, renew, webhook } from './world.ts';

describe.each(Object.entries(kept))('on %s', (_, storesOver) => {
  beforeEach(() => renew(storesOver));

  describe('an alert that the store refuses for what it holds', () => {
    const isPoison = ({ alert }: AlertRow) => alert.kind !== 'unreadable' && alert.title.includes('FILTER_2');

    it('becomes a parse-failure alert and a system alert, and leaves its neighbours alone', async () => {
      here.refuse(isPoison);
      await routeWebhook(webhook('wh_1', exportOf(1, 2, 3)), plan, here.ports, deadlineIn(60_000));
      const kinds = [...here.alerts.values()].map(({ alert }) => alert.kind);
      expect(kinds.sort()).toEqual(['detection', 'detection', 'unreadable']);
      expect(here.total()).toEqual({ accepted: 1, alerts: 3, planned: 6, queued: 6 });
      expect(here.sent).toHaveLength(6);
      expect(here.systemAlerts).toEqual(['content_refused']);
      const [replacement] = [...here.alerts.values()].filter(({ alert }) => alert.kind === 'unreadable');
      expect(JSON.stringify(replacement?.alert.evidence)).toContain('FILTER_2');
    });

    it('has no text when that is refused too, and is stored once', async () => {
      here.refuse((row) => JSON.stringify(row.alert).includes('FILTER_2'));
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()].map(({ alert }) => alert.kind).sort()).toEqual(['detection', 'unreadable']);
      expect(toLedger(here.total())).toMatchObject({ alerts: 2, balanced: true });
    });

    it('is tried again when the store fails', async () => {
      here.crashAt('record');
      await expect(routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000))).rejects.toThrow(
        Crash,
      );
      expect(here.alerts.size).toBe(0);
    });
  });

  describe('a message that the queue refuses for what it holds', () => {
    it('is sent as a parse-failure alert of the same delivery, and leaves its neighbours alone', async () => {
      here.refuseMessages(({ alert }) => alert.title.includes('FILTER_2'));
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      const ids = [...here.alerts.keys()];
      expect(idsSent().sort()).toEqual(ids.flatMap((id) => [deliveryIdOf(id, 'soc'), deliveryIdOf(id, 'jira')]).sort());
      expect(here.sent.map(({ alert }) => alert.kind).sort()).toEqual([
        'detection',
        'detection',
        'unreadable',
        'unreadable',
      ]);
      expect(here.systemAlerts).toEqual(['content_refused']);
      expect(here.total()).toEqual({ accepted: 1, alerts: 2, planned: 4, queued: 4 });
    });
  });

  describe('a system alert about a webhook that cannot be emitted', () => {
    const unlisted = JSON.stringify({ maliciousEvents: [{ ...event(1), somethingNew: true }] });

    it('does not fail the webhook, whose own alerts come first', async () => {
      const watched = { ...plan, sourceOf: () => readerOf({ type: 'akto' }) };
      here.crashAt('emit');
      await routeWebhook(webhook('wh_1', unlisted), watched, here.ports, deadlineIn(60_000));
      expect(here.sent).toHaveLength(2);
      expect(here.systemAlerts).toEqual([]);
      expect(here.logged.indexOf('system_alert.emit_failed')).toBeGreaterThan(here.logged.indexOf('webhook.routed'));
      await routeWebhook(webhook('wh_2', unlisted), watched, here.ports, deadlineIn(60_000));
      expect(here.systemAlerts, 'the next webhook tries again').toHaveLength(1);
    });

    it('about refused content neither', async () => {
      here.refuse(({ alert }) => alert.kind !== 'unreadable' && alert.title.includes('FILTER_2'));
      here.crashAt('emit');
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toHaveLength(4);
      expect(here.logged).toContain('system_alert.emit_failed');
    });
  });
});
