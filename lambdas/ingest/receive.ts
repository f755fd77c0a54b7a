import type { SourceConfig } from '../core/config/schema.ts';
import { type Answer, jsonAnswer, problemAnswer } from '../core/problem.ts';
import { pack, type StoredBody, type WebhookMessage } from '../core/webhook.ts';
import { isAuthentic } from './authenticate.ts';
import { readContent } from './content.ts';
import { headersThatMatter } from './headers.ts';

/** One HTTP request to a hook, as the edge decoded it; header names are lower-case. */
export interface HookRequest {
  readonly method: string;
  readonly source: string;
  readonly pathToken: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Ports {
  /** The configured sources with their secrets resolved; `undefined` for one whose secret is not set. */
  sources(): Promise<Readonly<Record<string, SourceConfig | undefined>>>;
  /** Resolves once the message is durable. */
  send(message: WebhookMessage): Promise<void>;
  /** Stores a body that is too large for a message. */
  store(key: string, bytes: Uint8Array): Promise<void>;
  newId(): string;
}

const METHODS = ['GET', 'POST', 'PUT'];

/** SQS takes 1 MiB; base64 adds a third, and the rest of the message needs room too. */
const MAX_IN_MESSAGE = 740_000;

const refuse = (status: number, title: string, detail: string, headers = {}): Answer =>
  problemAnswer({ status, title, detail }, headers);

/** A GET that carries its alert in the query (AccuKnox offers GET) is the same alert as JSON. */
const bodyOf = ({ method, body, query }: HookRequest): Uint8Array =>
  method === 'GET' && body.length === 0 && Object.keys(query).length > 0 ? Buffer.from(JSON.stringify(query)) : body;

async function place(webhookId: string, bytes: Uint8Array, isGzip: boolean, ports: Ports): Promise<StoredBody> {
  const packed = pack(bytes, isGzip);
  if (packed.bytes.length <= MAX_IN_MESSAGE) {
    return { in: 'message', gzip: packed.gzip, base64: Buffer.from(packed.bytes).toString('base64') };
  }
  const key = `webhooks/${webhookId}`;
  await ports.store(key, packed.bytes);
  return { in: 'bucket', gzip: packed.gzip, key };
}

function refusal(request: HookRequest, source: SourceConfig | undefined, isKnown: boolean): Answer | undefined {
  if (!METHODS.includes(request.method)) {
    const allow = METHODS.join(', ');
    return refuse(405, 'Method not allowed', `found ${request.method}; allowed: ${allow}`, { allow });
  }
  if (!isKnown) {
    return refuse(
      404,
      'Unknown source',
      'no source of this name is configured: check the URL against the ones printed at deployment',
    );
  }
  if (source === undefined) {
    return refuse(503, 'Source has no secret', 'the secret of this source is not set: set it, then send again', {
      'retry-after': '60',
    });
  }
  if (isAuthentic(source.auth, request)) return undefined;
  const detail = `the request did not prove that it comes from this source: send the ${source.auth.scheme} credential that tocsin.yaml names`;
  return refuse(401, 'Wrong or missing credential', detail, {
    'www-authenticate': source.auth.scheme === 'basic' ? 'Basic' : 'Bearer',
  });
}

/**
 * Accepts a webhook: authenticates it over what was received, checks the limits, makes it durable in one message, and
 * only then answers. The payload is not interpreted. Throws when the queue or the bucket fails: nothing was accepted.
 */
export async function receive(request: HookRequest, receivedAt: string, ports: Ports): Promise<Answer> {
  const sources = await ports.sources();
  const source = sources[request.source];
  const refused = refusal(request, source, Object.hasOwn(sources, request.source));
  if (refused !== undefined || source === undefined) return refused ?? refuse(404, 'Unknown source', 'no such source');
  const content = await readContent(bodyOf(request), request.headers['content-encoding']);
  if (content.kind === 'too-large')
    return refuse(413, 'Body too large', `found ${content.found}: send smaller batches`);
  if (content.kind === 'broken')
    return refuse(400, 'Broken content encoding', `found ${content.found}; allowed: none, gzip, deflate`);
  const webhookId = ports.newId();
  const body = await place(webhookId, content.bytes, content.gzip, ports);
  const headers = headersThatMatter(request.headers, source.auth);
  await ports.send({ v: 1, webhookId, source: request.source, receivedAt, headers, body });
  return jsonAnswer(source.successStatus, { webhookId, status: 'accepted' });
}
