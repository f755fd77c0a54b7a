import { describe, expect, it } from 'vitest';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const running = sandbox();
const hostile = '<script>alert(1)</script>"\'&';

describe('the page', () => {
  it('shows what each receiver got, and nothing of it becomes markup', async () => {
    const { endpoints, secrets, url } = running();
    await send(endpoints.slackWebhookUrl, {
      text: hostile,
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: hostile } },
        { type: 'section', text: { type: 'mrkdwn', text: `${hostile} <!channel> &lt;b&gt; <https://evil.test|safe>` } },
        { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: hostile }] }] },
      ],
    });
    const body = [
      { type: 'TextBlock', text: hostile },
      { type: 'FactSet', facts: [{ title: hostile, value: hostile }] },
    ];
    const content = { type: 'AdaptiveCard', version: '1.5', body };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    await send(endpoints.teamsUrl, { type: 'message', attachments: [{ contentType, content }] });
    const description = {
      version: 1,
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: hostile }] }],
    };
    const fields = { project: { key: 'SEC' }, issuetype: { name: 'Bug' }, summary: hostile, description };
    const basic = Buffer.from(`${secrets.jiraEmail}:${secrets.jiraApiToken}`).toString('base64');
    await send(`${endpoints.jiraUrl}/rest/api/3/issue`, { fields }, { authorization: `Basic ${basic}` });
    const splunk = { authorization: `Splunk ${secrets.splunkToken}` };
    await send(`${endpoints.splunkUrl}/services/collector`, { event: { title: hostile, [hostile]: hostile } }, splunk);
    await send(endpoints.webhookUrl, { title: hostile, [hostile]: hostile });

    const page = await send(url, undefined, {}, 'GET');
    expect(
      running()
        .received()
        .every(({ ok }) => ok),
    ).toBe(true);
    expect(page.text).not.toMatch(/<script|href="(?!\/received\.json)/);
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.text).toContain('<mark>ping !channel</mark>');
    expect(page.text).toContain('http-equiv="refresh"');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('shows hidden characters', async () => {
    await send(running().endpoints.webhookUrl, { title: 'pay\u202elast' });
    expect((await send(running().url, undefined, {}, 'GET')).text).toContain('pay\\u{202e}last');
  });
});

describe('received.json', () => {
  it('lists receipts, counters and counts, until they are cleared', async () => {
    await send(running().endpoints.webhookUrl, { id: alertId(1), title: 'x' });
    await send(running().endpoints.webhookUrl, { id: alertId(1), title: 'x' });
    const { json } = await send(`${running().url}/received.json`, undefined, {}, 'GET');
    expect(at(json, 'receipts')).toHaveLength(2);
    expect(at(json, 'counters', 'webhook', 'arrived')).toBe(2);
    expect(at(json, 'counts', 'webhook')).toEqual({ [alertId(1)]: 2 });
    expect((await send(`${running().url}/received.json`, undefined, {}, 'DELETE')).status).toBe(204);
    expect(running().received()).toEqual([]);
    expect(running().counts().webhook.size).toBe(0);
  });

  it('keeps the newest 5,000 receipts and all counts', async () => {
    const body = Array.from({ length: 600 }, (_, n) => JSON.stringify({ event: { alert_id: alertId(n) } })).join('');
    const headers = { authorization: `Splunk ${running().secrets.splunkToken}` };
    for (let n = 0; n < 10; n += 1) await send(`${running().endpoints.splunkUrl}/services/collector`, body, headers);
    expect(running().received()).toHaveLength(5000);
    expect(running().counters().splunk.arrived).toBe(6000);
    expect(running().counts().splunk.get(alertId(599))).toBe(10);
  });

  it('knows alert ids in text that was escaped, in links, and in lists of a digest', async () => {
    const { webhookUrl } = running().endpoints;
    await send(webhookUrl, { text: `see https://console.test/alerts/${encodeURIComponent(alertId(7))} now` });
    await send(webhookUrl, { alert_ids: [alertId(8), alertId(9)], note: 'md5:0123456789abcdef0123456789abcdef' });
    await send(webhookUrl, { note: 'md5:0123456789abcdef0123456789abcdef' });
    expect(
      running()
        .received()
        .map(({ alertIds }) => alertIds),
    ).toEqual([[alertId(7)], [alertId(8), alertId(9)], []]);
  });

  it('has no other doors', async () => {
    expect((await send(`${running().url}/elsewhere`, {})).status).toBe(404);
  });
});
