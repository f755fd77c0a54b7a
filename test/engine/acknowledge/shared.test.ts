import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Route } from '../../../lambdas/domain/route.ts';
import { acknowledge, type By, resolve } from '../../../lambdas/engine/acknowledge/acknowledge.ts';
import { stores } from '../../faults/stores.ts';
import { type Vendor, vendor } from '../../faults/vendors.ts';
import { byApi, letPass, problemWorld } from './world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const routes: readonly Route[] = [
  {
    name: 'by source',
    match: {},
    not: {},
    to: ['slack-bot', 'jira'],
    grouping: { by: ['source'], waitSeconds: 10, intervalSeconds: 60, repeatSeconds: 3_600 },
  },
];

const took = (of: Vendor): string[] =>
  of.received().map(({ operation, body }) => `${operation} ${JSON.stringify(body)}`);

describe.each(stores)('a problem in a group of groupBy, on %s', (_, store) => {
  async function notified() {
    const [slack, jira] = [vendor('slack-bot', {}), vendor('jira', {})];
    const here = problemWorld([slack, jira], { store, routes });
    const destinations = { 'slack-bot': { type: 'slack' }, jira: { type: 'jira' } };
    const ports = { ...here.ports, installed: { routes, destinations } };
    await here.report();
    await letPass(here.world, 2);
    const id = await here.firstId();
    return {
      ...here,
      slack,
      jira,
      acknowledge: (by: By = byApi) => acknowledge(id, by, ports),
      resolve: (by: By = byApi) => resolve(id, by, ports),
    };
  }

  it('notifies again after the repeat interval, while nobody has acknowledged it', async () => {
    const here = await notified();
    await letPass(here.world, 70);
    expect(took(here.jira).filter((line) => line.startsWith('issue.comment')).length).toBeGreaterThan(0);
  });

  it('acknowledged: the conversation shows it, and nobody is notified again', async () => {
    const here = await notified();
    const before = [took(here.slack).length, took(here.jira).length];
    await here.acknowledge();
    await letPass(here.world, 200);
    const [replies, comments] = [took(here.slack).slice(before[0]), took(here.jira).slice(before[1])];
    expect(replies[0]).toMatch(/^chat.postMessage .*Acknowledged by Anna/);
    expect(replies.filter((line) => line.startsWith('chat.postMessage'))).toHaveLength(1);
    expect(comments).toEqual([expect.stringMatching(/^issue.comment .*Acknowledged by Anna/)]);
  });

  it('resolved: the group ends, its ticket is closed, and a later occurrence opens anew', async () => {
    const here = await notified();
    await here.resolve();
    await letPass(here.world, 5);
    const lines = took(here.jira).join('\n');
    expect(lines).toMatch(/issue.comment .*Resolved by Anna/);
    expect(lines).toMatch(/issue.transition/);
    await here.report();
    await letPass(here.world, 3);
    expect(took(here.jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(2);
  });

  it('answered in the ticket of several problems: each of them is answered, and the other destinations show it', async () => {
    const [slack, jira] = [vendor('slack-bot', {}), vendor('jira', {})];
    const { world, ports, report, alertIds } = problemWorld([slack, jira], { store, routes });
    await report({ host: 'a' });
    await report({ host: 'b' });
    await letPass(world, 2);
    const ids = await alertIds();
    expect(ids).toHaveLength(2);
    const first = await ports.alerts.load(ids[0] ?? '');
    if (first === undefined) throw new Error('the first alert is not kept');
    const states = await ports.deliveries.states({ alertId: ids[0] ?? '', ...first });
    const into = states.find(({ destination }) => destination === 'jira')?.mergedInto ?? '';
    const carrier = into.replace(/:jira$/, '');
    const shownBefore = took(slack).length;
    const by = { author: 'Berta', via: 'jira', origin: 'jira' } as const;
    const ported = {
      ...ports,
      installed: { routes, destinations: { 'slack-bot': { type: 'slack' }, jira: { type: 'jira' } } },
    };
    expect(await acknowledge(carrier, by, ported)).toMatchObject({ kind: 'done' });
    const stored = await Promise.all(ids.map((id) => ports.alerts.load(id)));
    const problems = await Promise.all(stored.map((each) => ports.problems.load(each?.alert.fingerprint ?? '')));
    expect(problems.map((problem) => [problem?.state, problem?.answers.at(-1)?.author])).toEqual([
      ['acknowledged', 'Berta'],
      ['acknowledged', 'Berta'],
    ]);
    await letPass(world, 3);
    expect(took(slack).slice(shownBefore).join('\n')).toContain('Acknowledged by Berta');
  });
});
