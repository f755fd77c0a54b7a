import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Route } from '../../../lambdas/domain/route.ts';
import { stores } from '../../faults/stores.ts';
import { type Vendor, vendor } from '../../faults/vendors.ts';
import { letPass, problemWorld } from './world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const HOUR_MS = 3_600_000;
const anything = { match: {}, not: {} };
/** The world begins on a Saturday, 2026-11-21 20:17 UTC. */
const office = { times: [{ from: 540, to: 1_020 }], weekdays: [{ from: 1, to: 5 }], location: 'Europe/Berlin' };
const timeIntervals = { office: [office], never: [{ years: [{ from: 1970, to: 1970 }], location: 'UTC' }] };
const MONDAY = '2026-11-23T08:00:00.000Z';

const took = (of: Vendor): string[] => of.received().map(({ operation }) => operation);
const tookAt = (of: Vendor): string[] => of.received().map(({ at }) => new Date(at).toISOString());

describe.each(stores)('a route with times, on %s', (_, store) => {
  function timed(times: NonNullable<Route['times']>, parts: Partial<Route> = {}) {
    const jira = vendor('jira', {});
    const routes = [{ name: 'office', ...anything, to: ['jira'], times, ...parts }];
    const here = problemWorld([jira], { store, routes, timeIntervals });
    const state = async () => {
      const stored = await here.world.stores.alerts.load(await here.firstId());
      if (stored === undefined) return undefined;
      return (await here.world.stores.deliveries.states({ alertId: stored.alert.id, ...stored }))[0];
    };
    return { jira, state, ...here };
  }

  it('holds what comes outside of them, visibly, until they begin; the repeats of the weekend are one ticket', async () => {
    const here = timed({ active: ['office'], outside: 'hold' });
    for (let n = 0; n < 20; n += 1) await here.report();
    while (await here.world.turn());
    expect(await here.state()).toMatchObject({ status: 'queued', reason: `outside_times: office: until ${MONDAY}` });
    await here.world.drain();
    expect(took(here.jira).filter((each) => each === 'issue.create')).toHaveLength(1);
    expect(tookAt(here.jira)[0]?.slice(0, 13)).toBe(MONDAY.slice(0, 13));
    expect((await here.state())?.status).toMatch(/delivered|merged/);
  });

  it('is not given up, and tells no fallback, for the time that it held', async () => {
    const slack = vendor('slack-bot', {});
    const jira = vendor('jira', {});
    const fallback = { to: ['slack-bot'], afterSeconds: 600 };
    const times = { active: ['office'], outside: 'hold' } as const;
    const routes = [{ name: 'office', ...anything, to: ['jira'], times, fallback }];
    const here = problemWorld([slack, jira], { store, routes, timeIntervals });
    jira.setFaults({ jira: [{ until: 2, status: 503 }] });
    await here.report();
    await letPass(here.world, 1);
    here.world.advance(Date.parse(MONDAY) - Date.now() - 60_000);
    await letPass(here.world, 5);
    expect(took(slack)).toEqual([]);
    expect(took(jira)).toContain('issue.create');
  });

  it('drops what comes outside of them when it says so, with the name', async () => {
    const here = timed({ mute: ['weekend'], active: ['office'], outside: 'drop' });
    await here.happens();
    expect(await here.state()).toMatchObject({ status: 'suppressed', reason: 'outside_times: office, not weekend' });
    expect(took(here.jira)).toEqual([]);
  });

  it('lets through what is urgent', async () => {
    const here = timed({ active: ['office'], outside: 'hold' }, { urgent: ['critical'] });
    await here.report({ severity: 'high' });
    await here.report({ severity: 'critical', id: 'c' });
    for (let n = 0; n < 5; n += 1) while (await here.world.turn());
    expect(took(here.jira)).toEqual(['issue.create']);
    expect(JSON.stringify(here.jira.received()[0]?.body)).toContain('CRITICAL');
  });

  it('ends at once what was notified, and holds the end of what was not', async () => {
    const here = timed({ active: ['office'], outside: 'hold' }, { urgent: ['critical'] });
    await here.report({ severity: 'critical' });
    while (await here.world.turn());
    await here.report({ severity: 'low', status: 'resolved' });
    for (let n = 0; n < 5; n += 1) {
      here.world.advance(5_000);
      while (await here.world.turn());
    }
    expect(took(here.jira)).toContain('issue.transition');
    expect(Date.parse(tookAt(here.jira).at(-1) ?? '')).toBeLessThan(Date.parse(MONDAY) - 24 * HOUR_MS);
  });

  it('says when they never begin: the delivery is dead, and its fallback is notified', async () => {
    const here = timed({ active: ['never'], outside: 'hold' });
    await here.happens();
    expect(await here.state()).toMatchObject({
      status: 'dead',
      reason: 'outside_times: never does not begin within 14 days',
    });
  });
});
