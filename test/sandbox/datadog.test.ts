import { describe, expect, it } from 'vitest';
import { DATADOG_API_KEY } from '../../infra/sandbox/datadog/receiver.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox({ now: () => Date.parse('2026-11-21T03:07:09.000Z') });
const key = { 'dd-api-key': DATADOG_API_KEY };

const log = (n: number, more: object = {}) => ({ message: `alert ${n}`, alert_id: alertId(n), ...more });
const logs = (body: unknown, headers: Record<string, string> = key) =>
  send(`${running().url}/datadog-logs/api/v2/logs`, body, headers);

const event = (n: number, more: object = {}) => ({ title: `alert ${n}`, text: `Tocsin alert ${alertId(n)}`, ...more });
const post = (body: unknown, headers: Record<string, string> = key) =>
  send(`${running().url}/datadog-events/api/v1/events`, body, headers);

describe('the intake of logs', () => {
  it('takes one or many, each time anew', async () => {
    expect((await logs([log(1), log(2)])).status).toBe(202);
    expect((await logs(log(1))).status).toBe(202);
    expect([...running().counts()['datadog-logs']]).toEqual([
      [alertId(1), 2],
      [alertId(2), 1],
    ]);
  });

  it('says 202 to what is too old, and drops it', async () => {
    expect((await logs([log(1, { timestamp: '2026-11-20T03:07:09.000Z' })])).status).toBe(202);
    expect(running().counts()['datadog-logs'].size).toBe(0);
  });

  it.each([
    ['no key', [log(1)], {}, 401],
    ['another key', [log(1)], { 'dd-api-key': 'x' }, 403],
    ['what is not JSON', 'x', key, 400],
    ['nothing', [], key, 400],
    ['too many', Array.from({ length: 1001 }, (_, n) => log(n)), key, 413],
    ['too much', [log(1, { x: 'x'.repeat(5_300_000) })], key, 413],
  ])('refuses %s', async (_, body, headers, status) => {
    expect((await logs(body, headers)).status).toBe(status);
    expect(running().counts()['datadog-logs'].size).toBe(0);
  });
});

describe('the event stream', () => {
  it('answers with an id that no number keeps, and counts a related event as no arrival', async () => {
    const { status, text } = await post(event(1, { aggregation_key: 'k' }));
    const [, id] = /"id_str":"(\d{19})"/.exec(text) ?? [];
    expect([status, text.includes(`"id":${id}}`)]).toEqual([202, true]);
    await post(`${JSON.stringify(event(1)).slice(0, -1)},"related_event_id":${id}}`);
    expect([...running().counts()['datadog-events']]).toEqual([[alertId(1), 1]]);
  });

  it('shows whom a text would call', async () => {
    await post(event(1, { text: `@ops-team %%% ${alertId(1)} a@b` }));
    expect(running().received().at(-1)?.body).toMatchObject({ notifies: ['@ops-team', '%%%'] });
  });

  it.each([
    ['no title', { title: '' }],
    ['a text that is too long', { text: 'x'.repeat(4001) }],
    ['an alert type that is none', { alert_type: 'critical' }],
    ['a priority that is none', { priority: 'high' }],
    ['a key that is too long', { aggregation_key: 'x'.repeat(101) }],
    ['a date in words', { date_happened: '2026-11-21T03:07:09Z' }],
    ['a date that is too old', { date_happened: 1_763_600_000 }],
    ['a parent in words', { related_event_id: '7' }],
  ])('refuses %s', async (_, wrong) => {
    expect((await post(event(1, wrong))).status).toBe(400);
    expect(running().counts()['datadog-events'].size).toBe(0);
  });

  it('refuses another key', async () => expect((await post(event(1), { 'dd-api-key': 'x' })).status).toBe(403));
});
