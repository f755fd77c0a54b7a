import { describe, expect, it } from 'vitest';
import { GIVE_UP_AFTER_MS } from '../../../lambdas/domain/retry-delay.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { kept } from './kept.ts';
import { answer, isSending, messageOf, plain, world as worldOver } from './world.ts';

const done = { kind: 'done' };
const ids = (here: ReturnType<typeof worldOver>): (string | undefined)[] => here.requests.map(({ body }) => body);

describe.each(Object.entries(kept))('on %s', (name, make) => {
  const world = (destinations?: Parameters<typeof worldOver>[0]) => worldOver(destinations, make);

  describe('a delivery', () => {
    it('is sent, settled, counted and acknowledged', async () => {
      const here = world();
      const message = messageOf(1);
      expect(await here.run(message)).toEqual([done]);
      expect(ids(here)).toEqual([message.alert.id]);
      expect(here.row(message)).toMatchObject({
        status: 'delivered',
        attempts: [{ outcome: 'delivered', httpStatus: 200 }],
      });
      expect(await here.books()).toEqual({ queued: -1, delivered: 1 });
    });

    it('that is settled is acknowledged, and nothing is sent', async () => {
      const here = world();
      await here.run(messageOf(1));
      expect(await here.worker('second')(messageOf(1))).toEqual([done]);
      expect(here.requests).toHaveLength(1);
      expect(await here.books()).toEqual({ queued: -1, delivered: 1 });
    });

    it('that another worker holds goes back to the queue until the lease ends, for that worker may die', async () => {
      const here = world();
      const sending = Promise.withResolvers<ReturnType<typeof answer>>();
      here.answers(() => sending.promise);
      const first = here.run(messageOf(1));
      expect(await here.worker('second')(messageOf(1))).toMatchObject([
        { kind: 'back', afterSeconds: LEASE_MS / 1000 },
      ]);
      sending.resolve(answer(200));
      expect(await first).toEqual([done]);
      expect(here.requests).toHaveLength(1);
    });

    it('twice in one batch is claimed and sent once, and looked at again later', async () => {
      const here = world();
      const verdicts = await here.run(messageOf(1), messageOf(1));
      expect(here.requests).toHaveLength(1);
      expect(verdicts).toEqual([done, { kind: 'back', afterSeconds: 30 }]);
      expect(await here.run(messageOf(1))).toEqual([done]);
      expect(here.requests).toHaveLength(1);
    });

    it('whose lease was lost while it was sent is decided by the other worker, and not counted here', async () => {
      const here = world();
      const message = messageOf(1);
      const sending = Promise.withResolvers<ReturnType<typeof answer>>();
      here.answers(() => sending.promise);
      const slow = here.run(message);
      await isSending(here);
      here.wait(LEASE_MS);
      here.answers(() => answer(200));
      expect(await here.worker('second')(message)).toEqual([done]);
      sending.resolve(answer(500));
      expect(await slow).toMatchObject([{ kind: 'back', afterSeconds: 1 }]);
      expect(here.row(message)).toMatchObject({ status: 'delivered' });
      expect(await here.books()).toEqual({ queued: -1, delivered: 1 });
    });

    it('that is not due yet comes back when it is', async () => {
      const here = world();
      here.answers(() => answer(500));
      await here.run(messageOf(1));
      const verdicts = await here.worker('second')(messageOf(1));
      expect(verdicts).toMatchObject([
        { kind: 'back', afterSeconds: Math.ceil(((here.row(messageOf(1))?.dueMs ?? 0) - here.ports.now()) / 1000) },
      ]);
      expect(here.requests).toHaveLength(1);
    });

    it('that never succeeds dies of a reason', async () => {
      const here = world();
      here.answers(() => answer(413));
      expect(await here.run(messageOf(1))).toEqual([done]);
      expect(here.row(messageOf(1))).toMatchObject({ status: 'dead', reason: 'http_413' });
      expect(await here.books()).toEqual({ queued: -1, dead: 1 });
    });

    it('is tried for 24 hours and then given up with its last reason', async () => {
      const here = world();
      here.answers(() => answer(503));
      let attempts = 0;
      for (; here.row(messageOf(1))?.status !== 'dead' && attempts < 1000; attempts += 1) {
        const [verdict] = await here.run(messageOf(1));
        here.wait(verdict?.kind === 'back' ? verdict.afterSeconds * 1000 : 0);
      }
      const row = here.row(messageOf(1));
      expect(row?.reason).toBe('gave_up_after_24h: http_503');
      expect(here.ports.now() - (row?.firstAt ?? 0)).toBeGreaterThanOrEqual(GIVE_UP_AFTER_MS);
      expect(row?.attempts).toHaveLength(100);
      expect(await here.books()).toEqual({ queued: -1, dead: 1 });
    });

    it.each([
      ['seconds', { 'retry-after': '120' }, 120],
      ['a date', { 'retry-after': 'Sat, 21 Nov 2026 20:05:00 GMT' }, 300],
      ['a day', { 'retry-after': '86400' }, 86_400],
      ['a year, of which a week is kept', { 'retry-after': '31536000' }, 604_800],
    ])('asked to wait (%s) waits so long, on the queue and in its row', async (_, headers, seconds) => {
      const here = world();
      here.answers(() => answer(429, '', headers));
      const [verdict] = await here.run(messageOf(1));
      // Longer than a queue holds a message back it waits in the table alone, where the store has room for that.
      const isParked = name === 'dynamodb' && seconds > 900;
      expect(verdict).toMatchObject({ kind: isParked ? 'done' : 'back' });
      if (verdict?.kind === 'back') expect(verdict.afterSeconds).toBeGreaterThanOrEqual(seconds);
      expect((here.row(messageOf(1))?.dueMs ?? 0) - here.ports.now()).toBeGreaterThanOrEqual(seconds * 1000);
      here.wait((seconds - 1) * 1000);
      await here.run(messageOf(1));
      expect(here.requests, 'not a second too early').toHaveLength(1);
    });

    it.each([
      ['destination_not_configured', 'retrying'],
      ['secret_not_set', 'retrying'],
      ['settings_invalid', 'retrying'],
    ] as const)('to a destination that cannot be used (%s) is %s', async (reason, status) => {
      const here = world({ soc: reason });
      const [verdict] = await here.run(messageOf(1));
      expect(verdict?.kind).toBe('back');
      expect(here.row(messageOf(1))).toMatchObject({ status, reason });
      expect(here.requests).toEqual([]);
      await here.run(messageOf(2));
      const isReported = reason !== 'destination_not_configured';
      expect(here.emitted(), 'once, however many wait').toHaveLength(isReported ? 1 : 0);
    });

    it('whose rendering fails waits for a version that can, and nothing is sent', async () => {
      const render = () => {
        throw new Error('our bug');
      };
      const here = world({ soc: plain({ render }) });
      const [verdict] = await here.run(messageOf(1));
      expect(verdict?.kind).toBe('back');
      expect(here.row(messageOf(1))).toMatchObject({ status: 'retrying', reason: 'render_failed' });
      expect(here.requests).toEqual([]);
    });
  });

  describe('a delivery with a fallback', () => {
    const message = { ...messageOf(1), fallback: { to: ['pager'], afterSeconds: 600 } };

    it('is told elsewhere when its destination has not taken it in time, and goes on being tried', async () => {
      const here = world();
      await here.record(message);
      here.answers(() => answer(503));
      await here.run(message);
      expect(here.sent).toEqual([]);
      here.wait(600_000);
      await here.run(message);
      expect(here.sent).toEqual([messageOf(1, 'pager')]);
      expect(here.row(message)).toMatchObject({ status: 'retrying' });
      here.wait(600_000);
      await here.run(message);
      expect(here.sent, 'once').toHaveLength(1);
    });

    it('that arrives at last needs none', async () => {
      const here = world();
      await here.record(message);
      here.answers(() => answer(503));
      await here.run(message);
      here.wait(600_000);
      here.answers(() => answer(200));
      await here.run(message);
      expect(here.sent).toEqual([]);
    });
  });
});
