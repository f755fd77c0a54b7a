/** A canary goes the whole way to real destinations; late, lost or doubled is reported elsewhere, once; it leaves nothing open. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Route } from '../../../lambdas/domain/route.ts';
import { stores } from '../../faults/stores.ts';
import { type Vendor, vendor } from '../../faults/vendors.ts';
import { createWorld, silence, type World } from '../../faults/world.ts';
import { letPass } from '../acknowledge/world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const anything = { match: {}, not: {} };
const route: Route = {
  name: 'urgent',
  ...anything,
  match: { severity: ['critical'] },
  to: ['jira', 'slack-bot', 'webhook'],
};

/** What a vendor took, a line each: the operation, and the whole body. */
const took = (of: Vendor): string[] =>
  of.received().map(({ operation, body }) => `${operation} ${JSON.stringify(body)}`);
const tests = (of: Vendor): string[] => took(of).filter((line) => line.includes('Test message from Tocsin through'));

interface Emitted {
  readonly concerned: string | undefined;
  readonly type: string;
  readonly title: string;
  readonly state: string;
}

describe.each(stores)('a canary, on %s', (_, store) => {
  function canaries(parts: Partial<Route> = {}) {
    const [jira, slack, hook] = [vendor('jira', {}), vendor('slack-bot', {}), vendor('webhook', {})];
    const [page] = [{ id: 'page', kind: 'key', audience: 'people' } as const];
    const emitted: Emitted[] = [];
    const world = createWorld({
      receivers: [page],
      vendors: [jira, slack, hook],
      routes: [{ ...route, ...parts }],
      store,
      canary: { everySeconds: 3600, deadlineSeconds: 300, routes: ['urgent'] },
      systemRecipients: async ({ type, title, state }, concerned) => {
        emitted.push({ concerned, type, title, state });
        return { destinations: ['page'], options: {} };
      },
    });
    /** Of the system alerts those about canaries; of those that repeat each other, the first. */
    const problems = (): Emitted[] => emitted.filter(({ type }) => type.startsWith('canary'));
    return { world, jira, slack, hook, page: world.receivers.get('page'), problems };
  }

  /** So many minutes, from a run of reconcile on. */
  async function pass(world: World, minutes: number): Promise<void> {
    await world.moveDue();
    await letPass(world, minutes);
  }

  it('arrives at every destination of the route, clearly marked, and reports nothing', async () => {
    const { world, jira, slack, hook, problems } = canaries();
    await pass(world, 10);
    expect(tests(jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(1);
    expect(tests(slack)[0]).toContain('nothing happened');
    expect(tests(hook)).toHaveLength(1);
    expect(problems()).toEqual([]);
  });

  it('comes again after its interval, each a ticket of its own that is closed', async () => {
    const { world, jira, hook } = canaries();
    await pass(world, 65);
    const created = took(jira).filter((line) => line.startsWith('issue.create'));
    const closed = took(jira).filter((line) => line.startsWith('issue.transition'));
    expect(created).toHaveLength(2);
    expect(closed).toHaveLength(2);
    // What keeps nothing open gets one message a canary.
    expect(took(hook)).toHaveLength(2);
  });

  it('is sent once by runs at the same time, and its end is sent once', async () => {
    const { world, jira, hook, problems } = canaries();
    await Promise.all([world.moveDue(), world.moveDue(), world.moveDue()]);
    expect(world.webhooks.size).toBe(1);
    await letPass(world, 4);
    await Promise.all([world.moveDue(), world.moveDue()]);
    await letPass(world, 20);
    expect(tests(jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(1);
    expect(took(jira).filter((line) => line.startsWith('issue.transition'))).toHaveLength(1);
    expect(tests(hook)).toHaveLength(1);
    expect(problems()).toEqual([]);
  });

  it('is not listed and not counted', async () => {
    const { world } = canaries();
    await pass(world, 10);
    expect((await world.stores.alerts.list({}, Date.now())).alerts).toEqual([]);
    expect((await world.stores.alerts.list({ source: 'tocsin' }, Date.now())).alerts.length).toBeGreaterThan(0);
    const hours = await world.stores.ledger.hours();
    expect(hours.flatMap(({ counts }) => Object.values(counts)).filter((count) => count !== 0)).toEqual([]);
  });

  it('that is late is reported once, about the destination that was late, and once that it arrives again', async () => {
    const { world, jira, hook, problems } = canaries();
    jira.setFaults({ jira: [{ status: 503 }] });
    await pass(world, 4);
    expect(problems()).toEqual([]);
    await pass(world, 190);
    expect(problems()).toEqual([expect.objectContaining({ concerned: 'jira', type: 'canary_late', state: 'open' })]);
    expect(problems()[0]?.title).toBe('The test message to jira (route urgent) did not arrive in time');
    expect(tests(hook)).toHaveLength(4);
    jira.setFaults({});
    await pass(world, 130);
    expect(problems().map(({ state }) => state)).toEqual(['open', 'resolved']);
  });

  it('that is lost on its way is reported for its route', async () => {
    const { world, problems } = canaries();
    const { webhookQueue } = world.stores as unknown as { webhookQueue: { send(messages: unknown[]): Promise<void> } };
    const { send } = webhookQueue;
    webhookQueue.send = async () => undefined;
    await pass(world, 10);
    webhookQueue.send = send;
    expect(problems()).toEqual([expect.objectContaining({ concerned: undefined, type: 'canary_lost', state: 'open' })]);
  });

  it('that may have arrived twice is reported', async () => {
    const { world, hook, problems } = canaries();
    hook.setFaults({ webhook: [{ nth: 1, reset: 'after' }] });
    await pass(world, 12);
    expect(problems()).toEqual([expect.objectContaining({ concerned: 'webhook', type: 'canary_doubled' })]);
  });

  it('is kept back by no silence, and does not reach the fallback of its route', async () => {
    const { world, jira, page, problems } = canaries({ fallback: { to: ['page'], afterSeconds: 60 } });
    await silence(world, '*', 24 * 3_600_000);
    jira.setFaults({ jira: [{ status: 503 }] });
    await pass(world, 12);
    expect(problems()).toHaveLength(1);
    expect(page?.arrivals.filter(({ op }) => op === 'message')).toHaveLength(1);
  });
});
