import {
  type BatchMessage,
  batchIdOf,
  type DeliveryMessage,
  deliveryIdOf,
  type RouteOptions,
} from '../../domain/delivery.ts';
import { traceOfWebhook } from '../../domain/trace-context.ts';
import { carriable } from '../../domain/values/sqs-safe.ts';
import type { AlertRow } from '../ports/alerts.ts';

/** Settings of destinations that decide the form of a message. */
interface Abilities {
  wantsRaw(destination: string): boolean;
  /** Whether it is set to `evidence: full`. */
  wantsFull(destination: string): boolean;
  takesBatches(destination: string): boolean;
}

/** A recorded alert whose messages are to be sent. */
export interface Sendable {
  readonly row: AlertRow;
  readonly planned: readonly string[];
  readonly options: Readonly<Record<string, RouteOptions>>;
}

/** A message has at most 1 MiB; the alerts of a larger batch are sent one by one. */
const BATCH_BYTES = 900_000;

const rawFor = ({ row }: Sendable, destination: string, abilities: Abilities) => ({
  ...(row.raw !== undefined && abilities.wantsRaw(destination) ? { raw: row.raw } : {}),
  ...(row.evidence !== undefined && abilities.wantsFull(destination) ? { evidence: row.evidence } : {}),
});

/** What a delivery keeps of the options of its routes. */
function keptOptions({ message: _, ...kept }: RouteOptions = {}): Omit<RouteOptions, 'message'> {
  return kept;
}

const messageOf = (each: Sendable, destination: string, abilities: Abilities): DeliveryMessage => ({
  v: 2,
  deliveryId: deliveryIdOf(each.row.alert.id, destination),
  destination,
  hour: each.row.hour,
  alert: each.row.alert,
  trace: traceOfWebhook(each.row.webhookId, each.row.trace),
  ...keptOptions(each.options[destination]),
  ...rawFor(each, destination, abilities),
});

interface Share {
  readonly each: Sendable;
  readonly destination: string;
}

const isBatched = ({ each, destination }: Share, abilities: Abilities): boolean =>
  each.row.batch !== undefined &&
  abilities.takesBatches(destination) &&
  each.row.batchDestinations?.includes(destination) !== false;

function batchOf(shares: readonly Share[], abilities: Abilities): (BatchMessage | DeliveryMessage)[] {
  const [first] = shares;
  const { batch } = first?.each.row ?? {};
  if (first === undefined || batch === undefined) return [];
  const { destination } = first;
  const items = shares.map(({ each }) => ({ alert: each.row.alert, ...rawFor(each, destination, abilities) }));
  const message: BatchMessage = {
    v: 2,
    deliveryId: batchIdOf(batch, destination),
    destination,
    hour: first.each.row.hour,
    items,
    trace: traceOfWebhook(first.each.row.webhookId, first.each.row.trace),
  };
  const isSmall = Buffer.byteLength(carriable(JSON.stringify(message))) <= BATCH_BYTES;
  return isSmall ? [message] : shares.map(({ each }) => messageOf(each, destination, abilities));
}

/** The messages to send: one for each delivery, or one for a whole batch at destinations that take batches. */
export function messagesOf(sendable: readonly Sendable[], abilities: Abilities): (BatchMessage | DeliveryMessage)[] {
  const shares = sendable.flatMap((each) => each.planned.map((destination) => ({ each, destination })));
  const alone = shares.filter((share) => !isBatched(share, abilities));
  const batchDestinations = shares.filter((share) => isBatched(share, abilities));
  const groups = Map.groupBy(batchDestinations, ({ each, destination }) =>
    batchIdOf(each.row.batch ?? '', destination),
  );
  return [
    ...alone.map(({ each, destination }) => messageOf(each, destination, abilities)),
    ...[...groups.values()].flatMap((group) => batchOf(group, abilities)),
  ];
}
