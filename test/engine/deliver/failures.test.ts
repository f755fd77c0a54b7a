import { describe, expect, it } from 'vitest';
import { delivered } from '../../../lambdas/domain/outcome.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { kept } from './kept.ts';
import { answer, messageOf, plain, world as worldOver } from './world.ts';

const done = { kind: 'done' };

describe.each(Object.entries(kept))('on %s', (name, make) => {
  const world = (destinations?: Parameters<typeof worldOver>[0]) => worldOver(destinations, make);

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
      expect(await here.run(messageOf(1), messageOf(1, 'jira'))).toMatchObject([
        done,
        { kind: 'back', afterSeconds: 15 },
      ]);
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
      expect(await here.run(...two)).toMatchObject([back, back]);
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
