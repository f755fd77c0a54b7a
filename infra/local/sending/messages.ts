import type { OutboundRequest } from '../../../lambdas/domain/outbound.ts';
import type { Sent } from '../../../lambdas/engine/ports/transport.ts';

/** A request for the thread that sends. What is the same for many requests is a text, by which the thread knows it again. */
export interface Outgoing {
  readonly n: number;
  readonly request: OutboundRequest;
  readonly timeoutMs?: number | undefined;
  /** How its destination is reached, as JSON. */
  readonly reach?: string | undefined;
  /** The proxies of the environment, as JSON. */
  readonly proxies: string;
}

/** What came of the request `n`. */
export interface Incoming {
  readonly n: number;
  readonly sent: Sent;
}
