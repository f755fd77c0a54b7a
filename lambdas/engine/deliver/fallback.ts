import type { CarriedAlert, DeliveryMessage } from '../../domain/delivery.ts';
import { addDelivery, fallbackOf } from '../fallback.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import { type Message, messagesIn } from './claim.ts';
import type { Claimed, Result } from './job.ts';
import { completeMembers, memberMessages } from './members.ts';
import type { Ports } from './ports.ts';
import { startOf } from './release.ts';
import { safely } from './safely.ts';
import type { Worker } from './worker.ts';

const isGone = ({ reason = '' }: Settlement): boolean => reason === 'destination_not_configured';

/** What the fallback is notified of at once: a delivery that is dead, waits for a person, or has no destination any more. */
const isHopeless = (settlement: Settlement): boolean =>
  settlement.kind === 'ended' ? settlement.status === 'dead' : settlement.needsPerson === true || isGone(settlement);

/** When the fallback is notified: a time after the alert was accepted, might be sent, or was replayed. */
const dueMs = (message: DeliveryMessage, firstMs: number, afterSeconds: number, ports: Ports): number =>
  (message.isReplay === true ? firstMs : startOf(message, ports)) + afterSeconds * 1000;

/** Sends an alert to the fallback of its route at once. A repeated call changes nothing. */
async function notify(message: DeliveryMessage, ports: Ports): Promise<void> {
  const fallback = await fallbackOf(message, ports);
  for (const to of fallback?.to ?? []) await addDelivery(message, to, ports);
}

/** Notifies the fallback when its time has come; else has it looked at then. */
async function notifyOrSchedule(
  message: DeliveryMessage,
  { firstAt, before }: Pick<ClaimedDelivery, 'firstAt' | 'before'>,
  ports: Ports,
): Promise<void> {
  const fallback = await fallbackOf(message, ports);
  if (fallback === undefined) return;
  const atMs = dueMs(message, firstAt, fallback.afterSeconds, ports);
  if (atMs <= ports.now()) return notify(message, ports);
  if (before === 'queued') await ports.fallbacks.schedule(message.deliveryId, atMs);
}

/** Behind an open circuit breaker nothing is claimed: the fallbacks of what waits there are notified all the same. */
export async function notifyIfLate(message: Message, worker: Worker): Promise<void> {
  const unclaimed = { firstAt: worker.ports.now(), before: 'queued' } as const;
  for (const each of messagesIn(message))
    await safely(notifyOrSchedule(each, unclaimed, worker.ports), message, worker);
}

/** The fallbacks of alerts whose carrier does not arrive, the earliest `after` first. */
async function notifyMembers(members: readonly DeliveryMessage[], ports: Ports): Promise<void> {
  const found: { readonly message: DeliveryMessage; readonly afterSeconds: number }[] = [];
  for (const message of members) {
    const fallback = await fallbackOf(message, ports);
    if (fallback !== undefined) found.push({ message, afterSeconds: fallback.afterSeconds });
  }
  for (const { message } of found.toSorted((a, b) => a.afterSeconds - b.afterSeconds)) await notify(message, ports);
}

/** A group whose destination is gone: the fallbacks of its members are notified. A repeated call changes nothing. */
export const notifyOfGroup = async (
  destination: string,
  members: readonly CarriedAlert[],
  ports: Ports,
): Promise<void> => notifyMembers(await memberMessages({ destination, carries: members }, ports), ports);

/**
 * Before a delivery is released: its fallback is notified when it is not going to arrive, or has not arrived in time. A
 * crash in between repeats this, which changes nothing.
 */
export async function beforeCompletion(
  { claimed }: Claimed,
  results: readonly Result[],
  worker: Worker,
): Promise<void> {
  const { ports } = worker;
  for (const { job, settlement } of results) {
    const { message } = job;
    if (isHopeless(settlement)) {
      await notify(message, ports);
      await notifyMembers(await memberMessages(message, ports), ports);
    } else if (settlement.kind === 'waiting') await safely(notifyOrSchedule(message, claimed, ports), message, worker);
  }
}

/** After a carrier has ended, its members end as it did. */
export async function afterCompletion(results: readonly Result[], { ports }: Worker): Promise<void> {
  for (const { job, settlement } of results) {
    const { carries, destination, deliveryId } = job.message;
    if (carries === undefined || settlement.kind !== 'ended') continue;
    const members = settlement.status === 'dead' ? 'dead' : 'merged';
    const reason = settlement.reason === undefined ? {} : { reason: settlement.reason };
    const ended = { kind: 'ended', status: members, mergedInto: deliveryId, attempts: [], ...reason } as const;
    await completeMembers(destination, carries, ended, ports);
  }
}
