import type { Connected } from '../../destinations/_kit/connected.ts';
import type { AnswerChannel } from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import type { Answer, AnswerAction } from '../../domain/answer.ts';
import type { Unusable } from '../deliver/ports.ts';
import type { Stores } from '../ports/index.ts';
import type { Send } from '../ports/transport.ts';

/** An answer to an alert, and where it came from. */
export interface GivenAnswer {
  readonly alert: Alert;
  readonly answer: Answer;
  readonly by: string;
  readonly via: AnswerChannel;
  /** The destination whose message or ticket it was given in. */
  readonly origin?: string;
  readonly note?: string;
}

/**
 * `done`: this answer stands. `already`: another one did the same before. `over`: the problem had ended. `busy`: others
 * answered at the same time, and nothing was written. Times are RFC 3339.
 */
export interface AnswerResult {
  readonly kind: 'done' | 'already' | 'over' | 'busy';
  readonly action: AnswerAction;
  readonly by: string;
  readonly at: string;
  /** Of a silence. */
  readonly until?: string;
}

/** What callbacks of vendors and signed links need of the configuration and the outside. */
export interface Answering {
  /** The types of the configured destinations, by id. */
  readonly destinationTypes: Readonly<Record<string, string>>;
  destination(id: string): Promise<Connected | Unusable>;
  /** The key of signed buttons and links; nothing when the installation has none. */
  answersKey(): Promise<Uint8Array | undefined>;
  readonly send: Send;
}

/** What answering works with. */
export interface AnswerPorts
  extends Answering,
    Pick<Stores, 'alerts' | 'deliveries' | 'notes' | 'silences' | 'ledger'> {
  /** Acknowledges, resolves, or marks as a false positive. */
  answer(given: GivenAnswer): Promise<AnswerResult>;
  /** How the problem of an alert is at present, where a person has answered. */
  stateLine(alert: Alert): Promise<string | undefined>;
  now(): number;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}
