import { configOf } from '../../../infra/load-config.ts';
import type { SourceConfig } from '../../../lambdas/config/schema.ts';
import { unpack, type WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { createLimit } from '../../../lambdas/engine/ingest/limit.ts';
import { type Ports, receive } from '../../../lambdas/engine/ingest/receive.ts';
import type { Answered } from '../../../lambdas/engine/ingest/refusals.ts';
import type { HookRequest } from '../../../lambdas/engine/ingest/request.ts';
import { createCertificates } from '../../../lambdas/engine/ingest/sns.ts';
import { INLINE_BYTES } from '../../../lambdas/store/sqs/codec.ts';

/** The time of the signing vectors. */
export const AT = '2026-08-31T15:26:50.000Z';
export const AT_SECONDS = Math.floor(Date.parse(AT) / 1000);
export const shifted = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString();

/** A source as ingest reads it, of a setting as it is written; secrets are written where their names would stand. */
export function sourceOf(setting: string): SourceConfig {
  const text = [
    'version: 1',
    `sources: { it: { type: akto, ${setting} } }`,
    'destinations: { out: { type: webhook, url: https://receiver.example.test/in } }',
    'routes: [{ to: [out] }]',
  ].join('\n');
  const source = configOf(text, 'tocsin.yaml', false).sources['it'];
  if (source === undefined) throw new Error('no source');
  return source;
}

const requestOf = (request: Partial<HookRequest>): HookRequest => ({
  method: 'POST',
  source: 'it',
  pathToken: undefined,
  headers: {},
  query: {},
  body: Buffer.from('{}'),
  address: '198.51.100.7',
  ...request,
});

/** Ingest with a queue in memory, and a network that is a map of URLs. */
export function world(source: SourceConfig, network: Readonly<Record<string, string>> = {}) {
  const sent: WebhookMessage[] = [];
  const fetched: string[] = [];
  const fetch = async (url: string): Promise<string | undefined> => {
    fetched.push(url);
    return network[url];
  };
  const ports: Ports = {
    sources: async () => ({ it: source, other: source, unset: undefined }),
    send: async (message) => void sent.push(message),
    inlineBytes: INLINE_BYTES,
    store: async () => undefined,
    newId: () => `wh_${sent.length + 1}`,
    limit: createLimit(),
    certificates: createCertificates(fetch),
    fetch,
  };
  return {
    sent,
    fetched,
    post: (request: Partial<HookRequest>, at = AT): Promise<Answered> => receive(requestOf(request), at, ports),
    /** The bodies that were accepted. */
    bodies: (): string[] =>
      sent.map(({ body }) => (body.in === 'message' ? Buffer.from(unpack(body)).toString('utf8') : body.key)),
  };
}
