import { describe, expect, it } from 'vitest';
import { door, known, TOKEN } from './door.ts';

describe('a replay', () => {
  const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
  const delivery = `${known}:soc`;

  it('is a dry run unless asked otherwise', async () => {
    const { ask, replayed } = door();
    expect(await ask('/v1/replay', post({ status: 'queued' }))).toMatchObject({
      status: 200,
      body: { deliveries: [delivery], dryRun: true },
    });
    expect(replayed).toEqual([]);
  });

  it('is a job, whose state and counts can be asked for', async () => {
    const { ask, replayed } = door();
    const { status, body } = await ask('/v1/replay', post({ status: 'queued', dryRun: false }));
    const progress = { state: 'done', alertsRead: 1, deliveriesReplayed: 1, notKeptCount: 0 };
    const job = '20261121200000000-sil_1';
    expect([status, body]).toMatchObject([202, { job, ...progress, deliveries: [delivery], dryRun: false }]);
    expect(body).not.toHaveProperty('notKept');
    expect(replayed).toEqual([delivery]);
    const shown = await ask(`/v1/replay/${job}`);
    expect(shown).toMatchObject({ status: 200, body: { job, ...progress, request: { status: 'queued' } } });
  });

  it('names the alerts whose webhooks are not kept', async () => {
    const { body } = await door().ask('/v1/replay', post({ status: 'queued', reparse: true, dryRun: false }));
    expect(body).toMatchObject({ state: 'done', deliveriesReplayed: 0, notKeptCount: 1, notKept: [known] });
  });

  it('goes on later when its first page fails', async () => {
    const started: string[] = [];
    const away = async () => Promise.reject(new Error('away'));
    const { ask, logged } = door(TOKEN, () => ({
      deliveryQueue: { send: away, sendLater: away },
      onReplayStarted: (job) => started.push(job),
    }));
    const { status, body } = await ask('/v1/replay', post({ status: 'queued', dryRun: false }));
    expect([status, body]).toMatchObject([202, { state: 'running', alertsRead: 0, deliveries: [] }]);
    expect(started).toEqual(['20261121200000000-sil_1']);
    expect(logged.join()).toContain('replay.interrupted');
  });

  it('is named by its answer although no time is left to load it again', async () => {
    const away = async () => Promise.reject(new Error('the worker has no time left'));
    const { ask } = door(TOKEN, ({ replays }) => ({
      deliveryQueue: { send: away, sendLater: away },
      replays: { ...replays, save: (job) => replays.save(job), load: away },
    }));
    const { status, body } = await ask('/v1/replay', post({ status: 'queued', dryRun: false }));
    expect([status, body]).toMatchObject([202, { job: '20261121200000000-sil_1', state: 'running', deliveries: [] }]);
  });

  it.each([
    ['a state that is none', { status: 'gone' }, 'status'],
    ['a severity that is none', { severity: 'loud' }, 'severity'],
    ['a time that is none', { until: 'tomorrow' }, 'until'],
    ['a destination that is not configured', { to: 'nowhere' }, 'soc, archive'],
  ])('of %s is refused, and no job is made', async (_, body, named) => {
    const { ask } = door();
    const answer = await ask('/v1/replay', post({ ...body, dryRun: false }));
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(named)]);
  });

  it('that is not known is a 404, and without the token a 401', async () => {
    const { ask } = door();
    const { status, headers, body } = await ask('/v1/replay/20261121200000000-none');
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(body).toMatchObject({ status: 404, title: 'No such replay job' });
    expect((await ask('/v1/replay/20261121200000000-none', {}, '')).status).toBe(401);
    expect((await ask('/v1/replay', post({ dryRun: false }), '')).status).toBe(401);
  });
});
