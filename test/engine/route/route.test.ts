import { beforeEach, describe, expect, it } from 'vitest';
import { generator } from '../../../infra/sandbox/_kit/random.ts';
import { add, type Counts, toLedger } from '../../../lambdas/domain/counters.ts';
import { type DeliveryMessage, deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import type { Detection } from '../../../lambdas/domain/detection.ts';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import { deadlineIn } from '../../../lambdas/domain/values/deadline.ts';
import { pack, type StoredBody, type WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { RefusedMessages } from '../../../lambdas/engine/ports/queue.ts';
import type { WebhookRow } from '../../../lambdas/engine/ports/webhooks.ts';
import type { Plan } from '../../../lambdas/engine/route/plan.ts';
import type { Ports } from '../../../lambdas/engine/route/ports.ts';
import { readerOf } from '../../../lambdas/engine/route/reader.ts';
import { routeWebhook } from '../../../lambdas/engine/route/route.ts';
import type { Reader } from '../../../lambdas/sources/_kit/define-source.ts';
import { unreadable } from '../../../lambdas/sources/_kit/unreadable.ts';
import { sources } from '../../../lambdas/sources/index.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { memoryDatabase } from '../../../lambdas/store/sqlite/memory.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';

class Crash extends Error {}
/** The store refuses a row for what it holds. */
class Refused extends Error {}

const now = (): number => Date.parse('2026-11-21T20:15:01.000Z');

const kept: Readonly<Record<'dynamodb' | 'sqlite', (blobs: Stores['blobs']) => Stores>> = {
  dynamodb: (blobs) => dynamodbStores(tableOf(memoryTable(), 'table'), blobs),
  sqlite: (blobs) => sqliteStores(memoryDatabase(), blobs, { retentionDays: 30, now }),
};

/** The route stage over the real stores and a queue in memory, which crash on demand. */
function world(storesOver: (blobs: Stores['blobs']) => Stores) {
  const alerts = new Map<string, AlertRow>();
  const webhooks = new Map<string, WebhookRow>();
  const objects = new Map<string, Uint8Array>();
  const sent: DeliveryMessage[] = [];
  const logged: string[] = [];
  const books = new Map<string, Counts>();
  const silences: Silence[] = [];
  const silenced = new Map<string, number>();
  const systemAlerts: string[] = [];
  let crashAt: string | undefined;
  let callsBefore = 0;
  let recordings = 0;
  let refuses = (_row: AlertRow): boolean => false;
  let refusesMessage = (_message: DeliveryMessage): boolean => false;
  const step = (name: string): void => {
    if (crashAt !== name) return;
    callsBefore -= 1;
    if (callsBefore >= 0) return;
    crashAt = undefined;
    throw new Crash(name);
  };
  const blobs: Stores['blobs'] = {
    async load(key) {
      const bytes = objects.get(key);
      if (bytes === undefined) throw new Error(`no object ${key}`);
      return bytes;
    },
    async store(key, bytes) {
      objects.set(key, bytes);
    },
  };
  const stores = storesOver(blobs);
  const ports: Ports = {
    ...stores,
    alerts: {
      ...stores.alerts,
      async record(row) {
        step('record');
        recordings += 1;
        if (refuses(row)) throw new Refused();
        const recorded = await stores.alerts.record(row);
        if (recorded.kind === 'new') alerts.set(row.alert.id, row);
        return recorded;
      },
    },
    webhooks: {
      ...stores.webhooks,
      async record(row) {
        step('webhook');
        const isFirst = await stores.webhooks.record(row);
        if (isFirst) webhooks.set(row.webhookId, row);
        return isFirst;
      },
    },
    ledger: {
      ...stores.ledger,
      async increment(hour, counts) {
        step('increment');
        await stores.ledger.increment(hour, counts);
        books.set(hour, add(books.get(hour) ?? {}, counts));
      },
    },
    silences: {
      ...stores.silences,
      async count(id, count) {
        step('count');
        await stores.silences.count(id, count);
        silenced.set(id, (silenced.get(id) ?? 0) + count);
      },
    },
    deliveryQueue: {
      async send(messages) {
        step('send');
        const deliveries = messages.filter((message) => 'alert' in message);
        const refused = deliveries.filter((message) => refusesMessage(message));
        sent.push(...deliveries.filter((message) => !refused.includes(message)));
        if (refused.length > 0) throw new RefusedMessages(refused, 'InvalidMessageContents');
        step('sent');
      },
      sendLater: async () => undefined,
    },
    activeSilences: async () => silences,
    emitSystemAlert: async ({ type }) => {
      step('emit');
      systemAlerts.push(type);
    },
    isRefusal: (error) => error instanceof Refused,
    sourceSeen: async () => undefined,
    paceWrites: async () => undefined,
    now,
    pause: async () => undefined,
    log: (event) => logged.push(event),
  };
  return {
    ports,
    alerts,
    webhooks,
    objects,
    sent,
    logged,
    books,
    silences,
    silenced,
    systemAlerts,
    refuse(test: (row: AlertRow) => boolean) {
      refuses = test;
    },
    refuseMessages(test: (message: DeliveryMessage) => boolean) {
      refusesMessage = test;
    },
    crashAt(name: string) {
      crashAt = name;
      callsBefore = 0;
    },
    /** After so many calls that go well. */
    crashAtCall(name: string, calls: number) {
      crashAt = name;
      callsBefore = calls;
    },
    recordings: () => recordings,
    total: (): Counts => add(...books.values()),
  };
}

let here: ReturnType<typeof world>;

const planOf = (destinations: readonly string[], raw: readonly string[] = []): Plan => ({
  sourceOf: (id) => (id === 'gone' ? undefined : sources.akto),
  deliversTests: () => false,
  typeOf: () => 'akto',
  linksOf: () => [],
  isExpected: () => false,
  route: async () => ({ destinations, ending: [], routes: ['all'], options: {}, failed: [] }),
  routeGap: async () => ({ destinations, ending: [], routes: ['all'], options: {}, failed: [] }),
  wantsFull: () => false,
  wantsRaw: (destination) => raw.includes(destination),
  takesBatches: () => false,
});
const plan = planOf(['soc', 'jira']);

const event = (n: number) => ({
  actor: '203.0.113.7',
  filterId: `FILTER_${n}`,
  timestamp: 1_747_162_308,
  url: `/v1/${n}`,
});
const exportOf = (...ns: number[]): string => JSON.stringify({ maliciousEvents: ns.map(event) });

const inMessage = (text: string): StoredBody => {
  const { gzip, bytes } = pack(Buffer.from(text), false);
  return { in: 'message', gzip, bytes };
};
const webhook = (webhookId: string, body: string | StoredBody, source = 'akto'): WebhookMessage => ({
  v: 2,
  webhookId,
  source,
  receivedAt: '2026-11-21T20:15:00.000Z',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? inMessage(body) : body,
});
const idsSent = () => here.sent.map(({ deliveryId }) => deliveryId);

describe.each(Object.entries(kept))('on %s', (name, storesOver) => {
  beforeEach(() => {
    here = world(storesOver);
  });

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

  describe('a webhook', () => {
    it('becomes a row for each alert and a message for each alert and destination', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      const ids = [...here.alerts.keys()];
      expect(ids).toHaveLength(2);
      expect(idsSent()).toEqual(ids.flatMap((id) => [deliveryIdOf(id, 'soc'), deliveryIdOf(id, 'jira')]));
      expect(here.sent.every(({ hour }) => hour === '2026-11-21T20')).toBe(true);
      expect(here.total()).toEqual({ accepted: 1, alerts: 2, planned: 4, queued: 4 });
      expect(toLedger(here.total()).balanced).toBe(true);
    });

    it('is recorded by its alert’s own row when it brought only one', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect(here.webhooks.size).toBe(0);
      expect([...here.alerts.values()][0]).toMatchObject({ alone: true, webhookId: 'wh_1' });
    });

    it('from a heartbeat has a row of its own, which counts as no accepted webhook, and its alert stands for none', async () => {
      const silent = {
        since: '2026-11-21T18:00:00.000Z',
        until: '2026-11-21T20:15:00.000Z',
        everySeconds: 3600,
        isOver: false,
      };
      const report: WebhookMessage = { ...webhook('silent-1', ''), silent };
      await routeWebhook(report, plan, here.ports, deadlineIn(60_000));
      await routeWebhook(report, plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()]).toMatchObject([{ alone: false, alert: { kind: 'gap' } }]);
      expect([...here.webhooks.values()]).toMatchObject([
        { webhookId: 'silent-1', outcome: 'alerts', isHeartbeat: true },
      ]);
      expect(here.webhooks.get('silent-1'), 'there is nothing to read again').not.toHaveProperty('body');
      expect(here.total()).toEqual({ alerts: 1, planned: 2, queued: 2 });
      expect((await here.ports.ledger.recount('2026-11-21T20')).counts).toEqual(here.total());
    });

    it.each([
      ['is empty', '', 'empty', { accepted: 1, empty: 1 }],
      ['holds nothing', '{"maliciousEvents":[]}', 'empty', { accepted: 1, empty: 1 }],
      ['is a test', '{"message":"test"}', 'ignored', { accepted: 1, ignored: 1 }],
    ])('that %s is counted as such and sends nothing', async (_, body, outcome, counts) => {
      await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000));
      expect([...here.webhooks.values()].map((row) => row.outcome)).toEqual([outcome]);
      expect(here.total()).toEqual(counts);
      expect(here.sent).toEqual([]);
    });

    it('of a source that is no longer configured is told as unreadable', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1), 'gone'), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()].map(({ alert }) => alert.kind)).toEqual(['unreadable']);
      expect(here.sent).toHaveLength(2);
    });

    it('whose alerts go nowhere still counts them, and says so', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), planOf([]), here.ports, deadlineIn(60_000));
      expect(here.total()).toEqual({ accepted: 1, alerts: 1 });
      expect(here.logged).toContain('alert.unrouted');
    });

    it('from the bucket is read there', async () => {
      here.objects.set('webhooks/wh_1', pack(Buffer.from(exportOf(1, 2, 3).padEnd(20_000)), false).bytes);
      await routeWebhook(
        webhook('wh_1', { in: 'blob', gzip: true, key: 'webhooks/wh_1' }),
        plan,
        here.ports,
        deadlineIn(60_000),
      );
      expect(here.alerts.size).toBe(3);
    });

    it('that is missing from the bucket stays on the queue, and nothing is counted', async () => {
      const lost = webhook('wh_1', { in: 'blob', gzip: false, key: 'webhooks/none' });
      await expect(routeWebhook(lost, plan, here.ports, deadlineIn(60_000))).rejects.toThrow('no object');
      expect(here.total()).toEqual({});
    });

    it.runIf(name === 'dynamodb')('is kept for replay in its alert’s row when it brought only one', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()][0]).toMatchObject({ body: { in: 'message' } });
    });

    // On one machine a webhook stays in its own row, or beside the database.
    it.runIf(name === 'dynamodb')('too large for a row is kept in the bucket beside it', async () => {
      const noise = Array.from({ length: 9000 }, (_, i) => ((i * 2_654_435_761) % 4_294_967_296).toString(36)).join('');
      const body = JSON.stringify({
        maliciousEvents: [{ ...event(1), maliciousPayloadsResponses: [{ orig: noise, ts: 1 }] }],
      });
      await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000));
      expect([...here.alerts.values()][0]?.body).toMatchObject({ in: 'blob', gzip: true, key: 'webhooks/wh_1' });
      expect(here.objects.has('webhooks/wh_1')).toBe(true);
    });

    it('hands the vendor’s own record only to destinations that want it', async () => {
      await routeWebhook(
        webhook('wh_1', exportOf(1)),
        planOf(['soc', 'lake'], ['lake']),
        here.ports,
        deadlineIn(60_000),
      );
      expect(here.sent.map(({ destination, raw }) => [destination, raw === undefined])).toEqual([
        ['soc', true],
        ['lake', false],
      ]);
      expect(JSON.parse(here.sent[1]?.raw ?? '')).toMatchObject({ filterId: 'FILTER_1' });
    });
  });

  describe('a webhook whose time is over before all its alerts are recorded', () => {
    const numbers = Array.from({ length: 120 }, (_, i) => i);
    const body = exportOf(...numbers);

    /** Over after so many looks at it, of which there is one before each row. */
    const overAfter = (looks: number) => {
      let left = looks;
      return {
        remainingMs() {
          left -= 1;
          return left >= 0 ? 1000 : 0;
        },
      };
    };
    const route = (deadline: Parameters<typeof routeWebhook>[3], message = webhook('wh_1', body)) =>
      routeWebhook(message, plan, here.ports, deadline);
    const unlimited = deadlineIn(60_000);

    it('stops between alerts, which is no failure, and counts what is done', async () => {
      expect(await route(overAfter(70))).toEqual({ kind: 'stopped' });
      expect(here.alerts.size).toBeGreaterThanOrEqual(50);
      expect(here.alerts.size).toBeLessThan(70);
      expect(here.sent).toHaveLength(100);
      const { size } = here.alerts;
      expect(here.total()).toEqual({ alerts: size, planned: 2 * size, queued: 2 * size });
      expect(here.logged).toContain('webhook.deferred');
    });

    it('goes on after what is done, and comes to the same as one that had time', async () => {
      for (const looks of [70, 40, 0]) expect(await route(overAfter(looks))).toEqual({ kind: 'stopped' });
      const before = here.recordings();
      expect(await route(unlimited)).toEqual({ kind: 'routed' });
      expect(here.recordings() - before, 'alerts of finished chunks are not written again').toBeLessThanOrEqual(70);
      expect(idsSent()).toHaveLength(240);
      expect(new Set(idsSent()).size).toBe(240);
      expect(here.alerts.size).toBe(120);
      const { counts } = await here.ports.ledger.recount('2026-11-21T20');
      expect(counts).toEqual({ accepted: 1, alerts: 120, planned: 240, queued: 240 });
      expect(here.total()).toEqual(counts);
    });

    it('does nothing at all when there is no time from the start', async () => {
      expect(await route(overAfter(0))).toEqual({ kind: 'stopped' });
      expect(here.recordings()).toBe(0);
    });

    it('goes on after a store failed in its midst', async () => {
      here.crashAtCall('record', 70);
      await expect(route(unlimited)).rejects.toThrow(Crash);
      const before = here.recordings();
      await route(unlimited);
      expect(here.recordings() - before).toBe(70);
      expect(new Set(idsSent()).size).toBe(240);
    });

    it('begins again when another release parses it to other alerts', async () => {
      await route(overAfter(70));
      const other = [...numbers.slice(60), ...numbers.slice(0, 60)];
      await route(unlimited, webhook('wh_1', exportOf(...other)));
      expect(here.logged).toContain('webhook.progress_discarded');
      expect(here.alerts.size).toBe(120);
      expect(new Set(idsSent()).size).toBe(240);
    });

    it('is no duplicate when all that is left was there before', async () => {
      await routeWebhook(webhook('wh_0', exportOf(...numbers.slice(60))), plan, here.ports, unlimited);
      await route(overAfter(70));
      await route(unlimited);
      expect(here.total()).toMatchObject({ accepted: 2, alerts: 120 });
      expect(here.total()).not.toHaveProperty('duplicate');
    });

    it('is a duplicate when all of it was there before', async () => {
      await routeWebhook(webhook('wh_0', body), plan, here.ports, unlimited);
      await route(overAfter(70));
      await route(unlimited);
      expect(here.total()).toMatchObject({ accepted: 2, alerts: 120, duplicate: 1 });
      expect(new Set(idsSent()).size).toBe(240);
    });

    it('holds no more than one chunk of alerts in memory while it is recorded', async () => {
      const normalized = new Set<number>();
      const detections = numbers.map((n): Detection => {
        const detection = unreadable('a reason', `text ${n}`);
        const { title } = detection;
        return Object.defineProperty({ ...detection }, 'title', {
          enumerable: true,
          get() {
            normalized.add(n);
            return title;
          },
        });
      });
      const reader: Reader = { vendor: 'V', product: 'P', read: () => ({ kind: 'alerts', detections }) };
      let most = 0;
      const { alerts } = here.ports;
      const record: typeof alerts.record = (row) => {
        most = Math.max(most, normalized.size - here.recordings());
        return alerts.record(row);
      };
      const watched = { ...here.ports, alerts: { ...alerts, record } };
      await routeWebhook(webhook('wh_1', '{}'), { ...plan, sourceOf: () => reader }, watched, unlimited);
      expect(here.alerts.size).toBe(120);
      expect(most).toBe(50);
    });

    const crashes = ['record', 'send', 'sent', 'webhook', 'increment'];

    /** An attempt that may crash anywhere, or stop anywhere. */
    async function anyAttempt(random: () => number): Promise<void> {
      const below = (n: number) => Math.floor(random() * n);
      if (below(2) === 0) return void (await route(overAfter(below(150))));
      here.crashAtCall(crashes[below(crashes.length)] ?? '', below(130));
      await route(unlimited).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      here.crashAt('nowhere');
    }

    it.each([1, 2, 3, 4, 5])('comes to the same after any stops and crashes (seed %i)', async (seed) => {
      const random = generator(seed);
      for (let attempts = 0; attempts < 6; attempts += 1) await anyAttempt(random);
      expect(await route(unlimited)).toEqual({ kind: 'routed' });
      expect(here.alerts.size).toBe(120);
      expect(new Set(idsSent()).size).toBe(240);
      const { counts } = await here.ports.ledger.recount('2026-11-21T20');
      expect(counts).toEqual({ accepted: 1, alerts: 120, planned: 240, queued: 240 });
      expect(here.total().alerts).toBeLessThanOrEqual(120);
      expect(here.total().accepted).toBeLessThanOrEqual(1);
    });

    it('is parsed again as a whole later: its progress is forgotten', async () => {
      await route(overAfter(70));
      await route(unlimited);
      expect(await here.ports.webhooks.loadProgress('wh_1')).toBeUndefined();
      const replayed = { ...webhook('wh_1', body), isReplay: true as const };
      await route(unlimited, replayed);
      expect(here.total()).toMatchObject({ accepted: 1, alerts: 120 });
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

  describe('a repeat', () => {
    it('of the whole webhook sends nothing and counts as duplicate', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      await routeWebhook(webhook('wh_2', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toHaveLength(4);
      expect(here.total()).toEqual({ accepted: 2, duplicate: 1, alerts: 2, planned: 4, queued: 4 });
    });

    it('beside something new brings only what is new', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      await routeWebhook(webhook('wh_2', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(new Set(idsSent()).size).toBe(4);
      expect(here.sent).toHaveLength(4);
      expect(here.total()).toEqual({ accepted: 2, alerts: 2, planned: 4, queued: 4 });
    });

    it('within one webhook is one alert', async () => {
      await routeWebhook(webhook('wh_1', exportOf(1, 1)), plan, here.ports, deadlineIn(60_000));
      expect(here.alerts.size).toBe(1);
      expect(here.total()).toMatchObject({ accepted: 1, alerts: 1, planned: 2, queued: 2 });
    });
  });

  describe.each([1, 3])('a crash while a webhook of %i alerts is routed', (alerts) => {
    const body = exportOf(...Array.from({ length: alerts }, (_, i) => i));

    it.each(['record', 'send', 'sent', 'webhook', 'increment'])(
      'at "%s" loses nothing when SQS brings the webhook again',
      async (at) => {
        here.crashAt(at);
        await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000)).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        await routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000));
        expect(new Set(idsSent()).size, 'every delivery has a message').toBe(alerts * 2);
        expect(here.alerts.size).toBe(alerts);
        const counts = here.total();
        // What a crash kept from being booked, reconcile books from the rows; nothing may be booked twice.
        expect(counts.accepted ?? 0).toBeLessThanOrEqual(1);
        expect(counts.alerts ?? 0).toBeLessThanOrEqual(alerts);
        expect(counts.queued ?? 0).toBe(counts.planned ?? 0);
      },
    );

    it('between rows and messages finds its own rows again, and sends to where they were planned', async () => {
      here.crashAt('send');
      await expect(routeWebhook(webhook('wh_1', body), plan, here.ports, deadlineIn(60_000))).rejects.toThrow(Crash);
      expect(here.sent).toEqual([]);
      await routeWebhook(webhook('wh_1', body), planOf(['elsewhere']), here.ports, deadlineIn(60_000));
      expect(new Set(here.sent.map(({ destination }) => destination))).toEqual(new Set(['soc', 'jira']));
      expect(here.total()).not.toHaveProperty('duplicate');
    });
  });

  it('routed twice without a crash is told twice to the queue, which the claim tells apart, and counted once', async () => {
    await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
    const once = here.total();
    await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
    expect(here.total()).toEqual(once);
    expect(new Set(idsSent()).size).toBe(4);
  });

  describe('a silence', () => {
    const silence: Silence = {
      id: 'sil_1',
      match: { source: 'akto' },
      from: '2026-11-21T20:00:00.000Z',
      until: '2026-11-21T21:00:00.000Z',
      author: 'somebody',
      reason: 'a drill',
      createdAt: '2026-11-21T20:00:00.000Z',
      count: 0,
      ended: false,
      announced: false,
    };

    it('holds every delivery of what it matches back: planned, suppressed, counted, and not sent', async () => {
      here.silences.push(silence);
      await routeWebhook(webhook('wh_1', exportOf(1, 2)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toEqual([]);
      expect([...here.alerts.values()].map((row) => row.silence)).toEqual(['sil_1', 'sil_1']);
      expect(here.total()).toEqual({ accepted: 1, alerts: 2, planned: 4, suppressed: 4 });
      expect(here.silenced.get('sil_1')).toBe(2);
      expect(toLedger(here.total()).balanced).toBe(true);
    });

    it.each<[string, Partial<Silence>]>([
      ['that is over', { until: '2026-11-21T20:15:00.000Z' }],
      ['that has not begun', { from: '2026-11-21T20:15:00.001Z' }],
      ['that was ended', { ended: true }],
      ['of something else', { match: { source: 'other' } }],
    ])('%s holds nothing back', async (_, parts) => {
      here.silences.push({ ...silence, ...parts });
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toHaveLength(2);
    });

    it('that ended while the webhook was routed still holds what it held, when SQS brings it again', async () => {
      here.silences.push(silence);
      here.crashAt('increment');
      await expect(routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000))).rejects.toThrow(
        Crash,
      );
      here.silences.length = 0;
      await routeWebhook(webhook('wh_1', exportOf(1)), plan, here.ports, deadlineIn(60_000));
      expect(here.sent).toEqual([]);
    });
  });
});
