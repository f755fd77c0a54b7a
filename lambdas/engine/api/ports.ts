import type { Queues, Stores } from '../ports/index.ts';

/** What the API works with. */
export interface Ports
  extends Pick<Stores, 'alerts' | 'webhooks' | 'deliveries' | 'openDeliveries' | 'ledger' | 'silences'>,
    Queues {
  /** `undefined` when no admin token is set: then every request is refused. */
  adminToken(): Promise<string | undefined>;
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  /** Waits so many ms. */
  wait(ms: number): Promise<void>;
  now(): number;
  newId(): string;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}
