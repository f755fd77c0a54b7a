import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { generator } from '../../infra/sandbox/_kit/random.ts';
import { runScript } from '../../infra/sandbox/server/faults.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const hook = (n: number) => send(running().endpoints.webhookUrl, { id: alertId(n), title: `alert ${n}` });
const times = (n: number) => running().counts().webhook.get(alertId(n)) ?? 0;

describe('a fault script', () => {
  it('answers the n-th request with what it says, and nothing has arrived', async () => {
    const rule = { nth: 2, status: 429, headers: { 'retry-after': '7' }, body: { ok: false } };
    running().setFaults({ webhook: [rule] });
    expect((await hook(1)).status).toBe(200);
    const limited = await hook(2);
    expect([limited.status, limited.headers.get('retry-after'), limited.json]).toEqual([429, '7', { ok: false }]);
    expect((await hook(3)).status).toBe(200);
    expect([times(1), times(2), times(3)]).toEqual([1, 0, 1]);
    expect(running().received()[1]).toMatchObject({ ok: false, status: 429, fault: 'status 429', alertId: alertId(2) });
    expect(running().counters().webhook).toEqual({ requests: 3, arrived: 2, refused: 1, faults: 1 });
  });

  it('can answer an error although the work is done', async () => {
    running().setFaults({ webhook: [{ status: 504, processed: true }] });
    expect((await hook(1)).status).toBe(504);
    expect(times(1)).toBe(1);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('cuts the connection %s the work', async (reset, arrived) => {
    running().setFaults({ webhook: [{ reset }] });
    await expect(hook(1)).rejects.toThrow();
    expect(times(1)).toBe(arrived);
    expect(running().received()).toMatchObject([{ status: 0, ok: arrived === 1 }]);
  });

  it('answers late what it has done at once', async () => {
    running().setFaults({ webhook: [{ delayMs: 5000 }] });
    const request = fetch(running().endpoints.webhookUrl, {
      method: 'POST',
      body: JSON.stringify({ id: alertId(1) }),
      signal: AbortSignal.timeout(200),
    });
    await expect(request).rejects.toThrow();
    expect(times(1)).toBe(1);
  });

  it('makes an outage from one request to another, on one path only', async () => {
    running().setFaults({ webhook: [{ path: '/a', from: 1, until: 2, status: 503 }] });
    const { webhookUrl } = running().endpoints;
    const statuses: number[] = [];
    for (const path of ['/b', '/a', '/a', '/a']) statuses.push((await send(`${webhookUrl}${path}`, {})).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  it('stops a Splunk batch half-way', async () => {
    running().setFaults({ splunk: [{ nth: 1, keepEvents: 1 }] });
    const body = [1, 2, 3].map((n) => JSON.stringify({ event: { alert_id: alertId(n) } })).join('');
    const headers = { authorization: `Splunk ${running().secrets.splunkToken}` };
    const { status, json } = await send(`${running().endpoints.splunkUrl}/services/collector/event`, body, headers);
    expect([status, json]).toEqual([400, { text: 'Invalid data format', code: 6, 'invalid-event-number': 1 }]);
    expect([...running().counts().splunk.keys()]).toEqual([alertId(1)]);
  });

  it.each([
    ['slackWebhookUrl', '', 403, 'invalid_token'],
    ['slackApiUrl', '/chat.postMessage', 200, 'token_expired'],
    ['teamsUrl', '', 401, 'AuthorizationFailed'],
    ['jiraUrl', '/rest/api/3/issue', 401, 'authenticated'],
    ['splunkUrl', '/services/collector/event', 403, 'Token disabled'],
    ['webhookUrl', '', 401, 'unauthorized'],
  ] as const)('lets the credential of %s expire in the vendor’s words', async (endpoint, path, status, word) => {
    const rules = [{ expired: true }];
    const script = { slack: rules, 'slack-bot': rules, teams: rules, jira: rules, splunk: rules, webhook: rules };
    running().setFaults(script);
    const answer = await send(`${running().endpoints[endpoint]}${path}`, {});
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(word)]);
  });

  it('is set at run time, and a mistake in it is named', async () => {
    const put = (script: unknown) => send(`${running().url}/faults`, script, {}, 'PUT');
    expect((await put({ webhook: [{ nth: 1, status: 500 }] })).status).toBe(204);
    expect([(await hook(1)).status, (await hook(2)).status]).toEqual([500, 200]);
    const wrong = await put({ webhook: [{ staus: 500 }] });
    expect([wrong.status, at(wrong.json, 'error')]).toEqual([400, expect.stringContaining('staus')]);
    expect((await put('nonsense')).status).toBe(400);
  });
});

describe('chance', () => {
  const pattern = (seed: number) => {
    const faults = runScript({ seed, webhook: [{ probability: 0.3, status: 500 }] });
    return Array.from({ length: 200 }, () => faults.pick('webhook', { method: 'POST', path: '' }) !== undefined);
  };

  it('is the same for the same seed, and about as likely as it should be', () => {
    expect(pattern(5)).toEqual(pattern(5));
    expect(pattern(5)).not.toEqual(pattern(6));
    expect(pattern(5).filter(Boolean).length).toBeGreaterThan(30);
    expect(pattern(5).filter(Boolean).length).toBeLessThan(90);
  });

  it('stays between 0 and 1', () => {
    const random = generator(1);
    const drawn = Array.from({ length: 1000 }, random);
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
