/** A message that its queue gave up on, hidden from others while it is looked at. */
export interface DeadLetter {
  /** How often it was sent back to its queue before. */
  readonly redrives: number;
  /** Valid until the message is shown to others again. */
  readonly handle: string;
}

/** How many messages of a queue failed again and again. */
export interface DeadLetterCount {
  /** The name of the queue that they come from. */
  readonly queue: string;
  /** Also those that are hidden while somebody looks at them. */
  count(): Promise<number>;
}

/** The dead-letter queue of a queue. */
export interface DeadLetters extends DeadLetterCount {
  /** A few messages, or none when there are no more. */
  receive(): Promise<readonly DeadLetter[]>;
  /** Sends messages to their queue again, and only then removes them here; answers how many. */
  sendBack(letters: readonly DeadLetter[]): Promise<number>;
}
