import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../../../lambdas/domain/group.ts';
import type { Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import { type Open, useStore } from './store.ts';
import { fresh, iso, NOW, newAlert, next, rowOf, statesOf } from './subjects.ts';

/** Characters of every plane, those that are no characters, NUL, and nothing at all. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    '\0',
    '\u{1f6a8}',
    '\ufffe\uffff',
    '\u{10ffff}',
    "'; DROP TABLE alert; --",
    'a\u0000b',
    '\u2028',
    '{"a":1}',
  ),
);

/** Whatever a text holds, it comes back as it was. */
export function describeTexts(open: Open, runs: number): void {
  describe('any text', () => {
    const store = useStore(open);

    it('of an alert', async () => {
      const texts = fc.tuple(text, text, text, text, text);
      const property = fc.asyncProperty(texts, async ([title, description, content, fact, raw]) => {
        const parts = { title, description, evidence: [{ kind: 'raw', content }], facts: { [`key ${fact}`]: fact } };
        const row = rowOf(newAlert({ ...parts, receivedAt: iso(NOW + next()) }), {
          raw,
          evidence: content,
          webhookId: `wh ${fact}`,
        });
        await store().alerts.record(row);
        const { alone: _, ...stored } = row;
        expect(await store().alerts.load(row.alert.id)).toEqual(stored);
        expect(await store().alerts.record(row)).toMatchObject({ kind: 'own' });
        const [newest] = (await store().alerts.list({ since: row.alert.receivedAt }, NOW + 86_400_000)).alerts;
        expect(newest?.title).toBe(title);
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('of half a character, which JSON keeps', async () => {
      const row = rowOf(newAlert({ description: 'cut \ud83d' }));
      await store().alerts.record(row);
      expect((await store().alerts.load(row.alert.id))?.alert.description).toBe('cut \ud83d');
    });

    it('of a delivery', async () => {
      const property = fc.asyncProperty(fc.tuple(text, text, text), async ([reason, id, url]) => {
        const { row, message } = await fresh(store());
        const receipt = { id, url };
        const attempts = [{ at: iso(NOW), outcome: 'retry' as const, reason, durationMs: 1 }];
        const ended: Settlement = { kind: 'ended', status: 'dead', reason, receipt, mergedInto: id, attempts };
        await store().deliveries.claim(message, 'a', NOW);
        await store().deliveries.settle(message, 'a', ended);
        const { kind: _, ...state } = ended;
        expect(await statesOf(row, store())).toEqual([{ ...state, id: message.deliveryId, destination: 'soc' }]);
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('of a group and its members', async () => {
      const property = fc.asyncProperty(fc.tuple(text, text, text), async ([title, type, name]) => {
        const key = { destination: 'soc', name: `problem:${next()}${name}` };
        const member = { ...memberOf(newAlert()), title, type };
        await store().groups.add(key, [member], { ms: NOW, isUrgent: false }, NOW);
        expect(await store().groups.take(key, 'a', NOW)).toMatchObject({ members: [member] });
        expect(await store().groups.release(key, 'a', { members: [member], dueMs: NOW, isOver: false })).toBe(false);
      });
      await fc.assert(property, { numRuns: runs });
    });

    it('of a silence, a circuit breaker and a webhook', async () => {
      const property = fc.asyncProperty(fc.tuple(text, text), async ([one, two]) => {
        const id = `S${next()}`;
        const kept = {
          id,
          match: { title: one, labels: { team: two } },
          from: iso(NOW),
          until: iso(NOW + 1),
          author: one,
          reason: two,
        };
        const silence = { ...kept, createdAt: iso(NOW), count: 0, ended: false, announced: false };
        await store().silences.create(silence);
        expect((await store().silences.list()).find((each) => each.id === id)).toEqual(silence);
        await store().silences.end(id);
        expect(await store().circuits.open(id, one, NOW)).toMatchObject({ reason: one, sinceMs: NOW });
        const webhookId = `wh_${next()}`;
        const headers = { 'x-one': one };
        const body = { in: 'message', gzip: false, bytes: Buffer.from(two) } as const;
        const message = { v: 2, webhookId, source: 'edge', receivedAt: iso(NOW), headers, body } as const;
        await store().accept(message);
        const keep = await store().webhooks.keep(message);
        const outcome = { hour: iso(NOW).slice(0, 13), outcome: 'ignored' as const, reason: one };
        await store().webhooks.record({
          webhookId,
          source: 'edge',
          receivedAt: iso(NOW),
          ...outcome,
          ...(keep === undefined ? {} : { body: keep }),
        });
        const loaded = (await store().webhooks.load(webhookId))?.body;
        expect(loaded?.headers).toEqual(headers);
        expect(loaded?.in === 'message' ? Buffer.from(loaded.bytes).toString() : loaded).toBe(two);
      });
      await fc.assert(property, { numRuns: Math.ceil(runs / 2) });
    });

    it('is no id of anything', async () => {
      const property = fc.asyncProperty(text, async (id) => {
        expect(await store().alerts.load(`nobody ${id}`)).toBeUndefined();
        expect(await store().webhooks.load(`nobody ${id}`)).toBeUndefined();
        expect(await store().alerts.addDestination(`nobody ${id}`, 'soc')).toBe(false);
        expect(await store().deliveries.reopen(`nobody:${id}:soc`, NOW)).toBeUndefined();
        expect(await store().openDeliveries.batch(`batch/${id}/soc`)).toBeUndefined();
        expect(await store().alerts.list({ source: `nobody ${id}` }, NOW)).toEqual({ alerts: [] });
      });
      await fc.assert(property, { numRuns: Math.ceil(runs / 2) });
    });
  });
}
