import { describe, expect, it } from 'vitest';
import { door } from './door.ts';

const post = (body: unknown = {}): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

describe('the destinations', () => {
  it('are listed with their type, their routes and how their newest deliveries stand', async () => {
    expect((await door().ask('/v1/destinations')).body).toEqual({
      destinations: [
        { id: 'soc', type: 'slack', routes: ['all'], state: 'ok', recent: { deliveries: { queued: 1 } } },
        { id: 'archive', type: 'webhook', routes: [], state: 'ok', recent: { deliveries: {} } },
      ],
    });
  });

  it('show why one refuses, since when, and when it is probed', async () => {
    const since = Date.UTC(2026, 10, 21, 19);
    const { ask, stores } = door();
    await stores.circuits.open('soc', 'invalid_auth', since);
    const { body } = await ask('/v1/destinations');
    expect(body).toMatchObject({
      destinations: [
        { id: 'soc', state: 'refusing', reason: 'invalid_auth', since: '2026-11-21T19:00:00.000Z', probes: 0 },
        { id: 'archive', state: 'ok' },
      ],
    });
  });

  it('are paused by a person, whom the list names, and resumed', async () => {
    const { ask } = door();
    const paused = await ask('/v1/destinations/soc/pause', post({ by: 'anna' }));
    expect(paused).toMatchObject({ status: 200, body: { destination: 'soc', state: 'paused', pausedBy: 'anna' } });
    expect((await ask('/v1/destinations')).body).toMatchObject({
      destinations: [{ id: 'soc', state: 'paused', pausedBy: 'anna' }, { id: 'archive' }],
    });
    expect((await ask('/v1/destinations/soc/resume', post())).body).toEqual({ destination: 'soc', resumed: true });
    expect((await ask('/v1/destinations')).body).toMatchObject({ destinations: [{ state: 'ok' }, { state: 'ok' }] });
    expect((await ask('/v1/destinations/soc/resume', post())).status).toBe(409);
  });

  it('keep an open circuit breaker when a pause ends', async () => {
    const { ask, stores } = door();
    await stores.circuits.open('soc', 'http_500', Date.UTC(2026, 10, 21, 19));
    await ask('/v1/destinations/soc/pause', post());
    await ask('/v1/destinations/soc/resume', post());
    expect(await stores.circuits.read('soc')).toMatchObject({ reason: 'http_500' });
  });

  it.each(['pause', 'resume', 'test'])('that are not configured are a 404: %s', async (action) => {
    const { status, body } = await door().ask(`/v1/destinations/nowhere/${action}`, post());
    expect([status, body]).toMatchObject([404, { detail: 'found "nowhere"; configured are: soc, archive' }]);
  });
});

describe('the sources', () => {
  it('are listed with where they send and when they last did', async () => {
    const { ask, stores } = door();
    expect((await ask('/v1/sources')).body).toMatchObject({
      sources: [{ id: 'edge', type: 'generic', hookPath: '/v1/hooks/edge', recent: { unreadable: 0, gaps: 0 } }],
    });
    await stores.heartbeats.markSeen('edge', Date.UTC(2026, 10, 21, 19, 30));
    expect((await ask('/v1/sources')).body).toMatchObject({
      sources: [{ id: 'edge', lastSeenAt: '2026-11-21T19:30:00.000Z' }],
    });
  });
});
