import type { Alert } from '../../core/alert.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import type { Counts, Ledger } from '../../core/ledger.ts';
import type { AlertPage, AlertQuery } from '../../core/listing.ts';
import type { Silence } from '../../core/silence.ts';

export interface AlertDetail {
  readonly alert: Alert;
  readonly deliveries: readonly DeliveryState[];
}

/** Hours whose page differs from what their rows say: by how much, by name. */
export interface Audit {
  readonly agrees: boolean;
  readonly hours: number;
  readonly differences: readonly { readonly hour: string; readonly rowsLessPage: Counts }[];
}

export interface Ports {
  /** `undefined` when no admin token is set: then nobody gets in. */
  adminToken(): Promise<string | undefined>;
  listAlerts(query: AlertQuery): Promise<AlertPage>;
  findAlert(alertId: string): Promise<AlertDetail | undefined>;
  ledger(): Promise<Ledger>;
  /** The ledger's pages held against the rows. */
  audit(): Promise<Audit>;
  /** Sends a delivery again although it is settled; `false` when there is none of this id. */
  replay(deliveryId: string): Promise<boolean>;
  /** Tells an alert to one more destination, or there again; `false` when there is no such alert. */
  addOrReplay(alertId: string, destination: string): Promise<boolean>;
  /** Reads a kept webhook again; answers its id, or nothing when it is not kept. */
  reparse(from: { readonly webhookId: string } | { readonly alertId: string }): Promise<string | undefined>;
  /** Sends a marked test message to one destination; answers the id of its delivery. */
  sendTest(destination: string): Promise<string>;
  /** How a delivery stands; nothing when it is not known (yet). */
  deliveryState(deliveryId: string): Promise<DeliveryState | undefined>;
  /** Waits so many ms. */
  wait(ms: number): Promise<void>;
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  silences(): Promise<readonly Silence[]>;
  createSilence(silence: Silence): Promise<void>;
  /** `false` when there is none of this id, or it has ended. */
  endSilence(id: string): Promise<boolean>;
  now(): number;
  newId(): string;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}
