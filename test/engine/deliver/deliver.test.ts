import { describe, expect, it, vi } from 'vitest';
import { delivered, rejected, retry, unknown } from '../../../lambdas/domain/outcome.ts';
import { GIVE_UP_AFTER_MS } from '../../../lambdas/domain/retry-delay.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { answer, kept, messageOf, plain, world as worldOver } from './world.ts';

const done = { kind: 'done' };
const ids = (here: ReturnType<typeof worldOver>): (string | undefined)[] => here.requests.map(({ body }) => body);

/** Waits until a worker has claimed its delivery and sends it. */
const isSending = (here: ReturnType<typeof worldOver>): Promise<void> =>
  vi.waitFor(() => expect(here.requests).toHaveLength(1), { interval: 1 });

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

    it('twice in one batch is sent once', async () => {
      const here = world();
      const verdicts = await here.run(messageOf(1), messageOf(1));
      expect(here.requests).toHaveLength(1);
      expect(verdicts.map(({ kind }) => kind).sort()).toEqual(['back', 'done']);
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

  describe('a request that may have arrived', () => {
    const lookup = (found: () => { id: string } | 'unsure' | undefined, lagSeconds = 0) =>
      plain({
        lookup: {
          lagSeconds,
          render: ({ id }) => ({ method: 'GET', url: `https://receiver.example.test/search?${id}`, headers: {} }),
          found,
        },
      });
    const cut = { kind: 'no-answer', reason: 'und_err_socket' } as const;
    const methods = (here: ReturnType<typeof world>) => here.requests.map(({ method }) => method);

    /** One attempt whose answer never came. */
    async function unanswered(here: ReturnType<typeof world>): Promise<void> {
      here.answers(() => cut);
      await here.run(messageOf(1));
      expect(here.row(messageOf(1))).toMatchObject({ status: 'unknown', reason: 'und_err_socket' });
      here.wait(600_000);
      here.answers(() => answer(200));
    }

    it('is looked for first, and not sent again when it is found', async () => {
      const here = world({ soc: lookup(() => ({ id: 'SEC-7' })) });
      await unanswered(here);
      expect(await here.run(messageOf(1))).toEqual([done]);
      expect(methods(here)).toEqual(['POST', 'GET']);
      expect(here.row(messageOf(1))).toMatchObject({ status: 'delivered', receipt: 'SEC-7' });
      expect(here.row(messageOf(1))?.attempts.at(-1)).toMatchObject({ reason: 'found_by_lookup' });
    });

    it('is sent again, marked as a possible repeat, when it is not found', async () => {
      const here = world({ soc: lookup(() => undefined) });
      await unanswered(here);
      await here.run(messageOf(1));
      expect(methods(here)).toEqual(['POST', 'GET', 'POST']);
      expect(here.requests.map(({ headers }) => headers['x-possible-repeat'])).toEqual([undefined, undefined, 'yes']);
      expect(here.row(messageOf(1))).toMatchObject({ status: 'delivered' });
    });

    it('is not sent again while a look does not tell, but for good after three of them', async () => {
      const here = world({ soc: lookup(() => 'unsure') });
      await unanswered(here);
      for (let look = 1; look <= 3; look += 1) {
        await here.run(messageOf(1));
        expect(here.row(messageOf(1))).toMatchObject({ status: 'unknown', reason: 'lookup_inconclusive' });
        here.wait(3_600_000);
      }
      await here.run(messageOf(1));
      expect(methods(here)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET', 'POST']);
      expect(here.requests.at(-1)?.headers).toEqual({ 'x-possible-repeat': 'yes' });
      expect(here.row(messageOf(1))).toMatchObject({ status: 'delivered' });
    });

    it('is not sent again while the search itself is down', async () => {
      const here = world({ soc: lookup(() => 'unsure') });
      await unanswered(here);
      here.answers(() => answer(503));
      for (let look = 0; look < 8; look += 1) {
        await here.run(messageOf(1));
        here.wait(3_600_000);
      }
      expect(methods(here).filter((method) => method === 'POST')).toHaveLength(1);
    });

    it('is sent again, marked, where nobody can be asked', async () => {
      const here = world();
      await unanswered(here);
      expect(await here.run(messageOf(1))).toEqual([done]);
      expect(here.requests.map(({ headers }) => headers['x-possible-repeat'])).toEqual([undefined, 'yes']);
    });

    it('because its worker died is treated alike', async () => {
      const here = world({ soc: lookup(() => ({ id: 'SEC-7' })) });
      here.answers(() => new Promise(() => undefined));
      const dying = here.run(messageOf(1));
      await isSending(here);
      here.wait(LEASE_MS);
      here.answers(() => answer(200));
      expect(await here.worker('second')(messageOf(1))).toEqual([done]);
      expect(methods(here)).toEqual(['POST', 'GET']);
      expect(await here.books()).toEqual({ queued: -1, delivered: 1 });
      expect(await Promise.race([dying, 'never'])).toBe('never');
    });

    /** A worker dies while it sends; another one comes after so long. */
    async function lookedForAfter(ms: number): Promise<void> {
      const here = world({ soc: lookup(() => ({ id: 'SEC-7' }), 60) });
      here.answers(() => new Promise(() => undefined));
      void here.run(messageOf(1));
      await isSending(here);
      here.wait(ms);
      here.answers(() => answer(200));
      const second = here.worker('second');
      expect(await second(messageOf(1))).toMatchObject([{ kind: 'back', afterSeconds: 60 }]);
      expect(methods(here)).toEqual(['POST']);
      expect(here.row(messageOf(1))).toMatchObject({ status: 'unknown' });
      here.wait(60_000);
      expect(await second(messageOf(1))).toEqual([done]);
      expect(methods(here)).toEqual(['POST', 'GET']);
    }

    it('in the last moment of a worker that died is not looked for before a search can find it', () =>
      lookedForAfter(LEASE_MS));

    it('is not looked for too early when the clock was set ahead since', async () => {
      const here = world({ soc: lookup(() => ({ id: 'SEC-7' }), 60) });
      here.answers(() => cut);
      await here.run(messageOf(1));
      here.wait(86_400_000);
      here.answers(() => answer(200));
      expect(await here.run(messageOf(1))).toMatchObject([{ kind: 'back', afterSeconds: 60 }]);
      expect(methods(here)).toEqual(['POST']);
      here.wait(60_000);
      expect(await here.run(messageOf(1))).toEqual([done]);
      expect(methods(here)).toEqual(['POST', 'GET']);
    });

    // The clocks of AWS are not set.
    it.runIf(name === 'sqlite')('is not looked for too early when the clock was set back since', () =>
      lookedForAfter(-3_600_000),
    );

    it('was not sent at all when the connection was refused: tried again without a look or a mark', async () => {
      const here = world({ soc: lookup(() => ({ id: 'SEC-7' })) });
      here.answers(() => ({ kind: 'not-sent', reason: 'econnrefused' }));
      await here.run(messageOf(1));
      expect(here.row(messageOf(1))).toMatchObject({ status: 'retrying', reason: 'econnrefused' });
      here.wait(600_000);
      here.answers(() => answer(200));
      await here.run(messageOf(1));
      expect(methods(here)).toEqual(['POST', 'POST']);
      expect(here.requests.at(-1)?.headers).toEqual({});
    });
  });

  describe('many for one destination', () => {
    const batchOf = (parts: Partial<NonNullable<ReturnType<typeof plain>['batch']>> = {}) =>
      plain({
        batch: {
          maxItems: 3,
          maxBytes: 10_000,
          render: (items) => ({
            method: 'POST',
            url: 'https://receiver.example.test/bulk',
            headers: {},
            body: items.map(({ alert }) => alert.id).join(' '),
          }),
          judge: (_, items) => items.map(() => delivered()),
          ...parts,
        },
      });
    const five = [1, 2, 3, 4, 5].map((n) => messageOf(n));
    const statuses = (here: ReturnType<typeof world>) => five.map((message) => here.row(message)?.status);

    it('go out in as few requests as the destination takes, each settled', async () => {
      const here = world({ soc: batchOf() });
      expect(await here.run(...five)).toEqual(five.map(() => done));
      expect(ids(here).map((body) => body?.split(' ').length)).toEqual([3, 2]);
      expect(statuses(here)).toEqual(five.map(() => 'delivered'));
      expect(await here.books()).toEqual({ queued: -5, delivered: 5 });
    });

    it('are split by size as well, and one that is too large goes alone', async () => {
      const here = world({ soc: batchOf({ maxItems: 100, maxBytes: 80 }) });
      await here.run(...five);
      expect(ids(here).map((body) => body?.split(' ').length)).toEqual([2, 2, 1]);
      const tight = world({ soc: batchOf({ maxItems: 100, maxBytes: 1 }) });
      await tight.run(...five);
      expect(tight.requests).toHaveLength(5);
    });

    it('that fail in split cost only what failed', async () => {
      const verdicts = [delivered('r1'), rejected('bad_event'), retry('busy', 60), unknown('cut'), delivered('r5')];
      const here = world({ soc: batchOf({ maxItems: 10, judge: () => verdicts }) });
      const said = await here.run(...five);
      expect(statuses(here)).toEqual(['delivered', 'dead', 'retrying', 'unknown', 'delivered']);
      expect(said.map(({ kind }) => kind)).toEqual(['done', 'done', 'back', 'back', 'done']);
      expect(here.row(messageOf(2))?.reason).toBe('bad_event');
      expect(await here.books()).toEqual({ queued: -5, delivered: 2, dead: 1, retrying: 1, unknown: 1 });
    });

    it('for which the destination names too few verdicts are unknown, never taken as delivered', async () => {
      const here = world({ soc: batchOf({ maxItems: 10, judge: () => [delivered()] }) });
      await here.run(...five);
      expect(statuses(here)).toEqual(['delivered', 'unknown', 'unknown', 'unknown', 'unknown']);
    });

    it.each([
      [{ kind: 'no-answer', reason: 'timeout' }, 'unknown'],
      [{ kind: 'not-sent', reason: 'econnrefused' }, 'retrying'],
    ] as const)('without an answer (%j) are all %s', async (sent, status) => {
      const here = world({ soc: batchOf() });
      here.answers(() => sent);
      await here.run(...five);
      const first = here.requests[0]?.body?.split(' ') ?? [];
      expect(here.requests, 'none is sent after it').toHaveLength(1);
      expect(statuses(here)).toEqual(five.map((_, i) => (i < first.length ? status : 'retrying')));
    });

    it('one alone goes as a single request', async () => {
      const here = world({ soc: batchOf() });
      await here.run(messageOf(1));
      expect(here.requests[0]?.url).toBe('https://receiver.example.test/in');
    });
  });

  describe('a failure of our own', () => {
    const two = [messageOf(1), messageOf(2)];
    const log = (here: ReturnType<typeof world>) =>
      here.logged.filter(({ event }) => event === 'delivery.internal_error');

    it('to claim one delivery harms no other', async () => {
      const here = world();
      here.fail('claim', messageOf(1).deliveryId);
      expect(await here.run(...two)).toMatchObject([{ kind: 'back', afterSeconds: 15 }, done]);
      expect(log(here).map(({ fields }) => fields['stage'])).toEqual(['claim']);
    });

    it('to settle one delivery harms no other, and it is told again as a possible repeat', async () => {
      const here = world();
      here.fail('settle', messageOf(1).deliveryId);
      expect(await here.run(...two)).toMatchObject([{ kind: 'back', afterSeconds: 15 }, done]);
      here.heal();
      here.wait(LEASE_MS);
      expect(await here.run(messageOf(1))).toEqual([done]);
      expect(here.requests.at(-1)?.headers).toEqual({ 'x-possible-repeat': 'yes' });
      expect(await here.books()).toEqual({ queued: -2, delivered: 2 });
    });

    it('to open one destination harms no other', async () => {
      const here = world({ soc: plain(), jira: plain() });
      here.fail('destination', 'jira');
      expect(await here.run(messageOf(1), messageOf(1, 'jira'))).toEqual([done, { kind: 'back', afterSeconds: 15 }]);
      expect(log(here).map(({ fields }) => fields['destination'])).toEqual(['jira']);
    });

    it('to judge one answer harms no other', async () => {
      const judge = ({ body }: { body: string }) => {
        if (body === 'odd') throw new Error('our bug');
        return delivered();
      };
      const here = world({ soc: plain({ judge }) });
      here.answers(({ body }) => answer(200, body === messageOf(1).alert.id ? 'odd' : 'ok'));
      const [first, second] = await here.run(...two);
      expect(second).toEqual(done);
      expect(here.row(messageOf(2))).toMatchObject({ status: 'delivered' });
      expect(first?.kind).toBe('back');
    });

    it('to increment brings the batch back, and nothing is sent twice', async () => {
      const here = world();
      here.fail('increment');
      const back = { kind: 'back', afterSeconds: 15 };
      expect(await here.run(...two)).toEqual([back, back]);
      here.heal();
      expect(await here.run(...two)).toEqual([done, done]);
      expect(here.requests).toHaveLength(2);
    });
  });

  describe('a destination that refuses everybody', () => {
    it('is paused after one answer: the others wait, none dies, and the other destinations hear of it once', async () => {
      const here = world({ soc: plain(), jira: plain() });
      here.answers(() => answer(401));
      await here.run(messageOf(1));
      expect(here.emitted()).toEqual([{ type: 'circuit_opened', to: ['jira'] }]);
      const three = [2, 3, 4].map((n) => messageOf(n));
      await here.run(...three);
      expect(here.requests, 'nothing is sent').toHaveLength(1);
      // One that the queue does not hold for long is written once, as parked.
      const held = name === 'dynamodb' ? 'circuit_open: http_401' : undefined;
      expect(three.map((each) => here.row(each)?.reason)).toEqual([held, held, held]);
      here.wait(15_000);
      await here.run(...three);
      expect(here.requests, 'one of the three is the probe').toHaveLength(2);
      expect(three.map((each) => here.row(each)?.attempts.length ?? 0)).toEqual([1, 0, 0]);
      expect(here.emitted()).toHaveLength(1);
    });

    it('gets what waited once its credential is right again', async () => {
      const here = world({ soc: plain(), jira: plain() });
      const all = [1, 2, 3].map((n) => messageOf(n));
      here.answers(() => answer(403));
      await here.run(...all);
      here.answers(() => answer(200));
      for (let i = 0; i < 5; i += 1) {
        here.wait(60_000);
        await here.run(...all);
      }
      expect(all.map((message) => here.row(message)?.status)).toEqual(['delivered', 'delivered', 'delivered']);
      expect(here.emitted().map(({ type }) => type)).toEqual(['circuit_opened', 'circuit_closed']);
    });

    it('is reported well again when it cannot be noted as well, and once', async () => {
      const here = world({ soc: plain(), jira: plain() });
      here.answers(() => answer(403));
      await here.run(messageOf(1));
      here.answers(() => answer(200));
      here.wait(60_000);
      here.fail('close', 'soc');
      await here.run(messageOf(1));
      expect(here.emitted().map(({ type }) => type)).toEqual(['circuit_opened', 'circuit_closed']);
      here.heal();
      here.wait(60_000);
      await here.run(messageOf(2));
      expect(here.row(messageOf(2))).toMatchObject({ status: 'delivered' });
      expect(here.emitted().map(({ type }) => type)).toEqual(['circuit_opened', 'circuit_closed']);
    });

    it('does not hold up another', async () => {
      const here = world({ soc: plain(), jira: plain() });
      here.answers(({ body }) => answer(body === messageOf(1).alert.id ? 401 : 200));
      await here.run(messageOf(1), messageOf(2, 'jira'));
      expect(here.row(messageOf(2, 'jira'))).toMatchObject({ status: 'delivered' });
    });
  });
});
