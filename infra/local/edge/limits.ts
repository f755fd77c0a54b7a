import { MAX_REQUEST_BYTES } from '../../../lambdas/core/webhook.ts';
import type { Drain } from './reply.ts';

/** What an edge takes at most; every one of them protects the hooks from somebody who needs no credential. */
export interface EdgeLimits {
  /** A webhook's body on the wire. */
  readonly bodyBytes: number;
  /** A body for the API. */
  readonly apiBodyBytes: number;
  /** Bodies that are being read or stored, over all connections. */
  readonly inFlightBytes: number;
  readonly connections: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to the last of its body. */
  readonly requestMs: number;
  /** Between two requests; longer than load balancers wait, which is a minute mostly. */
  readonly keepAliveMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** Thrown away of the body of somebody who has shown no credential. */
  readonly briefDrain: Drain;
  /** The same for a known sender, whose program may look at the answer only after it has sent everything. */
  readonly longDrain: Drain;
  /** Requests that are in work when the edge is closed. */
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
