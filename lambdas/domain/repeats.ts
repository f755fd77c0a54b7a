import type { PersonAnswer } from './acknowledgement.ts';
import type { Severity } from './alert.ts';

/** What is told about a problem that was told before: how often it came again, and one line an occurrence. */
export interface Repeats {
  /** The title of the latest occurrence. */
  readonly title: string;
  readonly severity: Severity;
  /** Occurrences since the last time it was told. */
  readonly count: number;
  /** All occurrences, the first one included. */
  readonly total: number;
  /** RFC 3339: the time of the first and the last of them. */
  readonly since: string;
  readonly until: string;
  /** The sender says that it is over. */
  readonly isResolved: boolean;
  /** The address that the latest of them came from. */
  readonly address?: string;
  /** What a person said of the problem since the last message. Without occurrences it is all there is to say. */
  readonly answer?: PersonAnswer;
  /** The acknowledgement that holds. */
  readonly acknowledgement?: PersonAnswer;
}
