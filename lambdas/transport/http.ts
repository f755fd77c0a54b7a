import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import type { OutboundRequest } from '../core/destination.ts';
import { mayConnect } from '../core/http/addresses.ts';
import type { Send, Sent } from '../engine/ports/transport.ts';
import { type Resolver, sharedResolver } from './resolver.ts';

const CONNECT_MS = 5_000;
const TOTAL_MS = 15_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Thrown inside the connector; its code is the reason. */
class Refused extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';
}

type Lookup = NonNullable<NonNullable<Agent.Options['connect']> & object>;

/** Resolves and checks in one step, so that the address that is checked is the address that is connected to. */
function checkedLookup(allowLoopback: boolean, { resolve }: Resolver): LookupFunction {
  return (hostname, { all }, callback) => {
    const refuse = (error: Error): void => callback(error, []);
    resolve(hostname).then((addresses) => {
      const allowed = addresses.filter(({ address }) => mayConnect(address, allowLoopback));
      const [first] = allowed;
      if (first === undefined) return refuse(new Refused('the name leads to an address that may not be reached'));
      return all === true ? callback(null, allowed) : callback(null, first.address, first.family);
    }, refuse);
  };
}

// Errors that occur before a byte of the request is sent (https://undici.nodejs.org/#/docs/api/Errors).
const beforeSending = new Set([
  'ADDRESS_NOT_ALLOWED',
  'ECONNREFUSED',
  'NAME_TIMEOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'ERR_INVALID_URL',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
]);

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
};

/** The reason for a transport error. Only its code is kept, because messages quote the URL. */
function failure(error: unknown): Sent {
  const code = codeOf(error);
  const reason = code === 'TimeoutError' || code === 'AbortError' ? 'timeout' : code.toLowerCase();
  return beforeSending.has(code) ? { kind: 'not-sent', reason } : { kind: 'no-answer', reason };
}

async function cappedText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes.subarray(0, MAX_ANSWER_BYTES - size));
    size += bytes.length;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

const headersOf = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );

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

/**
 * Sends all HTTP requests. HTTPS, except to this machine when that is allowed; no redirects; the answer capped at 1 MiB;
 * at most 15 seconds, of which five to resolve the name and connect; private, link-local and metadata addresses refused when connecting. Never throws.
 */
export function createHttp(allowLoopback: boolean, resolver: Resolver = sharedResolver()): Send {
  const connect = { timeout: CONNECT_MS, lookup: checkedLookup(allowLoopback, resolver) } satisfies Lookup;
  const dispatcher = new Agent({
    connect,
    headersTimeout: TOTAL_MS,
    bodyTimeout: TOTAL_MS,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32_768,
  });
  return async (outbound) => {
    const refused = refusal(outbound, allowLoopback);
    if (refused !== undefined) return { kind: 'not-sent', reason: refused };
    try {
      const { method, headers, body } = outbound;
      const signal = AbortSignal.timeout(TOTAL_MS);
      const answer = await request(outbound.url, {
        method,
        headers: { 'user-agent': 'Tocsin', ...headers },
        body: body ?? null,
        dispatcher,
        signal,
      });
      const text = await cappedText(answer.body);
      return {
        kind: 'answer',
        response: { status: answer.statusCode, headers: headersOf(answer.headers), body: text, at: Date.now() },
      };
    } catch (error) {
      return failure(error);
    }
  };
}
