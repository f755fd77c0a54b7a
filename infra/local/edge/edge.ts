import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRanges, isRange, plainAddress } from '../../../lambdas/domain/values/ranges.ts';
import type { Ingest } from '../../../lambdas/engine/ingest/ingest.ts';
import { serveApi } from './api.ts';
import type { Api, EdgeContext, Log } from './context.ts';
import { serveHook } from './hooks.ts';
import { createInFlight } from './in-flight.ts';
import { type EdgeLimits, edgeLimits } from './limits.ts';
import { hostNamesFor, refusalOf } from './origin.ts';
import { internalError, malformedTarget, noSuchPath } from './problems.ts';
import { proxyWarning } from './proxy-warning.ts';
import { createRefuse, type Refuse } from './reply.ts';
import { senderAddress } from './sender-address.ts';
import { closeServer, createEdgeServer, listen } from './server.ts';
import { readTarget } from './target.ts';

export interface EdgeProps {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly ingest: Ingest;
  readonly api: Api;
  /** Addresses and ranges of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustProxy?: readonly string[];
  /** Host names, besides those of loopback, under which a proxy in front offers the API. */
  readonly hostNames?: readonly string[];
  /** The sources that have `allowFrom`. */
  readonly sourcesWithAllowFrom?: Pick<ReadonlySet<string>, 'has'>;
  readonly limits?: Partial<EdgeLimits>;
  readonly log: Log;
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function isTrustedBy(trustProxy: readonly string[]): (address: string) => boolean {
  const wrong = trustProxy.find((range) => !isRange(range));
  if (wrong === undefined) return createRanges(trustProxy);
  throw new Error(`--trust-proxy: found "${wrong}"; allowed: an address or a range, as 127.0.0.1 or 10.0.0.0/8`);
}

function serving(props: EdgeProps, context: EdgeContext): Serve {
  const { refuse } = context;
  const { host, trustProxy = [], hostNames: more = [] } = props;
  const isTrusted = trustProxy.length === 0 ? () => false : isTrustedBy(trustProxy);
  const hostNames = hostNamesFor(host, more);
  return async (request, response) => {
    const raw = request.url ?? '/';
    const target = readTarget(raw);
    if (target === 'malformed') return refuse(request, response, malformedTarget(raw));
    if (target === 'overlong') return refuse(request, response, noSuchPath());
    const { headers } = request;
    const peer = request.socket.remoteAddress ?? '';
    const address = senderAddress(peer, headers['x-forwarded-for']?.toString(), isTrusted);
    const { hook, path } = target;
    if (hook !== undefined) return serveHook(request, response, { ...target, hook }, address, context);
    const refused = refusalOf(path, headers, { hostNames, isProxy: isTrusted(plainAddress(peer)) });
    if (refused !== undefined) return refuse(request, response, refused);
    return serveApi(request, response, target, address, context);
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** Logs and answers a failure on our side. A connection that the client closed is not a failure. */
function listener(
  serve: Serve,
  refuse: Refuse,
  log: Log,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      log('request.failed', { error: nameOf(error) });
      if (response.headersSent) response.destroy();
      else refuse(request, response, internalError());
    });
  };
}

/**
 * The one listening socket of a system on one machine. Requests to `/v1/hooks/{source}[/{token}]` go to ingest, which
 * judges their head before the body is read; all others go to `api`.
 *
 * - Bodies, bytes in flight, connections and times are bounded (`limits`). A sender that is refused before its body is
 *   read gets the answer, and then the connection ends.
 * - Hooks accept every request with the credential of the source. All other paths except `GET /v1/health` refuse requests
 *   with the `Origin` of another site (403) and, when the edge listens on loopback, requests for a `Host` other than
 *   localhost, 127.0.0.1, [::1] and `hostNames` (421). No answer has CORS headers. So a page of another site can use
 *   only a hook with `auth: none`.
 * - The sender of a request is the peer, or the address in `X-Forwarded-For` when the peer is in `trustProxy`.
 */
export async function startEdge(
  props: EdgeProps,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const { ingest, api, log, trustProxy = [], sourcesWithAllowFrom = new Set() } = props;
  const limits = { ...edgeLimits, ...props.limits };
  const observe = trustProxy.length > 0 ? () => undefined : proxyWarning(sourcesWithAllowFrom, log);
  const inFlight = createInFlight(limits.inFlightBytes);
  const context = { ingest, api, limits, inFlight, refuse: createRefuse(limits), observe, log };
  const server = createEdgeServer(limits, listener(serving(props, context), context.refuse, log));
  const port = await listen(server, props.port, props.host);
  return { port, close: () => closeServer(server, limits.closeMs) };
}
