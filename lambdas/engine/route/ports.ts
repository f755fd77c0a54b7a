import type { Alert } from '../../domain/alert.ts';
import type { Silence } from '../../domain/silence.ts';
import type { Inhibition } from '../inhibition.ts';
import type { Queues, Stores } from '../ports/index.ts';

/** What the route stage works with. */
export interface Ports
  extends Pick<
      Stores,
      | 'alerts'
      | 'webhooks'
      | 'deliveries'
      | 'openDeliveries'
      | 'groups'
      | 'problems'
      | 'ledger'
      | 'heartbeats'
      | 'silences'
      | 'blobs'
    >,
    Pick<Queues, 'deliveryQueue'> {
  /** Silences that may be active; they may be some seconds old. */
  activeSilences(): Promise<readonly Silence[]>;
  /** Records a system alert and sends it to those who get system alerts; of one id the first is kept. */
  emitSystemAlert(alert: Alert): Promise<void>;
  /** Notes that a source was seen, for those that are expected to send. */
  sourceSeen(source: string, receivedAt: string): Promise<void>;
  /** Notes an alert that inhibits others; absent where the configuration has no such rules. */
  noteInhibitor?: Inhibition['noteInhibitor'];
  /** Whether a store refused something for what it holds, so that trying again would not help. */
  isRefusal(error: unknown): boolean;
  /** Waits until so many rows may be written, so that the table is not overrun. */
  paceWrites(rows: number): Promise<void>;
  now(): number;
  /** A cooperative yield: a webhook of thousands of alerts would block the thread for a second. */
  pause(): Promise<void>;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}
