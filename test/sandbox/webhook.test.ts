import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../infra/sandbox/server/server.ts';
import { webhook } from '../../lambdas/destinations/webhook/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { alertId, sandbox, send } from './sandbox.ts';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const alert = { id: alertId(1), title: 'SQL injection', severity: 'high' };

describe('an open receiver', () => {
  const running = sandbox();

  it.each(['POST', 'PUT', 'PATCH'])('takes %s', async (method) => {
    expect(await send(`${running().endpoints.webhookUrl}/in`, alert, {}, method)).toMatchObject({ status: 200 });
    expect(running().received()).toMatchObject([{ operation: method, summary: 'SQL injection', alertId: alertId(1) }]);
  });

  it('takes GET with a query, and text', async () => {
    await send(`${running().endpoints.webhookUrl}?title=hello`, undefined, {}, 'GET');
    await send(running().endpoints.webhookUrl, 'just text');
    expect(
      running()
        .received()
        .map(({ summary }) => summary),
    ).toEqual(['hello', 'just text']);
  });

  it('finds the alert in a CloudEvent', async () => {
    await send(running().endpoints.webhookUrl, { specversion: '1.0', id: alertId(4), type: 'x', data: { title: 'T' } });
    expect(running().received()).toMatchObject([{ summary: 'T', alertId: alertId(4) }]);
  });
});

describe('a receiver with a secret', () => {
  const running = sandbox({ secrets: { webhookSecret: secret, webhookAuthorization: 'Bearer abc' } });
  const signed = (id: string, body: string, at = new Date()) => ({
    authorization: 'Bearer abc',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  });

  it('takes what is signed, a known id once', async () => {
    const body = JSON.stringify(alert);
    for (const _ of [1, 2]) {
      const { status } = await send(running().endpoints.webhookUrl, body, signed('msg_1', body));
      expect(status).toBe(200);
    }
    expect(
      running()
        .received()
        .map(({ operation, arrived }) => [operation, arrived]),
    ).toEqual([
      ['POST', true],
      ['POST repeat', false],
    ]);
    expect(running().counts().webhook.get(alertId(1))).toBe(1);
  });

  it.each([
    ['no signature', { 'webhook-signature': '' }],
    ['another id', { 'webhook-id': 'msg_9' }],
    ['no credential', { authorization: 'Bearer other' }],
    ['an old time', signed('msg_2', JSON.stringify(alert), new Date(Date.now() - 400_000))],
  ])('refuses %s', async (_, headers) => {
    const body = JSON.stringify(alert);
    const answer = await send(running().endpoints.webhookUrl, body, { ...signed('msg_2', body), ...headers });
    expect(answer.status).toBe(401);
    expect(running().received()).toMatchObject([{ ok: false, arrived: false }]);
  });

  it('refuses a body that was touched', async () => {
    const headers = signed('msg_3', JSON.stringify(alert));
    expect((await send(running().endpoints.webhookUrl, { ...alert, title: 'x' }, headers)).status).toBe(401);
  });
});

it('a receiver with a public key takes only what the private one signed', async () => {
  const running = await startSandbox();
  const { url } = running.settings('webhook-template');
  const { type: _, ...settings } = running.settings('webhook-template');
  const alert = alertNamed('full');
  const connected = webhook.connect(settings);
  const prepared = (await connected.prepare?.(alert)) ?? '';
  const { headers, body } = connected.render(alert, { ...attemptFor(alert), prepared });
  expect(await send(String(url), body, headers)).toMatchObject({ status: 200 });
  expect(await send(String(url), `${body} `, headers)).toMatchObject({ status: 401 });
  expect(running.received()[0]).toMatchObject({ summary: alert.title, alertId: alert.id, arrived: true });
  await running.close();
});
