import { describe, expect, it } from 'vitest';
import { messagesOf } from '../../infra/preview/message.ts';
import { sandboxSecrets } from '../../infra/sandbox/_kit/settings.ts';
import { receiverNames, services } from '../../infra/sandbox/registry.ts';
import { alertOf } from '../engine/route/alerts.ts';

const alert = alertOf({ title: '<b>Shell</b> in a container', severity: 'high', description: 'sh was started' });
const asked = { deliveryId: `${alert.id}:it`, destination: 'it', alert, at: '2026-11-21T20:15:01.000Z' };

describe('the message of a delivery', () => {
  it.each(receiverNames)('is drawn without a credential, as %s', async (name) => {
    const setting = services[name].settings('https://vendor.example.com', sandboxSecrets) as never;
    const shown = await messagesOf({ destinations: { it: setting }, routes: [] })(asked);
    expect([shown.problem, shown.refused]).toEqual([undefined, undefined]);
    expect(shown.drawings.length).toBeGreaterThan(0);
    expect(shown.drawings.join('')).not.toMatch(/<b>Shell|<a\b|<script/i);
    const text = JSON.stringify(shown.request);
    for (const secret of [
      'sandbox-webhook-key',
      sandboxSecrets.slackToken,
      sandboxSecrets.jiraApiToken,
      sandboxSecrets.splunkToken,
    ])
      expect(text).not.toContain(secret);
    expect(shown.request?.bytes).toBe(Buffer.byteLength(shown.request?.body ?? ''));
  });

  it('needs no secret, and shows where one stands', async () => {
    const shown = await messagesOf({
      destinations: { it: { type: 'slack', webhookUrl: `\${SLACK_WEBHOOK_URL}` } },
      routes: [],
    })(asked);
    expect(shown.request?.url).toBe(`\${SLACK_WEBHOOK_URL}`);
    expect(shown.drawings[0]).toContain('&lt;b&gt;Shell');
  });

  it('has the settings of its route and of the console', async () => {
    const shown = await messagesOf({
      publicUrl: 'https://tocsin.example.com',
      destinations: { it: { type: 'slack', token: `\${SLACK_BOT_TOKEN}`, channel: 'C0ALL000000' } },
      routes: [{ name: 'r', match: {}, not: {}, to: ['it'], overrides: { it: { channel: 'C0TEAM00000' } } }],
    })(asked);
    expect(shown.request?.body).toContain('C0TEAM00000');
    expect(shown.request?.body).toContain('https://tocsin.example.com/console');
    expect(shown.request?.headers['authorization']).toBe('[credential]');
  });

  it('says why there is none', async () => {
    expect(await messagesOf({ destinations: {}, routes: [] })(asked)).toEqual({
      drawings: [],
      problem: 'the destination "it" is not configured any more',
    });
  });
});
