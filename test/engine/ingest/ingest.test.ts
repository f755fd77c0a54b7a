import { describe, expect, it } from 'vitest';
import { createIngest } from '../../../lambdas/engine/ingest/ingest.ts';
import { createLimit } from '../../../lambdas/engine/ingest/limit.ts';
import type { Ports } from '../../../lambdas/engine/ingest/receive.ts';
import type { HookRequest } from '../../../lambdas/engine/ingest/request.ts';
import { sourceOf } from './world.ts';

const request: HookRequest = {
  method: 'POST',
  source: 'it',
  pathToken: undefined,
  headers: { authorization: 'Bearer k' },
  query: {},
  body: Buffer.from('{}'),
  address: '198.51.100.7',
};

/** Ingest over ports that work, save the ones that are given. */
function world(broken: Partial<Ports> = {}) {
  const lines: unknown[] = [];
  const source = sourceOf('auth: { bearer: k }');
  const ports: Ports = {
    sources: async () => ({ it: source }),
    send: async () => undefined,
    inlineBytes: 740_000,
    store: async () => undefined,
    newId: () => 'wh_1',
    limit: createLimit(),
    certificates: async () => undefined,
    fetch: async () => undefined,
    ...broken,
  };
  return { lines, ingest: createIngest(ports, (event, fields) => lines.push({ event, ...fields })) };
}

const fails = async (): Promise<never> => {
  throw new TypeError('a secret in a message');
};

describe('ingest', () => {
  it('logs what it accepted, once', async () => {
    const { ingest, lines } = world();
    expect(await ingest.judge({ ...request, hasBody: true })).toBeUndefined();
    expect((await ingest.receive(request)).outcome).toBe('accepted');
    expect(lines).toEqual([
      { event: 'webhook.answered', source: 'it', outcome: 'accepted', webhookId: 'wh_1', status: 202, bytes: 2 },
    ]);
  });

  it('logs what it refused by its head', async () => {
    const { ingest, lines } = world();
    const answered = await ingest.judge({ ...request, headers: {}, hasBody: true });
    expect(answered?.answer.statusCode).toBe(401);
    expect(lines).toEqual([{ event: 'webhook.answered', source: 'it', outcome: 'credential', status: 401 }]);
  });

  it('judges the head again, whatever the edge did before', async () => {
    expect((await world().ingest.receive({ ...request, headers: {} })).outcome).toBe('credential');
  });

  it.each<[string, Partial<Ports>]>([
    ['the queue', { send: fails }],
    ['the secrets', { sources: fails }],
  ])('asks to send again when %s fails, and logs the name of the error alone', async (_, broken) => {
    const { ingest, lines } = world(broken);
    const { outcome, answer } = await ingest.receive(request);
    expect([outcome, answer.statusCode, answer.headers['retry-after']]).toEqual(['store-failed', 503, '5']);
    expect(lines).toMatchObject([
      { event: 'webhook.store_failed', source: 'it', error: 'TypeError' },
      { event: 'webhook.answered', outcome: 'store-failed', status: 503 },
    ]);
    expect(JSON.stringify([lines, answer])).not.toContain('a secret in a message');
  });

  it('answers before the body when the secrets cannot be had', async () => {
    const answered = await world({ sources: fails }).ingest.judge({ ...request, hasBody: true });
    expect(answered?.outcome).toBe('store-failed');
  });
});
