import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { mayConnect } from '../../domain/addresses.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import type { Send, Sent } from '../../engine/ports/transport.ts';
import { startBudget } from '../connect/budget.ts';
import { certificateRefusal, reasonOf } from '../connect/connection-error.ts';
import { type Resolver, sharedResolver } from '../names/resolver.ts';
import { createConnector, NotConnected } from './connector.ts';
import { decodedBody } from './content-coding.ts';
import { type Answered, exchange, type Failed } from './exchange.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;

/** No answer: the request cannot have arrived unless it was handed to a connection whose session was established. */
function failure({ error, isSent }: Failed): Sent {
  if (error instanceof NotConnected) return error.sent;
  const refusal = certificateRefusal(error);
  if (refusal !== undefined) return refusal;
  return { kind: isSent ? 'no-answer' : 'not-sent', reason: reasonOf(error) };
}

const headersOf = (headers: Answered['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );

/** The header `content-encoding` stays only with a body that could not be decoded, and that is therefore empty. */
async function responseOf({ status, headers, bytes, isCut }: Answered): Promise<OutboundResponse> {
  const { 'content-encoding': coding = '', ...rest } = headersOf(headers);
  const body = await decodedBody(bytes, coding, MAX_ANSWER_BYTES, isCut || bytes.length >= MAX_ANSWER_BYTES);
  return {
    status,
    headers: body === undefined ? { ...rest, 'content-encoding': coding } : rest,
    body: body?.toString('utf8') ?? '',
    at: Date.now(),
    ...(isCut ? { isCut } : {}),
  };
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

function refusal(request: OutboundRequest, allowLoopback: boolean): string | undefined {
  const url = URL.parse(request.url);
  if (url === null) return 'invalid_url';
  const host = hostOf(url);
  const isLiteral = isIP(host) !== 0;
  if (isLiteral && !mayConnect(host, allowLoopback)) return 'address_not_allowed';
  const isLocal = host === 'localhost' || (isLiteral && !mayConnect(host, false));
  if (url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopback && isLocal)) return undefined;
  return 'plain_http_not_allowed';
}

// What an answer is asked for: a body as it is. Intermediaries and servers compress all the same (RFC 9110 §12.5.3).
const ownHeaders = { 'user-agent': 'Tocsin', 'accept-encoding': 'identity' };

function optionsOf({ method, url, headers, body }: OutboundRequest): Dispatcher.DispatchOptions {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search, method, headers: { ...ownHeaders, ...headers }, body: body ?? null };
}

/**
 * Sends all HTTP requests. HTTPS, except to this machine when that is allowed; no redirects; private, link-local and
 * metadata addresses refused when connecting. The limits are one budget for name look-up, connection, TLS, request and
 * answer; the answer is decoded and capped at 1 MiB. When the budget or the connection ends within the body, what came of
 * it is the answer, marked `isCut`. Never throws.
 */
export function createHttp(allowLoopback: boolean, resolver: Resolver = sharedResolver()): Send {
  const dispatcher = new Agent({
    connect: createConnector(allowLoopback, resolver),
    allowH2: false,
    // The budget ends what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32_768,
  });
  return async (outbound, limits) => {
    const budget = startBudget(limits);
    const refused = refusal(outbound, allowLoopback);
    if (refused !== undefined) return { kind: 'not-sent', reason: refused, refused: true };
    try {
      const result = await exchange(dispatcher, optionsOf(outbound), budget, MAX_ANSWER_BYTES);
      return 'error' in result ? failure(result) : { kind: 'answer', response: await responseOf(result) };
    } catch (error) {
      return failure({ error, isSent: true });
    }
  };
}
