import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { isLoopbackHost, isMetadataHost } from '../../domain/addresses.ts';
import { type Allowance, allowanceOf, mayReach, mayReachPlainly } from '../../domain/allow-addresses.ts';
import type { ForwardProxy } from '../../domain/forward-proxy.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import type { Reach } from '../../domain/reach.ts';
import { byObject } from '../../domain/values/by-object.ts';
import type { Send, Sent } from '../../engine/ports/transport.ts';
import { startBudget } from '../connect/budget.ts';
import { certificateRefusal, reasonOf } from '../connect/connection-error.ts';
import { noProxies, type ProxyOf, proxyBy } from '../connect/environment-proxies.ts';
import { trustOf } from '../connect/trust.ts';
import { type Resolver, sharedResolver } from '../names/resolver.ts';
import { type Connecting, createConnector, NotConnected } from './connector.ts';
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

/** Why a URL is not sent to, as far as it can be seen without a look-up. */
function refusal(url: URL, allowance: Allowance): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLiteral = isIP(host) !== 0;
  if (isMetadataHost(host) || (isLiteral && !mayReach(host, host, allowance))) return 'address_not_allowed';
  if (url.protocol === 'https:') return undefined;
  const isLocal = allowance.allowLoopback && isLoopbackHost(host);
  const mayBePlain = isLiteral ? mayReachPlainly(host, host, allowance) : isLocal || allowance.mayName(host);
  return url.protocol === 'http:' && mayBePlain ? undefined : 'plain_http_not_allowed';
}

// What an answer is asked for: a body as it is. Intermediaries and servers compress all the same (RFC 9110 §12.5.3).
const ownHeaders = { 'user-agent': 'Tocsin', 'accept-encoding': 'identity' };

function optionsOf({ method, url, headers, body }: OutboundRequest): Dispatcher.DispatchOptions {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search, method, headers: { ...ownHeaders, ...headers }, body: body ?? null };
}

const agentOver = (connecting: Connecting): Agent =>
  new Agent({
    connect: createConnector(connecting),
    allowH2: false,
    // The budget ends what takes too long.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 32_768,
  });

/** The connections to use for a URL, which no others share; or why it is not sent to. */
export type AgentFor = (url: URL) => Agent | string;

/** The connections by the settings of a destination. */
export function agentsOf(reach: Reach, allowLoopback: boolean, resolver: Resolver, ofEnvironment: ProxyOf): AgentFor {
  const allowance = allowanceOf(allowLoopback, reach.allowAddresses);
  const proxyOf = proxyBy(reach.proxy, ofEnvironment);
  const agents = new Map<ForwardProxy | undefined, Agent>();
  const agentThrough = (proxy: ForwardProxy | undefined): Agent => {
    const agent = agents.get(proxy) ?? agentOver({ allowance, resolver, trust: trustOf(reach), proxy });
    agents.set(proxy, agent);
    return agent;
  };
  return (url) => {
    const reason = refusal(url, allowance);
    if (reason !== undefined) return reason;
    const proxy = proxyOf(url);
    return proxy === 'invalid' ? 'proxy_url_invalid' : agentThrough(proxy);
  };
}

/** No settings. */
const byDefault: Reach = {};

/**
 * Sends all HTTP requests. HTTPS, except to this machine and to what `allowAddresses` names; no redirects; private
 * addresses refused when connecting unless they are allowed, link-local and metadata addresses always. The limits are one
 * budget for name look-up, connection, TLS, request and answer; the answer is decoded and capped at 1 MiB. When the budget
 * or the connection ends within the body, what came of it is the answer, marked `isCut`. Never throws.
 */
export function createHttp(
  allowLoopback: boolean,
  resolver: Resolver = sharedResolver(),
  ofEnvironment: ProxyOf = noProxies,
): Send {
  const agentsFor = byObject((reach: Reach) => agentsOf(reach, allowLoopback, resolver, ofEnvironment));
  return async (outbound, options) => {
    const budget = startBudget(options);
    const url = URL.parse(outbound.url);
    const agent = url === null ? 'invalid_url' : agentsFor(options?.reach ?? byDefault)(url);
    if (typeof agent === 'string') return { kind: 'not-sent', reason: agent, refused: true };
    try {
      const result = await exchange(agent, optionsOf(outbound), budget, MAX_ANSWER_BYTES);
      return 'error' in result ? failure(result) : { kind: 'answer', response: await responseOf(result) };
    } catch (error) {
      return failure({ error, isSent: true });
    }
  };
}
