import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stores } from '../../faults/stores.ts';
import { type Vendor, vendor } from '../../faults/vendors.ts';
import { byApi, problemWorld } from './world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const HOUR_MS = 3_600_000;
const BEN = { author: 'Ben', via: 'jira', origin: 'jira' } as const;

/** What a vendor took, a line each: the operation, and the whole body. */
const took = (of: Vendor): string[] =>
  of.received().map(({ operation, body }) => `${operation} ${JSON.stringify(body)}`);
const since = (of: Vendor, count: number): string[] => took(of).slice(count);

describe.each(stores)('a problem that is answered, on %s', (_, store) => {
  const withVendors = () => {
    const [slack, jira, pager] = [vendor('slack-bot', {}), vendor('jira', {}), vendor('pagerduty', {})];
    return { slack, jira, pager, ...problemWorld([slack, jira, pager], { store }) };
  };
  async function notified() {
    const here = withVendors();
    await here.happens();
    return { ...here, id: await here.firstId() };
  }

  it('acknowledged: every conversation shows by whom, once, and in the first message', async () => {
    const here = await notified();
    const note = 'on <it>';
    expect(await here.acknowledge(here.id, { ...byApi, note })).toMatchObject({ kind: 'done', answer: { note } });
    await here.world.drain();
    const [reply = '', edit = '', ...more] = since(here.slack, 1);
    expect(more).toEqual([]);
    expect(reply).toMatch(/^chat.postMessage .*thread_ts.*Acknowledged by Anna at 2026-11-21 .* UTC: on <it>/);
    expect(edit).toMatch(/^chat.update .*Acknowledged by Anna at .*, seen once/);
    expect(since(here.jira, 1)).toEqual([
      expect.stringMatching(/^issue.comment .*Acknowledged by Anna at .*: on <it>/),
    ]);
    expect(since(here.pager, 1)).toEqual([expect.stringMatching(/^acknowledge /)]);
  });

  it('acknowledged in one destination: all others show it, and that one gets nothing', async () => {
    const here = await notified();
    await here.acknowledge(here.id, BEN);
    await here.world.drain();
    expect(since(here.jira, 1)).toEqual([]);
    expect(since(here.slack, 1)).toHaveLength(2);
    expect(since(here.pager, 1)).toHaveLength(1);
  });

  it('by several persons at once: the first stands, the others see who it was, and it is shown once', async () => {
    const here = await notified();
    const all = ['Anna', 'Ben', 'Cleo', 'Dan'].map((author) => here.acknowledge(here.id, { author, via: 'api' }));
    const results = await Promise.all(all);
    const done = results.filter(({ kind }) => kind === 'done');
    expect(done).toHaveLength(1);
    const [winner] = done;
    const author = winner !== undefined && 'answer' in winner ? winner.answer?.author : '';
    for (const result of results) expect(result).toMatchObject({ answer: { author } });
    await here.world.drain();
    expect(since(here.jira, 1)).toEqual([expect.stringContaining(`Acknowledged by ${author}`)]);
    expect(await here.acknowledge(here.id)).toMatchObject({ kind: 'already', answer: { author } });
    await here.world.drain();
    expect(since(here.jira, 1)).toHaveLength(1);
  });

  it('acknowledged: its repeats join the conversation and do not notify again, however late', async () => {
    const here = await notified();
    await here.acknowledge(here.id);
    await here.world.drain();
    here.world.advance(50 * HOUR_MS);
    await here.happens();
    expect(
      took(here.slack).filter((line) => line.startsWith('chat.postMessage') && !line.includes('thread_ts')),
    ).toHaveLength(1);
    expect(took(here.jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(1);
    expect(since(here.slack, 1).at(-1)).toMatch(/^chat.update .*Seen 2 times.*Acknowledged by Anna/);
    expect(since(here.jira, 1).at(-1)).toContain('1 more at');
  });

  it('acknowledged: what is worse notifies, and nobody has acknowledged it', async () => {
    const here = await notified();
    await here.acknowledge(here.id);
    await here.world.drain();
    await here.happens({ severity: 'critical' });
    expect(took(here.jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(2);
    const problem = await here.world.stores.problems.load(
      (await here.world.stores.alerts.load(here.id))?.alert.fingerprint ?? '',
    );
    expect(problem).toMatchObject({ state: 'open', answers: [{ author: 'Anna' }] });
    expect(await here.acknowledge(here.id, { author: 'Ben', via: 'api' })).toMatchObject({ kind: 'done' });
  });

  it('acknowledged: it ends with the end from the sender', async () => {
    const here = await notified();
    await here.acknowledge(here.id);
    await here.happens({ status: 'resolved' });
    const { fingerprint = '' } = (await here.world.stores.alerts.load(here.id))?.alert ?? {};
    expect(await here.world.stores.problems.load(fingerprint)).toMatchObject({ state: 'open' });
    expect(await here.acknowledge(here.id)).toMatchObject({ kind: 'over' });
    await here.happens();
    expect(took(here.jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(2);
  });

  it('resolved: tickets and incidents are closed by whom, and a later occurrence opens anew', async () => {
    const here = await notified();
    expect(await here.resolve(here.id, { ...byApi, note: 'a planned test' })).toMatchObject({ kind: 'done' });
    await here.world.drain();
    expect(since(here.jira, 1)[0]).toMatch(/^issue.comment .*Resolved by Anna at .*: a planned test/);
    expect(since(here.jira, 1).join('\n')).toMatch(/issue.transition/);
    expect(since(here.pager, 1)).toEqual([expect.stringMatching(/^resolve /)]);
    expect(since(here.slack, 1).join('\n')).toMatch(/chat.update .*Resolved by Anna/);
    expect(await here.acknowledge(here.id, BEN)).toMatchObject({ kind: 'over', answer: { author: 'Anna' } });
    expect(await here.resolve(here.id, BEN)).toMatchObject({ kind: 'already', answer: { author: 'Anna' } });
    await here.happens();
    expect(took(here.jira).filter((line) => line.startsWith('issue.create'))).toHaveLength(2);
    expect(took(here.pager).at(-1)).toMatch(/^trigger/);
    const [newest = ''] = (await here.alertIds()).filter((id) => id !== here.id);
    expect(await here.acknowledge(newest, BEN)).toMatchObject({ kind: 'done' });
  });

  it('resolved in one destination: it is closed everywhere else, and a later occurrence opens a new one there', async () => {
    const here = await notified();
    await here.resolve(here.id, BEN);
    await here.world.drain();
    expect(since(here.jira, 1)).toEqual([]);
    expect(since(here.pager, 1)).toEqual([expect.stringMatching(/^resolve /)]);
    await here.happens();
    expect(since(here.jira, 1)).toEqual([expect.stringMatching(/^issue.create /)]);
  });

  it('is answered where nothing can be shown: an end is a message of its own, an acknowledgement is none', async () => {
    const slack = vendor('slack', {});
    const here = problemWorld([slack], { store });
    await here.happens();
    const id = await here.firstId();
    await here.acknowledge(id);
    await here.world.drain();
    expect(took(slack)).toHaveLength(1);
    await here.resolve(id, { ...byApi, note: 'patched' });
    await here.world.drain();
    expect(since(slack, 1)).toEqual([expect.stringMatching(/Resolved by Anna: patched/)]);
  });

  it('is shown by the next call when the first one failed before it was', async () => {
    const here = await notified();
    let failures = 1;
    const groups = {
      ...here.ports.groups,
      add: (...parts: Parameters<typeof here.ports.groups.add>) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error('no store')) : here.ports.groups.add(...parts);
      },
    };
    const { acknowledge } = await import('../../../lambdas/engine/acknowledge/acknowledge.ts');
    await expect(acknowledge(here.id, byApi, { ...here.ports, groups })).rejects.toThrow('no store');
    expect(await here.acknowledge(here.id)).toMatchObject({ kind: 'already', answer: { author: 'Anna' } });
    await here.world.drain();
    expect(since(here.jira, 1)).toEqual([expect.stringContaining('Acknowledged by Anna')]);
    expect(since(here.pager, 1)).toHaveLength(1);
  });

  it('is answered while its first notification still waits, and shown when that has arrived', async () => {
    const here = withVendors();
    here.jira.setFaults({ jira: [{ until: 3, status: 503 }] });
    await here.report();
    await here.world.turn();
    await here.world.turn();
    await here.acknowledge(await here.firstId());
    await here.world.drain();
    expect(since(here.jira, 0).filter((line) => line.startsWith('issue.comment'))).toHaveLength(1);
  });

  it('is answered for an alert that there is', async () => {
    const here = withVendors();
    expect(await here.acknowledge('any:none')).toEqual({ kind: 'absent' });
  });
});
