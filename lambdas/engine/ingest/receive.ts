import type { SourceConfig } from '../../config/schema.ts';
import { createRanges } from '../../domain/values/ranges.ts';
import { MAX_REQUEST_BYTES, pack, type StoredBody, type WebhookMessage } from '../../domain/webhook.ts';
import { confirmed, type SnsMessage, subscribeUrl } from '../../sources/_kit/body/sns.ts';
import { acceptedAnswer } from './accepted-answer.ts';
import { authenticateBody, authenticateHead, type Certificates, isSigned } from './authenticate.ts';
import { type Content, readContent } from './content.ts';
import { handshake, validation } from './handshake.ts';
import { headersThatMatter } from './headers.ts';
import type { Limit } from './limit.ts';
import {
  type Answered,
  brokenEncoding,
  METHODS,
  noSecret,
  notConfirmed,
  rejectionOf,
  requestTooLarge,
  slowDown,
  tooLarge,
  unknownSource,
  wrongAddress,
  wrongMethod,
} from './refusals.ts';
import type { HookHead, HookRequest } from './request.ts';
import { type Fetch, readSns } from './sns.ts';

type Sources = Readonly<Record<string, SourceConfig | undefined>>;

export interface Ports {
  /** The configured sources with their secrets resolved; `undefined` for one whose secret is not set. */
  sources(): Promise<Sources>;
  /** Resolves once the message is durable. */
  send(message: WebhookMessage): Promise<void>;
  /** A body of up to so many bytes is part of the message. */
  readonly inlineBytes: number;
  /** Stores a body that is too large for a message. */
  store(key: string, bytes: Uint8Array): Promise<void>;
  newId(): string;
  readonly limit: Limit;
  readonly certificates: Certificates;
  /** A GET to a URL that was checked before; nothing when it fails. */
  readonly fetch: Fetch;
}

/** A GET that carries its alert in the query (AccuKnox offers GET) is the same alert as JSON. */
const bodyOf = ({ method, body, query }: HookRequest): Uint8Array =>
  method === 'GET' && body.length === 0 && Object.keys(query).length > 0 ? Buffer.from(JSON.stringify(query)) : body;

async function place(webhookId: string, bytes: Uint8Array, isGzip: boolean, ports: Ports): Promise<StoredBody> {
  const packed = pack(bytes, isGzip);
  if (packed.bytes.length <= ports.inlineBytes) return { in: 'message', gzip: packed.gzip, bytes: packed.bytes };
  const key = `webhooks/${webhookId}`;
  await ports.store(key, packed.bytes);
  return { in: 'blob', gzip: packed.gzip, key };
}

const ranges = new WeakMap<readonly string[], (address: string) => boolean>();

/** Whether `allowFrom` contains the address. Its ranges are parsed once. */
function isAllowed(allowFrom: readonly string[] | undefined, address: string): boolean {
  if (allowFrom === undefined) return true;
  const isIn = ranges.get(allowFrom) ?? createRanges(allowFrom);
  ranges.set(allowFrom, isIn);
  return isIn(address);
}

/** The answer of a request that needs no check of its credential. */
function early(head: HookHead, source: SourceConfig): Answered | undefined {
  if (!isAllowed(source.allowFrom, head.address)) return wrongAddress(head.address);
  const answer = handshake(head, source);
  if (answer !== undefined) return { outcome: 'handshake', answer };
  return METHODS.includes(head.method) ? undefined : wrongMethod(head.method);
}

function judge(head: HookHead, sources: Sources): Answered | undefined {
  if (!Object.hasOwn(sources, head.source)) return unknownSource();
  const source = sources[head.source];
  if (source === undefined) return noSecret();
  return early(head, source) ?? rejectionOf(source.auth, authenticateHead(source.auth, head) ?? 'authentic');
}

