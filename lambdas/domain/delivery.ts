import type { Alert } from './alert.ts';
import type { DeliveryTarget } from './delivery-target.ts';
import type { MessageSetting } from './message-setting.ts';
import type { Outcome, Receipt } from './outcome.ts';
import type { RouteTimes } from './times/route-times.ts';
import type { Fields } from './values/json-fields.ts';

/** In flight: `queued` `sending` `retrying` `unknown`. Ended: the other four, each with a reason or a name. */
export const deliveryStatuses = [
  'queued',
  'sending',
  'retrying',
  'unknown',
  'delivered',
  'merged',
  'suppressed',
  'dead',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export type EndedStatus = 'delivered' | 'merged' | 'suppressed' | 'dead';

/** One request made for a delivery, as it is kept and shown. `at` is RFC 3339; no URL and no body in it. */
export interface AttemptRecord {
  readonly at: string;
  readonly outcome: Outcome['kind'];
  readonly httpStatus?: number;
  readonly reason?: string;
  /** The first 300 characters of what the vendor said, without credentials, when it did not accept the alert. */
  readonly response?: string;
  /** Where in the destination it went, when the alert chose that. */
  readonly target?: DeliveryTarget;
  readonly durationMs: number;
}

/** A member of a group that a message carries; `hour` is whose counters count it. */
export interface CarriedAlert {
  readonly alertId: string;
  readonly hour: string;
}

/** What the routes say of a delivery beyond sending it. */
export interface RouteOptions {
  /** How messages are worded. Not kept with a delivery: the configuration of the moment counts. */
  readonly message?: MessageSetting;
  /** Repeats of the same problem within so many seconds are told in sum; absent: the default. */
  readonly repeatSeconds?: number;
  /** Who is told instead when this destination has not taken the alert for so many seconds. */
  readonly fallback?: { readonly to: readonly string[]; readonly afterSeconds: number };
  /** The notification group that it joins, where the routes say how to group. */
  readonly group?: GroupOptions;
  /** When the alert says that its problem is over, it is not sent. */
  readonly sendResolved?: false;
  /** Settings of the destination that hold for this delivery alone. */
  readonly overrides?: Fields;
  /** It escalates: it is sent so long after the alert came, unless somebody acknowledged or ended the problem. */
  readonly escalateSeconds?: number;
  /** When its routes let it through; absent: always. */
  readonly times?: readonly RouteTimes[];
}

/** The notification group of a delivery. */
export interface GroupOptions {
  /** The same for all alerts of the group, and for no other at this destination. */
  readonly name: string;
  /** What the alerts of the group share, for people: `alertname=Down, cluster=eu`. */
  readonly shared: string;
  readonly waitSeconds: number;
  readonly intervalSeconds: number;
  readonly repeatSeconds?: number;
}

/** One alert for one destination on the deliveries queue. `hour` is where the ledger books it. */
export interface DeliveryMessage extends Omit<RouteOptions, 'message'> {
  readonly v: 2;
  readonly deliveryId: string;
  readonly destination: string;
  readonly hour: string;
  readonly alert: Alert;
  /** The vendor's own record as JSON text, when the destination wants it raw. */
  readonly raw?: string;
  /** The evidence as it came, as JSON text, when the destination is set to `evidence: full`. */
  readonly evidence?: string;
  /** Somebody asked for it to be sent again: it is sent, and not merged into anything. */
  readonly isReplay?: true;
  /** It is the only alert of its notification group so far, and is sent itself. */
  readonly leftGroup?: true;
  /** How often the deliver stage has put this message back into its queue. */
  readonly requeues?: number;
  /** A digest or summary: the alerts whose deliveries end as this one does. */
  readonly carries?: readonly CarriedAlert[];
  /** The trace that its webhook belongs to, as `traceparent`. */
  readonly trace?: string;
}

/**
 * Many alerts of one webhook for a destination that takes many in one request. They share one row of state until one of
 * them fares differently and gets a row of its own.
 */
export interface BatchMessage {
  readonly v: 2;
  /** `batch/<name>/<destination>` */
  readonly deliveryId: string;
  readonly destination: string;
  readonly hour: string;
  readonly items: readonly { readonly alert: Alert; readonly raw?: string; readonly evidence?: string }[];
  readonly requeues?: number;
  /** The trace that its webhook belongs to, as `traceparent`. */
  readonly trace?: string;
}

export const batchIdOf = (name: string, destination: string): string => `batch/${name}/${destination}`;

/** The two parts of a batch's id; `undefined` for what is none. */
export function partsOfBatchId(id: string): { readonly name: string; readonly destination: string } | undefined {
  const [kind, name = '', destination = ''] = id.split('/');
  return kind === 'batch' ? { name, destination } : undefined;
}

/** Asks for a notification group to be flushed; travels on the deliveries queue too. */
export interface ScheduledFlush {
  readonly v: 2;
  readonly flush: { readonly destination: string; readonly name: string };
  readonly requeues?: number;
}

/** What comes over the deliveries queue. */
export type DeliveriesMessage = DeliveryMessage | BatchMessage | ScheduledFlush;

/** The destination that a message is for. */
export const destinationOf = (message: DeliveriesMessage): string =>
  'flush' in message ? message.flush.destination : message.destination;

/** The state of one delivery, as people and the engine see it. */
export interface DeliveryState {
  readonly id: string;
  readonly destination: string;
  readonly status: DeliveryStatus;
  readonly reason?: string;
  readonly receipt?: Receipt;
  /** The delivery that tells of this one, when it was merged. */
  readonly mergedInto?: string;
  readonly attempts: readonly AttemptRecord[];
}

/** `<alert id>:<destination>`: neither part of an alert id nor a destination's name holds a colon after the first. */
export const deliveryIdOf = (alertId: string, destination: string): string => `${alertId}:${destination}`;

/** The two parts of a delivery id; `undefined` for what is none. */
export function partsOfDeliveryId(id: string): { readonly alertId: string; readonly destination: string } | undefined {
  const cut = id.lastIndexOf(':');
  const alertId = id.slice(0, cut);
  return cut > 0 && alertId.includes(':') ? { alertId, destination: id.slice(cut + 1) } : undefined;
}
