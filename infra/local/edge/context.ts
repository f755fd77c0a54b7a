import type { Ingest } from '../../../lambdas/engine/ingest/ingest.ts';
import type { InFlight } from './in-flight.ts';
import type { EdgeLimits } from './limits.ts';
import type { Refuse } from './reply.ts';

export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** Answers all requests except to hooks; `address` is that of the sender. */
export type Api = (request: Request, address: string) => Promise<Response>;

/** The parts that serving a request uses. */
export interface EdgeContext {
  readonly ingest: Ingest;
  readonly api: Api;
  readonly limits: EdgeLimits;
  readonly inFlight: InFlight;
  readonly refuse: Refuse;
  /** Is called with the source and the address of each request to a hook. */
  readonly observe: (source: string, address: string) => void;
  readonly log: Log;
}
