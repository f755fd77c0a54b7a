import { MAX_REQUEST_BYTES } from '../../../lambdas/domain/webhook.ts';
import type { Drain } from './reply.ts';

/** The limits of an edge. Each protects the hooks from senders without a credential. */
export interface EdgeLimits {
  /** Bytes of a webhook's body as it is sent. */
  readonly bodyBytes: number;
  /** Bytes of a body for the API. */
  readonly apiBodyBytes: number;
  /** Bytes of bodies that are being read or stored, over all connections. */
  readonly inFlightBytes: number;
  readonly connections: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to the last of its body. */
  readonly requestMs: number;
  /** Between two requests; longer than the idle timeout of load balancers, mostly a minute. */
  readonly keepAliveMs: number;
  /** The time without a byte in either direction. */
  readonly idleMs: number;
  /** How much of the body of an unauthenticated sender is read and discarded. */
  readonly briefDrain: Drain;
  /** The same for an authenticated sender, whose program may read the answer only after it has sent the whole body. */
  readonly longDrain: Drain;
  /** The time for running requests to complete when the edge is closed. */
  readonly closeMs: number;
}

const MB = 1_000_000;

export const edgeLimits: EdgeLimits = {
  bodyBytes: MAX_REQUEST_BYTES,
  apiBodyBytes: 1024 * 1024,
  inFlightBytes: 64 * MB,
  connections: 2_000,
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  idleMs: 120_000,
  briefDrain: { bytes: 256_000, ms: 1_000 },
  longDrain: { bytes: 32 * MB, ms: 5_000 },
  closeMs: 1_000,
};
