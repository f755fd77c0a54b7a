import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { kept } from './kept.ts';
import { answer, isSending, messageOf, plain, world as worldOver } from './world.ts';

const done = { kind: 'done' };

describe.each(Object.entries(kept))('on %s', (name, make) => {
  const world = (destinations?: Parameters<typeof worldOver>[0]) => worldOver(destinations, make);

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
});
