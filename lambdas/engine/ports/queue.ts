/**
 * A queue that delivers each message at least once, in any order. All functions throw when a message was not stored;
 * the messages that the same call stored before may be delivered.
 */
export interface Queue<Message> {
  send(messages: readonly Message[]): Promise<void>;
  /** Delivered after so many seconds; 15 minutes at most. */
  sendLater(message: Message, afterSeconds: number): Promise<void>;
}
