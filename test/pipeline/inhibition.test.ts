/** Inhibition over the real stages and stores, and ends that nobody wants. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkConfig } from '../../infra/load-config.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { Grouping } from '../../lambdas/domain/route.ts';
import { sqliteWorld } from '../faults/sqlite-world.ts';
import { vendor } from '../faults/vendors.ts';
import { createWorld, type World } from '../faults/world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const rules = `
inhibit:
  - name: cluster-down
    when: alertname="ClusterDown"
    suppress: severity!="critical"
    equal: [cluster]
`;

function configOf(text: string): Config {
  const head = `version: 1
sources: { prom: { type: alertmanager, auth: { bearer: "\${T}" } } }
destinations: { slack: { type: slack, webhookUrl: "\${U}" } }
routes: [{ to: [slack] }]
`;
  const loaded = checkConfig(head + text, false);
  if (loaded.kind !== 'config') throw new Error(loaded.mistakes.map(({ message }) => message).join('\n'));
  return loaded.config;
}

interface Given {
  readonly text?: string;
  readonly grouping?: Grouping;
  readonly sendResolved?: false;
  readonly isSqlite?: boolean;
}

function begin({ text = rules, isSqlite = false, ...route }: Given = {}) {
  const at = vendor('slack');
  const world = createWorld({
    receivers: [],
    vendors: [at],
    routes: [{ name: 'all', match: {}, not: {}, to: ['slack'], ...route }],
    sources: { prom: { type: 'alertmanager', auth: { scheme: 'none' as const }, successStatus: 202 } },
    inhibit: configOf(text).inhibit ?? [],
    ...(isSqlite ? { store: sqliteWorld } : {}),
  });
  const texts = () => at.received().map(({ body }) => JSON.stringify(body));
  return { world, texts };
}

const alertOf = (name: string, cluster: string, severity: string, parts: object = {}) => ({
  status: 'firing',
  labels: { alertname: name, cluster, severity },
  annotations: { summary: `${name} at ${cluster}` },
  startsAt: new Date(Date.now()).toISOString(),
  fingerprint: `${name}-${cluster}`,
  ...parts,
});

const down = (cluster: string, parts: object = {}) => alertOf('ClusterDown', cluster, 'critical', parts);
const disk = (cluster: string, parts: object = {}) => alertOf('Disk', cluster, 'warning', parts);
const over = (startsAt: string) => ({ status: 'resolved', startsAt, endsAt: new Date(Date.now()).toISOString() });

async function post(world: World, ...alerts: object[]): Promise<void> {
  await world.post('prom', JSON.stringify({ version: '4', status: 'firing', receiver: 'tocsin', alerts }));
  while (await world.turn()) {
    // As long as there is something to do now.
  }
  world.advance(1000);
}

const wait = async (world: World, seconds: number): Promise<void> => {
  for (let n = 0; n < seconds; n += 1) {
    world.advance(1000);
    while (await world.turn()) {
      // As long as there is something to do now.
    }
  }
};

/** The reasons of the deliveries that were suppressed. */
async function reasonsOf(world: World): Promise<(string | undefined)[]> {
  const { deliveries } = world.stores;
  const rows = await world.store.outside.alerts.list({ limit: 50 }, Date.now());
  const states = await Promise.all(rows.alerts.map(({ id }) => deliveries.states({ alertId: id, planned: ['slack'] })));
  return states.flat().flatMap(({ status, reason }) => (status === 'suppressed' ? [reason] : []));
}

describe.each([false, true])('inhibition (SQLite: %s)', (isSqlite) => {
  it('an open problem suppresses what its rule selects, where the values are the same', async () => {
    const { world, texts } = begin({ isSqlite });
    await post(world, down('eu'));
    await post(world, disk('eu'), disk('us'), alertOf('Fire', 'eu', 'critical'));
    expect(texts()).toHaveLength(3);
    expect(texts().join()).not.toContain('Disk at eu');
    expect(await reasonsOf(world)).toEqual([expect.stringMatching(/^inhibited: cluster-down, by prom:/)]);
  });

  it('also of the same webhook, in any order', async () => {
    const { world, texts } = begin({ isSqlite });
    await post(world, disk('eu'), down('eu'));
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('ClusterDown at eu');
  });

  it('until it has ended, and the end of what was notified before is sent', async () => {
    const { world, texts } = begin({ isSqlite });
    const begun = new Date(Date.now()).toISOString();
    await post(world, disk('eu'));
    await post(world, down('eu'));
    await post(world, disk('eu', over(begun)));
    await wait(world, 40);
    expect(texts()).toHaveLength(3);
    await post(world, down('eu', over(begun)));
    await post(world, disk('eu', { startsAt: new Date(Date.now()).toISOString() }));
    await wait(world, 40);
    // It began, it ended, and it began anew.
    expect(texts().filter((text) => text.includes('Disk at eu'))).toHaveLength(3);
    expect(await reasonsOf(world)).toEqual([]);
  });

  it('for a day at most, when its end never comes', async () => {
    const { world, texts } = begin({ isSqlite });
    await post(world, down('eu'));
    world.advance(86_400_000);
    await post(world, disk('eu'));
    expect(texts()).toHaveLength(2);
  });

  it('an alert that both sides select does not inhibit another, nor itself', async () => {
    const text = `
inhibitRules:
  - { sourceMatchers: [cluster="eu"], targetMatchers: [cluster=~"e."] }
`;
    const { world, texts } = begin({ isSqlite, text });
    await post(world, disk('eu'), down('eu'));
    expect(texts()).toHaveLength(2);
  });

  it('a group that waits learns of an inhibiting alert that comes meanwhile', async () => {
    const { world, texts } = begin({ isSqlite, grouping: { by: [], waitSeconds: 30, intervalSeconds: 300 } });
    await post(world, disk('eu'));
    await post(world, down('eu'));
    await wait(world, 40);
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('ClusterDown at eu');
    expect(texts()[0]).not.toContain('Disk');
    expect(await reasonsOf(world)).toEqual([expect.stringMatching(/^inhibited: cluster-down/)]);
  });
});

describe('sendResolved: false', () => {
  it('suppresses an end, and the next alert of the problem notifies again', async () => {
    const { world, texts } = begin({ text: '', sendResolved: false });
    const begun = new Date(Date.now()).toISOString();
    await post(world, disk('eu'));
    await post(world, disk('eu', over(begun)));
    await wait(world, 40);
    expect(texts()).toHaveLength(1);
    expect(await reasonsOf(world)).toEqual(['resolved_not_wanted']);
    await post(world, disk('eu'));
    expect(texts()).toHaveLength(2);
  });
});