/**
 * Judges a request before its body is read: the source and its secret, the address of the sender, a handshake, the
 * method, and a credential in a header or in the path. Returns the answer, or nothing when the body has to be read.
 */
export const judgeHead = async (head: HookHead, ports: Pick<Ports, 'sources'>): Promise<Answered | undefined> =>
  judge(head, await ports.sources());

interface Inbound {
  readonly request: HookRequest;
  readonly source: SourceConfig;
  readonly receivedAt: string;
}

type Body = Pick<Extract<Content, { kind: 'content' }>, 'bytes' | 'gzip'>;

/** Stores the webhook durably in one message, and then answers. */
async function accept(
  { request, source, receivedAt }: Inbound,
  { bytes, gzip }: Body,
  status: number,
  ports: Ports,
): Promise<Answered> {
  const webhookId = ports.newId();
  const body = await place(webhookId, bytes, gzip, ports);
  const headers = headersThatMatter(request.headers, source.auth);
  await ports.send({ v: 2, webhookId, source: request.source, receivedAt, headers, body });
  const answer = acceptedAnswer(request.headers, { webhookId, receivedAt, status });
  return { outcome: 'accepted', answer, webhookId };
}

/** Confirms a subscription to a configured topic, at SNS only. It is recorded without its token. */
async function confirm(message: SnsMessage, inbound: Inbound, ports: Ports): Promise<Answered> {
  const url = subscribeUrl(message);
  if (url === undefined || (await ports.fetch(url)) === undefined) return notConfirmed();
  const bytes = Buffer.from(JSON.stringify(confirmed(message)));
  return accept(inbound, { bytes, gzip: false }, 200, ports);
}

/** Accepts an authenticated request. */
async function take(inbound: Inbound, ports: Ports): Promise<Answered> {
  const { request, source } = inbound;
  const sns = source.auth.scheme === 'sns' ? readSns(request.body) : undefined;
  if (sns?.type === 'SubscriptionConfirmation') return confirm(sns, inbound, ports);
  const content = await readContent(bodyOf(request), request.headers['content-encoding']);
  if (content.kind === 'too-large') return tooLarge(content.found);
  if (content.kind === 'broken') return brokenEncoding(content.found);
  const validated = validation(request, content.bytes);
  if (validated !== undefined) return { outcome: 'handshake', answer: validated };
  return accept(inbound, content, source.successStatus, ports);
}

/** Judges the body: its size, its signature, and the limit of the source. */
async function judgeBody(inbound: Inbound, ports: Ports): Promise<Answered | undefined> {
  const { request, source, receivedAt } = inbound;
  const { auth, perMinute } = source;
  if (request.body.length > MAX_REQUEST_BYTES) return requestTooLarge(`${request.body.length} bytes`);
  const nowMs = Date.parse(receivedAt);
  if (isSigned(auth)) {
    const refused = rejectionOf(auth, await authenticateBody(auth, request, nowMs, ports.certificates));
    if (refused !== undefined) return refused;
  }
  const seconds = ports.limit(request.source, perMinute, nowMs);
  return seconds === undefined ? undefined : slowDown(perMinute ?? 0, seconds);
}

/**
 * Accepts a webhook: judges its head, authenticates the received bytes, checks the limits, stores it durably in one
 * message, and then answers. The payload is not interpreted. The limit counts only authentic requests, so that a
 * stranger cannot use it up. Throws when the queue or the blob store fails; then nothing was accepted.
 */
export async function receive(request: HookRequest, receivedAt: string, ports: Ports): Promise<Answered> {
  const sources = await ports.sources();
  // The edge may have judged the head before. It is judged again, so that nothing depends on the caller.
  const refused = judge({ ...request, hasBody: request.body.length > 0 }, sources);
  if (refused !== undefined) return refused;
  const source = sources[request.source];
  if (source === undefined) return noSecret();
  const inbound = { request, source, receivedAt };
  return (await judgeBody(inbound, ports)) ?? take(inbound, ports);
}
