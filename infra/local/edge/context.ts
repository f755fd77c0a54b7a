import type { Ingest } from '../../../lambdas/engine/ingest/ingest.ts';
import type { InFlight } from './in-flight.ts';
import type { EdgeLimits } from './limits.ts';
import type { Refuse } from './reply.ts';

export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

/** Answers everything but hooks; `address` is who sent the request. */
export type Api = (request: Request, address: string) => Promise<Response>;

/** What serving a request needs. */
export interface EdgeContext {
  readonly ingest: Ingest;
  readonly api: Api;
  readonly limits: EdgeLimits;
  readonly inFlight: InFlight;
  readonly refuse: Refuse;
  /** Notices who asks for which source. */
  readonly observe: (source: string, address: string) => void;
}
