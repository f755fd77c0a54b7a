import type { Config } from '../../config/schema.ts';
import type { Answering } from '../answers/ports.ts';
import type { Queues, Stores } from '../ports/index.ts';
import type { ConsoleFiles } from './console.ts';
import type { Messages } from './message-view.ts';
import type { SandboxView } from './sandbox-view.ts';
import type { NamedToken } from './session/tokens.ts';

/** What a backup holds. */
export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  /** Large bodies that are kept as files. */
  readonly blobs: number;
  /** Those that a row names and that are not there. */
  readonly missing: readonly string[];
}

/** What the API works with. */
export interface Ports
  extends Pick<
      Stores,
      | 'alerts'
      | 'webhooks'
      | 'deliveries'
      | 'openDeliveries'
      | 'groups'
      | 'notes'
      | 'problems'
      | 'circuits'
      | 'pauses'
      | 'heartbeats'
      | 'inhibitors'
      | 'ledger'
      | 'silences'
      | 'replays'
    >,
    Queues {
  /** `undefined` when no admin token is set: then every request is refused. */
  adminToken(): Promise<string | undefined>;
  /** The tokens of tocsin.yaml; absent where there are none. */
  readonly namedTokens?: () => Promise<readonly NamedToken[]>;
  /** The console as it was built; absent where it is not served. */
  readonly console?: () => Promise<ConsoleFiles>;
  /** What callbacks of vendors and signed links work with; without it there are none. */
  readonly answering?: Answering;
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  /** The configuration; of sources and destinations only names and types are shown. */
  readonly installed: Pick<Config, 'sources' | 'destinations' | 'routes' | 'timeIntervals' | 'inhibit'>;
  /** Writes a copy of the store into a new file; absent where the store is not of this machine. */
  readonly backup?: (file: string) => Promise<BackupReport>;
  /** What mock receivers got in place of the destinations; absent where destinations are real. */
  readonly sandbox?: SandboxView;
  /** Makes the message of a delivery again, to be looked at; absent where messages are not drawn. */
  readonly messages?: Messages;
  /** What was counted, as text for Prometheus; absent where CloudWatch counts. */
  readonly metrics?: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Goes on with a replay job that its request did not finish; where absent, reconcile alone does. */
  readonly onReplayStarted?: (jobId: string) => void;
  /** Waits so many ms. */
  wait(ms: number): Promise<void>;
  now(): number;
  newId(): string;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}
