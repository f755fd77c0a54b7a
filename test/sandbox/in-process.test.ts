import { describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { sampleConfig } from '../../infra/local/sample-config.ts';
import { at } from '../../infra/sandbox/_kit/json.ts';
import { receiverNames, services } from '../../infra/sandbox/registry.ts';
import { ConnectionReset, createSandbox } from '../../infra/sandbox/server/sandbox.ts';
import { sandboxSend } from '../../infra/sandbox/server/send.ts';
import { destinations } from '../../lambdas/destinations/index.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import type { Sent } from '../../lambdas/engine/ports/transport.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';
import { alertId } from './sandbox.ts';

const refused: Sent = { kind: 'not-sent', reason: 'nobody_there' };

/** A sandbox, and a transport over it that leads nowhere else. */
function world(options: Parameters<typeof createSandbox>[0] = {}) {
  const sandbox = createSandbox(options);
  const elsewhere: string[] = [];
  const send = sandboxSend(sandbox, async ({ url }) => {
    elsewhere.push(url);
    return refused;
  });
  return { sandbox, send, elsewhere };
}

const isDestination = (type: unknown): type is keyof typeof destinations =>
  typeof type === 'string' && Object.hasOwn(destinations, type);

const overHttp = receiverNames.filter((name) => !('listen' in services[name]));

describe('a sandbox in this process', () => {
  it.each(overHttp)(
    'takes an alert for %s as its vendor would, with the signature or token that it asks for',
    async (name) => {
      const { sandbox, send, elsewhere } = world();
      const { type, ...settings } = sandbox.settings(name);
      if (!isDestination(type)) throw new Error(`${name} is no destination`);
      const destination = destinations[type].connect(settings);
      const alert = alertNamed('minimal');
      const attempt = { ...attemptFor(alert), at: new Date().toISOString() };
      const prepared = await destination.prepare?.(alert);
      const sent = await send(destination.render(alert, prepared === undefined ? attempt : { ...attempt, prepared }));
      expect(sent.kind, JSON.stringify(sent)).toBe('answer');
      expect(sandbox.counters()[name].arrived, JSON.stringify(sandbox.received())).toBe(1);
      if (sent.kind === 'answer') expect(destination.judge(sent.response).kind).toBe('delivered');
      expect(elsewhere).toEqual([]);
    },
  );

  it('has the endpoints of the sample configuration, which needs no leave for loopback', () => {
    const { yaml, secrets } = sampleConfig(world().sandbox.endpoints);
    expect(() => configOf(yaml, 'sample', false)).not.toThrow();
    expect(secrets['SLACK_WEBHOOK_URL']).toMatch(/^https:\/\/sandbox\.invalid\/slack\//);
  });

  it('leaves everything else to the network', async () => {
    const { send, elsewhere, sandbox } = world();
    const urls = [
      'https://example.test/in',
      'https://sandbox.invalid.evil.test/webhook',
      'smtp://sandbox.invalid',
      'no URL',
    ];
    for (const url of urls) expect(await send({ method: 'POST', url, headers: {} })).toEqual(refused);
    expect(elsewhere).toEqual(urls);
    expect(sandbox.received()).toEqual([]);
  });

  it('knows no other receivers', async () => {
    const sent = await world().send({ method: 'GET', url: 'https://sandbox.invalid/nowhere', headers: {} });
    expect(sent).toMatchObject({ kind: 'answer', response: { status: 404 } });
  });
});

const post = (sandbox: ReturnType<typeof createSandbox>): OutboundRequest => ({
  method: 'POST',
  url: sandbox.endpoints.webhookUrl,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ id: alertId(1), title: 'x' }),
});

describe('its faults', () => {
  it('are an answer of another kind', async () => {
    const { sandbox, send } = world({ faults: { webhook: [{ status: 503, headers: { 'Retry-After': '7' } }] } });
    const sent = await send(post(sandbox));
    expect(sent).toMatchObject({ kind: 'answer', response: { status: 503, headers: { 'retry-after': '7' } } });
  });

  it.each(['before', 'after'] as const)('are a connection that is cut %s it did its work', async (reset) => {
    const { sandbox, send } = world({ faults: { webhook: [{ reset }] } });
    expect(await send(post(sandbox))).toEqual({ kind: 'no-answer', reason: 'econnreset' });
    await expect(sandbox.answer(post(sandbox))).rejects.toBeInstanceOf(ConnectionReset);
    expect(sandbox.counters().webhook.arrived).toBe(reset === 'after' ? 2 : 0);
  });

  it('are a delay, which ends when the sandbox is closed', async () => {
    const { sandbox, send } = world({ faults: { webhook: [{ delayMs: 60_000 }] } });
    const waiting = send(post(sandbox));
    sandbox.close();
    expect(await waiting).toEqual({ kind: 'no-answer', reason: 'timeout' });
  });
});

describe('its pages', () => {
  const ask = async (sandbox: ReturnType<typeof createSandbox>, path: string, method = 'GET', body?: string) => {
    const init = body === undefined ? { method } : { method, body };
    const answer = await sandbox.page(new Request(`http://localhost${path}`, init));
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  it('lie below /sandbox: the page, what was received, clearing it, setting faults', async () => {
    const { sandbox, send } = world();
    await send(post(sandbox));
    for (const path of ['/sandbox', '/sandbox/']) {
      const page = await ask(sandbox, path);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.text).toContain('href="/sandbox/received.json"');
    }
    expect(at(JSON.parse((await ask(sandbox, '/sandbox/received.json')).text), 'counters', 'webhook', 'arrived')).toBe(
      1,
    );
    expect((await ask(sandbox, '/sandbox/received.json', 'DELETE')).status).toBe(204);
    expect(sandbox.received()).toEqual([]);
    expect((await ask(sandbox, '/sandbox/faults', 'PUT', '{"webhook":[{"status":500}]}')).status).toBe(204);
    expect(await send(post(sandbox))).toMatchObject({ response: { status: 500 } });
    expect((await ask(sandbox, '/sandbox/faults', 'PUT', '{"nobody":[]}')).status).toBe(400);
  });

  it.each(['/', '/received.json', '/sandbox/elsewhere', '/sandbox/webhook'])('are nowhere else: %s', async (path) => {
    expect((await ask(createSandbox(), path)).status).toBe(404);
  });
});
