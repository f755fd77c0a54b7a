import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { add, toLedger } from '../../../lambdas/domain/counters.ts';
import type { Route } from '../../../lambdas/domain/route.ts';
import { createRouter } from '../../../lambdas/domain/routing.ts';
import { stores } from '../../faults/stores.ts';
import { type Vendor, vendor } from '../../faults/vendors.ts';
import type { WorldProps } from '../../faults/world.ts';
import { byApi, letPass, problemWorld } from './world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const anything = { match: {}, not: {} };

const took = (of: Vendor): string[] => of.received().map(({ operation }) => operation);

describe.each(stores)('an escalation, on %s', (_, store) => {
  const route: Route = {
    name: 'urgent',
    ...anything,
    to: ['slack-bot'],
    escalate: [
      { afterSeconds: 15 * 60, to: ['pagerduty'] },
      { afterSeconds: 60 * 60, to: ['jira'] },
    ],
  };

  function escalating(props: Partial<WorldProps> = {}) {
    const [slack, pager, jira] = [vendor('slack-bot', {}), vendor('pagerduty', {}), vendor('jira', {})];
    const here = problemWorld([slack, pager, jira], { store, routes: [route], ...props });
    const { world } = here;
    return {
      slack,
      pager,
      jira,
      ...here,
      minutes: (count: number) => letPass(world, count),
      async state(destination: string) {
        const stored = await world.stores.alerts.load(await here.firstId());
        if (stored === undefined) return undefined;
        const states = await world.stores.deliveries.states({ alertId: stored.alert.id, ...stored });
        return states.find((each) => each.destination === destination);
      },
      async balance() {
        await world.reconcile();
        return toLedger(add(...(await world.stores.ledger.hours()).map(({ counts }) => counts)));
      },
    };
  }

  it('waits visibly, and notifies when nobody has acknowledged it', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(14);
    expect(took(here.pager)).toEqual([]);
    expect(await here.state('pagerduty')).toMatchObject({
      status: 'queued',
      reason: 'escalation: unless acknowledged: until 2026-11-21T20:32:00.000Z',
    });
    expect(await here.balance()).toMatchObject({ balanced: true, deliveries: { delivered: 1, queued: 2 } });
    await here.minutes(2);
    expect(took(here.pager)).toEqual(['trigger']);
    expect(took(here.jira)).toEqual([]);
    await here.minutes(50);
    expect(took(here.pager)).toEqual(['trigger']);
    expect(took(here.jira)).toEqual(['issue.create']);
    await here.world.drain();
    expect(await here.balance()).toMatchObject({ balanced: true, deliveries: { delivered: 3 } });
  });

  it('ends at once when somebody acknowledges it', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(5);
    await here.acknowledge(await here.firstId());
    expect(await here.state('pagerduty')).toMatchObject({
      status: 'suppressed',
      reason: expect.stringMatching(/^acknowledged: by Anna at 2026-11-21T20:22/),
    });
    await here.minutes(70);
    await here.world.drain();
    expect([took(here.pager), took(here.jira)]).toEqual([[], []]);
    expect(await here.balance()).toMatchObject({ balanced: true, deliveries: { delivered: 1, suppressed: 2 } });
  });

  it('ends when its sender says that it is over, or a person does', async () => {
    for (const end of ['sender', 'person'] as const) {
      const here = escalating();
      await here.report();
      await here.minutes(5);
      if (end === 'sender') await here.report({ status: 'resolved' });
      else await here.resolve(await here.firstId());
      await here.minutes(70);
      await here.world.drain();
      expect([took(here.pager), took(here.jira)], end).toEqual([[], []]);
      expect((await here.state('pagerduty'))?.reason).toMatch(
        end === 'sender' ? /^resolved: by its sender/ : /^resolved: by Anna/,
      );
      expect(await here.balance()).toMatchObject({ balanced: true });
    }
  });

  it('of a later alert of an acknowledged problem ends when its time has come', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(2);
    await here.acknowledge(await here.firstId());
    await here.report();
    await here.minutes(70);
    await here.world.drain();
    expect(took(here.pager)).toEqual([]);
    expect(await here.balance()).toMatchObject({ balanced: true, deliveries: { suppressed: 4 } });
  });

  it('of what got worse after it was acknowledged is sent', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(2);
    await here.acknowledge(await here.firstId());
    await here.report({ severity: 'critical' });
    await here.minutes(20);
    expect(took(here.pager)).toEqual(['trigger']);
  });

  it('of what came back after it was resolved is sent', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(2);
    await here.resolve(await here.firstId());
    await here.minutes(2);
    await here.report();
    await here.minutes(20);
    expect(took(here.pager)).toEqual(['trigger']);
  });

  it('is ended where it was escalated to', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(20);
    expect(took(here.pager)).toEqual(['trigger']);
    await here.report({ status: 'resolved' });
    await here.minutes(3);
    await here.world.drain();
    expect(took(here.pager)).toEqual(['trigger', 'resolve']);
    expect(took(here.jira)).toEqual([]);
  });

  it('survives a worker that died, and a message that was lost, and is sent once', async () => {
    const here = escalating();
    await here.report();
    await here.minutes(3);
    here.world.replaceWorker();
    await here.world.deliveries.redeliver();
    await here.minutes(5);
    here.world.replaceWorker();
    await here.minutes(40);
    expect(took(here.pager)).toEqual(['trigger']);
  });

  it('does not hold back what a route notifies at once, and a person may send it early', async () => {
    const direct: Route = { name: 'direct', ...anything, to: ['jira'] };
    const here = escalating({ routes: [route, direct] });
    await here.report();
    await here.minutes(2);
    expect(took(here.jira)).toEqual(['issue.create']);
    const id = await here.firstId();
    await here.acknowledge(id, byApi);
    expect(await here.world.replay(`${id}:pagerduty`)).toBe(true);
    await here.minutes(2);
    expect(took(here.pager)).toEqual(['trigger']);
  });
});

describe('the options of a delivery that may wait', () => {
  const alertLike = { severity: 'high', state: 'open', kind: 'detection', source: 'a' } as never;
  const times = { active: ['office'], outside: 'hold' } as const;
  const route = (parts: Partial<Route>): Route => ({ name: 'r', ...anything, to: ['soc'], ...parts });

  it.each<[string, Route[], object]>([
    ['none without times', [route({})], {}],
    ['the times of its route', [route({ times })], { times: [times] }],
    ['none when another route always notifies', [route({ times }), route({})], {}],
    ['none when it is urgent', [route({ times, urgent: ['high', 'critical'] })], {}],
    [
      'those of all its routes',
      [route({ times }), route({ times: { ...times, outside: 'drop' } })],
      { times: [times, { ...times, outside: 'drop' }] },
    ],
    [
      'the shortest escalation, with the times of its route',
      [
        route({ to: ['x'], times, escalate: [{ afterSeconds: 900, to: ['soc'] }] }),
        route({ to: ['y'], times, escalate: [{ afterSeconds: 300, to: ['soc'] }] }),
      ],
      { escalateSeconds: 300, times: [times, times] },
    ],
  ])('%s', async (_, routes, expected) => {
    const { options } = await createRouter(routes)(alertLike);
    expect(options['soc']).toEqual(expected);
  });
});
