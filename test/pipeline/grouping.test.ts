/** Notification groups of `groupBy` over the real stages and stores, by the clock of the test. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { add } from '../../lambdas/domain/counters.ts';
import { deliveryStatuses } from '../../lambdas/domain/delivery.ts';
import type { Grouping, Route } from '../../lambdas/domain/route.ts';
import { sqliteWorld } from '../faults/sqlite-world.ts';
import { type Vendor, vendor } from '../faults/vendors.ts';
import { createWorld, type World } from '../faults/world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;
const grouping: Grouping = { by: ['labels.cluster'], waitSeconds: 30, intervalSeconds: 300 };

interface Given extends Partial<Omit<Route, 'grouping'>> {
  readonly grouping?: Partial<Grouping>;
  readonly receiver?: 'slack' | 'slack-bot' | 'jira' | 'pagerduty';
  readonly store?: 'sqlite';
}

function begin({ receiver = 'slack', store, grouping: parts, ...route }: Given = {}) {
  const at = vendor(receiver);
  const routes = [{ name: 'all', match: {}, not: {}, to: [receiver], ...route, grouping: { ...grouping, ...parts } }];
  const sources = { prom: { type: 'alertmanager', auth: { scheme: 'none' as const }, successStatus: 202 } };
  const world = createWorld({
    receivers: [],
    vendors: [at],
    routes,
    sources,
    ...(store === 'sqlite' ? { store: sqliteWorld } : {}),
  });
  return { at, world };
}

const alertOf = (name: string, cluster: string, parts: object = {}) => ({
  status: 'firing',
  labels: { alertname: name, cluster, severity: 'critical' },
  annotations: { summary: `${name} at ${cluster}` },
  startsAt: new Date(Date.now()).toISOString(),
  fingerprint: `${name}-${cluster}`,
  ...parts,
});

const post = (world: World, ...alerts: object[]) =>
  world.post('prom', JSON.stringify({ version: '4', status: 'firing', receiver: 'tocsin', alerts }));

const ended = (name: string, cluster: string, startsAt: string) =>
  alertOf(name, cluster, { status: 'resolved', startsAt, endsAt: new Date(Date.now()).toISOString() });

/** Works until the clock has gone on by so much. */
async function pass(world: World, ms: number): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    while (await world.turn()) {
      // As long as there is something to do now.
    }
    if (Date.now() >= end) return;
    world.advance(Math.min(1000, end - Date.now()));
    if (Date.now() % MINUTE < 1000) await world.reconcile();
  }
}

const textsAt = (at: Vendor): string[] => at.received().map(({ body }) => JSON.stringify(body));

/** How the deliveries of what was accepted stand, by the ledger, and whether the rows say the same. */
async function statesOf(world: World): Promise<Readonly<Record<string, number>>> {
  const hours = await world.stores.ledger.hours();
  for (const { hour } of hours) expect((await world.stores.ledger.recount(hour)).unclaimed).toEqual([]);
  const { accepted: _, duplicate: __, ...counts } = add(...hours.map((each) => each.counts));
  return Object.fromEntries(deliveryStatuses.flatMap((name) => (counts[name] ? [[name, counts[name]]] : [])));
}

