import { confirmed, type SnsMessage, subscribeUrl } from '../../core/body/sns.ts';
import type { SourceConfig } from '../../core/config/schema.ts';
import { jsonAnswer } from '../../core/problem.ts';
import { createRanges } from '../../core/ranges.ts';
import { pack, type StoredBody, type WebhookMessage } from '../../core/webhook.ts';
import { type Content, readContent } from './content.ts';
import { handshake } from './handshake.ts';
import { headersThatMatter } from './headers.ts';
import type { Limit } from './limit.ts';
import { type Certificates, prove } from './prove.ts';
import {
  type Answered,
  brokenEncoding,
  METHODS,
  noSecret,
  notConfirmed,
  notProven,
  slowDown,
  tooLarge,
  unknownSource,
  wrongAddress,
  wrongMethod,
} from './refusals.ts';
import type { HookRequest } from './request.ts';
import { type Fetch, readSns } from './sns.ts';

export interface Ports {
  /** The configured sources with their secrets resolved; `undefined` for one whose secret is not set. */
  sources(): Promise<Readonly<Record<string, SourceConfig | undefined>>>;
  /** Resolves once the message is durable. */
  send(message: WebhookMessage): Promise<void>;
  /** Stores a body that is too large for a message. */
  store(key: string, bytes: Uint8Array): Promise<void>;
  newId(): string;
  readonly limit: Limit;
  readonly certificates: Certificates;
  /** A GET to a URL that was checked before; nothing when it fails. */
  readonly fetch: Fetch;
}

/** SQS takes 1 MiB; base64 adds a third, and the rest of the message needs room too. */
const MAX_IN_MESSAGE = 740_000;

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

const ranges = new WeakMap<readonly string[], (address: string) => boolean>();

/** Ranges are read once, not at every request. */
function isAllowed(allowFrom: readonly string[] | undefined, address: string): boolean {
  if (allowFrom === undefined) return true;
  const isIn = ranges.get(allowFrom) ?? createRanges(allowFrom);
  ranges.set(allowFrom, isIn);
  return isIn(address);
}

/** What is answered without looking at a credential. */
function early(request: HookRequest, source: SourceConfig): Answered | undefined {
  if (!isAllowed(source.allowFrom, request.address)) return wrongAddress(request.address);
  const answer = handshake(request, source);
  if (answer !== undefined) return { outcome: 'handshake', answer };
  return METHODS.includes(request.method) ? undefined : wrongMethod(request.method);
}

interface Inbound {
  readonly request: HookRequest;
  readonly source: SourceConfig;
  readonly receivedAt: string;
}

type Body = Pick<Extract<Content, { kind: 'content' }>, 'bytes' | 'gzip'>;

/** Makes it durable in one message, and only then answers. */
async function accept(
  { request, source, receivedAt }: Inbound,
  { bytes, gzip }: Body,
  status: number,
  ports: Ports,
): Promise<Answered> {
  const webhookId = ports.newId();
  const body = await place(webhookId, bytes, gzip, ports);
  const headers = headersThatMatter(request.headers, source.auth);
  await ports.send({ v: 1, webhookId, source: request.source, receivedAt, headers, body });
  return { outcome: 'accepted', answer: jsonAnswer(status, { webhookId, status: 'accepted' }), webhookId };
}

/** Confirms a subscription to one of the source's topics, at SNS and nowhere else. It is recorded without its token. */
async function confirm(message: SnsMessage, inbound: Inbound, ports: Ports): Promise<Answered> {
  const url = subscribeUrl(message);
  if (url === undefined || (await ports.fetch(url)) === undefined) return notConfirmed();
  const bytes = Buffer.from(JSON.stringify(confirmed(message)));
  return accept(inbound, { bytes, gzip: false }, 200, ports);
}

/** What has proven where it comes from. */
async function take(inbound: Inbound, ports: Ports): Promise<Answered> {
  const { request, source } = inbound;
  const sns = source.auth.scheme === 'sns' ? readSns(request.body) : undefined;
  if (sns?.type === 'SubscriptionConfirmation') return confirm(sns, inbound, ports);
  const content = await readContent(bodyOf(request), request.headers['content-encoding']);
  if (content.kind === 'too-large') return tooLarge(content.found);
  if (content.kind === 'broken') return brokenEncoding(content.found);
  return accept(inbound, content, source.successStatus, ports);
}

/**
 * Accepts a webhook: authenticates it over what was received, checks the limits, makes it durable in one message, and
 * only then answers. The payload is not interpreted. The limit counts what is authentic alone: a stranger cannot use
 * it up. Throws when the queue or the bucket fails: nothing was accepted.
 */
export async function receive(request: HookRequest, receivedAt: string, ports: Ports): Promise<Answered> {
  const sources = await ports.sources();
  if (!Object.hasOwn(sources, request.source)) return unknownSource();
  const source = sources[request.source];
  if (source === undefined) return noSecret();
  const answered = early(request, source);
  if (answered !== undefined) return answered;
  const nowMs = Date.parse(receivedAt);
  const refused = notProven(source.auth, await prove(source.auth, request, nowMs, ports.certificates));
  if (refused !== undefined) return refused;
  const { perMinute = 0 } = source;
  const seconds = ports.limit(request.source, source.perMinute, nowMs);
  if (seconds !== undefined) return slowDown(perMinute, seconds);
  return take({ request, source, receivedAt }, ports);
}
