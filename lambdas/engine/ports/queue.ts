/**
 * Messages that a queue refuses for what they hold, so that sending them again would not help. All others of the same call
 * were stored.
 */
export class RefusedMessages<Message = unknown> extends Error {
  override readonly name = 'RefusedMessages';
  readonly messages: readonly Message[];
  readonly reason: string;
  constructor(messages: readonly Message[], reason: string) {
    super(`the queue refuses ${messages.length} messages for what they hold: ${reason}`);
    this.messages = messages;
    this.reason = reason;
  }
}

/**
 * A queue that delivers each message at least once, in any order. All functions throw when a message was not stored;
 * the messages that the same call stored before may be delivered. `RefusedMessages` when sending again does not help.
 */
export interface Queue<Message> {
  send(messages: readonly Message[]): Promise<void>;
  /** Delivered after so many seconds; 15 minutes at most. */
  sendLater(message: Message, afterSeconds: number): Promise<void>;
}