describe.each(['dynamodb', 'sqlite'] as const)('a notification group on %s', (kind) => {
  const start = (given: Given = {}) => begin({ ...given, ...(kind === 'sqlite' ? { store: 'sqlite' as const } : {}) });

  it('notifies once after groupWait, with all that came until then', async () => {
    const { at, world } = start();
    await post(world, alertOf('Disk', 'eu'));
    await pass(world, 20_000);
    await post(world, alertOf('Cpu', 'eu'), alertOf('Disk', 'us'));
    await pass(world, 9_000);
    expect(textsAt(at)).toEqual([]);
    await pass(world, 2_000);
    expect(textsAt(at)).toHaveLength(1);
    expect(textsAt(at)[0]).toMatch(/2 problems.*cluster=eu/s);
    // The one alert of its group is sent itself.
    await pass(world, 20_000);
    expect(textsAt(at)).toHaveLength(2);
    expect(textsAt(at)[1]).toContain('Disk at us');
    expect(textsAt(at)[1]).not.toContain('1 problems');
    expect(await statesOf(world)).toEqual({ merged: 2, delivered: 1 });
  });

  it('notifies of what is new after groupInterval, and not of what goes on', async () => {
    const { at, world } = start();
    const begun = new Date(Date.now()).toISOString();
    await post(world, alertOf('Disk', 'eu'), alertOf('Cpu', 'eu'));
    await pass(world, 31_000);
    expect(textsAt(at)).toHaveLength(1);
    await post(world, alertOf('Mem', 'eu'));
    await pass(world, 4 * MINUTE);
    expect(textsAt(at)).toHaveLength(1);
    await pass(world, MINUTE);
    expect(textsAt(at)).toHaveLength(2);
    expect(textsAt(at)[1]).toMatch(/3 problems.*1 new/s);
    // The same problem again, and nothing new: no message.
    await post(world, alertOf('Disk', 'eu', { startsAt: new Date(Date.now()).toISOString() }));
    await pass(world, 10 * MINUTE);
    expect(textsAt(at)).toHaveLength(2);
    await post(world, ended('Disk', 'eu', begun));
    await pass(world, 6 * MINUTE);
    expect(textsAt(at)).toHaveLength(3);
    expect(textsAt(at)[2]).toContain('Ended');
    expect(await statesOf(world)).toEqual({ merged: 5 });
  });

  it('begins anew when all of it has ended', async () => {
    const { at, world } = start();
    const begun = new Date(Date.now()).toISOString();
    await post(world, alertOf('Disk', 'eu'), alertOf('Cpu', 'eu'));
    await pass(world, 31_000);
    await post(world, ended('Disk', 'eu', begun), ended('Cpu', 'eu', begun));
    await pass(world, 6 * MINUTE);
    expect(textsAt(at)).toHaveLength(2);
    expect(textsAt(at)[1]).toContain('2 problems ended');
    await pass(world, 20 * MINUTE);
    await post(world, alertOf('Disk', 'eu'));
    await pass(world, 29_000);
    expect(textsAt(at)).toHaveLength(2);
    await pass(world, 2_000);
    expect(textsAt(at)).toHaveLength(3);
  });

  it('says nothing of what began and ended before it notified', async () => {
    const { at, world } = start();
    const begun = new Date(Date.now()).toISOString();
    await post(world, alertOf('Disk', 'eu'));
    await pass(world, 5_000);
    await post(world, ended('Disk', 'eu', begun));
    await pass(world, 10 * MINUTE);
    expect(textsAt(at)).toEqual([]);
    expect(await statesOf(world)).toEqual({ suppressed: 2 });
  });

  it('notifies again after repeatInterval while it goes on, and no more when it has ended', async () => {
    const { at, world } = start({ grouping: { repeatSeconds: 4 * 3600 } });
    const begun = new Date(Date.now()).toISOString();
    await post(world, alertOf('Disk', 'eu'), alertOf('Cpu', 'eu'));
    await pass(world, 3 * 3600_000);
    expect(textsAt(at)).toHaveLength(1);
    await pass(world, 2 * 3600_000);
    expect(textsAt(at)).toHaveLength(2);
    expect(textsAt(at)[1]).toContain('Still open');
    await post(world, ended('Disk', 'eu', begun), ended('Cpu', 'eu', begun));
    await pass(world, 10 * 3600_000);
    expect(textsAt(at)).toHaveLength(3);
  }, 60_000);

  it('notifies at once without groupWait', async () => {
    const { at, world } = start({ grouping: { waitSeconds: 0 } });
    await post(world, alertOf('Disk', 'eu'));
    await pass(world, 1_000);
    expect(textsAt(at)).toHaveLength(1);
    expect(textsAt(at)[0]).toContain('Disk at eu');
  });

  it('does not notify of an end that nobody wants', async () => {
    const { at, world } = start({ sendResolved: false });
    const begun = new Date(Date.now()).toISOString();
    await post(world, alertOf('Disk', 'eu'), alertOf('Cpu', 'eu'));
    await pass(world, 31_000);
    await post(world, ended('Disk', 'eu', begun), ended('Cpu', 'eu', begun));
    await pass(world, 10 * MINUTE);
    expect(textsAt(at)).toHaveLength(1);
    // It has ended all the same: what comes next is a new group.
    await post(world, alertOf('Disk', 'eu'));
    await pass(world, 31_000);
    expect(textsAt(at)).toHaveLength(2);
  });
});

describe('a notification group at a receiver with conversations', () => {
  it('is one ticket, with comments for what joins and an end', async () => {
    const { at, world } = begin({ receiver: 'jira' });
    const begun = new Date(Date.now()).toISOString();
    await post(world, alertOf('Disk', 'eu'));
    await pass(world, 31_000);
    await post(world, alertOf('Cpu', 'eu'));
    await pass(world, 6 * MINUTE);
    const named = (name: string) => at.received().filter(({ operation }) => operation === name);
    expect([named('issue.create').length, named('issue.comment').length]).toEqual([1, 1]);
    await post(world, ended('Disk', 'eu', begun));
    await pass(world, 6 * MINUTE);
    expect(named('issue.transition')).toEqual([]);
    await post(world, ended('Cpu', 'eu', begun));
    await pass(world, 6 * MINUTE);
    expect([named('issue.create').length, named('issue.comment').length]).toEqual([1, 3]);
    expect(at.received().filter(({ operation }) => operation === 'issue.transition')).toHaveLength(1);
  });
});
