import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();

const event = (n: number, extra: object = {}) =>
  JSON.stringify({ time: 1_763_700_000.123, event: { title: `alert ${n}`, alert_id: alertId(n) }, ...extra });
const token = () => ({ authorization: `Splunk ${running().secrets.splunkToken}` });
const post = (body: string, headers: Record<string, string> = token(), path = '/services/collector/event') =>
  send(`${running().endpoints.splunkUrl}${path}`, body, headers);

describe('the event collector', () => {
  it('takes objects one after the other, with or without white space', async () => {
    const tricky = JSON.stringify({ event: { title: 'a "}{" \\', alert_id: alertId(3) } });
    const { status, json } = await post(`${event(1)}${event(2)}\n\n ${tricky}`);
    expect([status, json]).toEqual([200, { text: 'Success', code: 0 }]);
    expect(
      running()
        .received()
        .map(({ summary, ok }) => [summary, ok]),
    ).toEqual([
      ['alert 1', true],
      ['alert 2', true],
      ['a "}{" \\', true],
    ]);
    expect([...running().counts().splunk.values()]).toEqual([1, 1, 1]);
  });

  it('answers under both names, to gzip, and says that it is healthy', async () => {
    expect(await post(event(1), token(), '/services/collector')).toMatchObject({ json: { code: 0 } });
    const answer = await fetch(`${running().endpoints.splunkUrl}/services/collector`, {
      method: 'POST',
      headers: { ...token(), 'content-encoding': 'gzip' },
      body: gzipSync(event(2)),
    });
    expect(await answer.json()).toEqual({ text: 'Success', code: 0 });
    const health = await send(`${running().endpoints.splunkUrl}/services/collector/health`, undefined, {}, 'GET');
    expect(health).toMatchObject({ status: 200, json: { code: 17 } });
  });

  it.each([
    ['no token', {}, 401, 2],
    ['another scheme', { authorization: 'Bearer x' }, 401, 3],
    ['another token', { authorization: 'Splunk x' }, 403, 4],
  ])('refuses %s', async (_, headers, status, code) => {
    expect(await post(event(1), headers)).toMatchObject({ status, json: { code } });
  });

  it.each([
    ['nothing', '  ', 5, undefined],
    ['a list', `[${event(1)}]`, 6, 0],
    ['text after an event', `${event(1)}oops`, 6, 1],
    ['an event that ends too early', `${event(1)}{"event":`, 6, 1],
    ['a time that is no number', event(1, { time: 'now' }), 6, 0],
    ['an index that is not there', `${event(1)}${event(2, { index: 'nope' })}`, 7, 1],
    ['no event', `${event(1)}{"time":1}`, 12, 1],
    ['a blank event', `{"event":""}${event(1)}`, 13, 0],
    ['nested fields', event(1, { fields: { a: { b: 1 } } }), 15, 0],
  ])('refuses %s and names the first bad event', async (_, body, code, number) => {
    const { status, json } = await post(body);
    expect([status, at(json, 'code'), at(json, 'invalid-event-number')]).toEqual([400, code, number]);
  });

  it('has indexed what came before the bad event, and nothing after it', async () => {
    await post(`${event(1)}{"event":""}${event(2)}`);
    expect([...running().counts().splunk.keys()]).toEqual([alertId(1)]);
    expect(
      running()
        .received()
        .map(({ ok }) => ok),
    ).toEqual([true, false]);
  });

  it('notes an event in the far future as lost although it said success', async () => {
    expect((await post(event(1, { time: 1_763_700_000_123 }))).status).toBe(200);
    expect(running().received()).toMatchObject([
      { ok: false, arrived: false, problem: expect.stringContaining('seconds') },
    ]);
    expect(running().counts().splunk.size).toBe(0);
  });

  it('takes no more than a megabyte', async () => {
    expect((await post(event(1, { source: 'x'.repeat(1_000_001) }))).status).toBe(413);
  });
});
