import { describe, expect, it } from 'vitest';
import { delivered, rejected, retry, unknown } from '../../../lambdas/domain/outcome.ts';
import { kept } from './kept.ts';
import { messageOf, plain, world as worldOver } from './world.ts';

const done = { kind: 'done' };
const ids = (here: ReturnType<typeof worldOver>): (string | undefined)[] => here.requests.map(({ body }) => body);

describe.each(Object.entries(kept))('on %s', (_, make) => {
  const world = (destinations?: Parameters<typeof worldOver>[0]) => worldOver(destinations, make);

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
});
