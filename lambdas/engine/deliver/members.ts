import pMap from 'p-map';
import type { Connected } from '../../destinations/_kit/connected.ts';
import { add, type Counts, isZero, moved } from '../../domain/counters.ts';
import { type CarriedAlert, type DeliveryMessage, deliveryIdOf } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { findDelivery } from '../find-delivery.ts';
import type { Settlement } from '../ports/deliveries.ts';
import type { Decision, Job } from './job.ts';
import { IN_GROUP, inGroup } from './member.ts';
import type { Ports } from './ports.ts';
import type { Worker } from './worker.ts';

type Ended = Extract<Settlement, { kind: 'ended' }>;

/** Members that are written at the same time. */
const AT_ONCE = 10;

/** What completing members works with. */
export type MemberPorts = Pick<Ports, 'deliveries' | 'ledger' | 'log'>;

interface Moved {
  readonly hour: string;
  readonly counts: Counts;
}

async function completeOne(
  { alertId, hour }: CarriedAlert,
  destination: string,
  settlement: Ended,
  { deliveries }: Pick<Ports, 'deliveries'>,
): Promise<Moved> {
  const deliveryId = deliveryIdOf(alertId, destination);
  const before = await deliveries.completeMember({ deliveryId, destination, hour }, settlement);
  return { hour, counts: before === undefined ? {} : moved(before, settlement.status) };
}

/**
 * Completes deliveries that were members of a group, as their carrier was completed, and counts them; returns those that had
 * not ended before.
 */
export async function completeMembers<Member extends CarriedAlert>(
  destination: string,
  members: readonly Member[],
  settlement: Ended,
  ports: MemberPorts,
): Promise<Member[]> {
  const completeIt = (member: Member): Promise<Moved> => completeOne(member, destination, settlement, ports);
  const all = await pMap(members, completeIt, { concurrency: AT_ONCE });
  for (const [hour, each] of Map.groupBy(all, (one) => one.hour)) {
    const counts = add(...each.map((one) => one.counts));
    if (hour !== '' && !isZero(counts)) await ports.ledger.increment(hour, counts);
  }
  const ended = members.filter((_, i) => !isZero(all[i]?.counts ?? {}));
  // A canary is counted in no hour, and in no metric.
  const count = ended.filter(({ hour }) => hour !== '').length;
  if (count > 0) {
    const { status, reason, mergedInto } = settlement;
    ports.log('delivery.completed', { destination, count, status, reason, mergedInto });
  }
  return ended;
}

/** The members of a group are in a message that has arrived. */
export async function mergeMembers(
  destination: string,
  members: readonly CarriedAlert[],
  mergedInto: string,
  ports: MemberPorts,
): Promise<void> {
  await completeMembers(destination, members, { kind: 'ended', status: 'merged', mergedInto, attempts: [] }, ports);
}

/** The members of a group notify nobody. */
export async function suppressMembers(
  destination: string,
  members: readonly CarriedAlert[],
  reason: string,
  ports: MemberPorts,
): Promise<void> {
  await completeMembers(destination, members, { kind: 'ended', status: 'suppressed', reason, attempts: [] }, ports);
}

const inFlight: ReadonlySet<string> = new Set(['queued', 'sending', 'retrying', 'unknown']);

/** After the time of its carrier, which began later, a member that is still open was left by a worker that died. */
const CARRIER_LATER_MS = 2 * 60 * 60_000;

/**
 * A repeat names the delivery that notified first, which says nothing of the message that carries the repeat. One that was
 * parked meanwhile has the reason of that.
 */
const isCarried = ({ claimed: { firstAt, reason = '' } }: Job, { giveUpAfterMs }: Connected, nowMs: number): boolean =>
  (reason === 'repeat' || reason.startsWith('circuit_open')) && nowMs - firstAt < giveUpAfterMs + CARRIER_LATER_MS;

const isSentItself = ({ message }: Job): boolean => message.isReplay === true || message.leftGroup === true;

/**
 * A member of a group that is claimed again: it waits on while its carrier does; when a worker died before it was
 * completed, it ends as its carrier did.
 */
export async function followCarrier(job: Job, connected: Connected, { ports }: Worker): Promise<Decision> {
  const { mergedInto, reason = 'repeat' } = job.claimed;
  if (mergedInto === undefined || isSentItself(job)) return { job };
  const carrier = await findDelivery(mergedInto, ports);
  const { attempts } = job.claimed;
  // The worker that sent it out of its group may have died: it joins the group anew.
  if (carrier === undefined && reason === IN_GROUP) return { job };
  const isOpen = isCarried(job, connected, ports.now());
  if (carrier === undefined || isOpen || inFlight.has(carrier.state.status))
    return { job, settlement: inGroup(job, mergedInto, reason, ports) };
  const status = carrier.state.status === 'dead' ? 'dead' : 'merged';
  return { job, settlement: { kind: 'ended', status, reason, mergedInto, attempts } };
}

/** The deliveries of the alerts that a message carries; none of what is no digest or summary. */
export async function memberMessages(
  { carries = [], destination }: Pick<DeliveryMessage, 'carries' | 'destination'>,
  ports: Ports,
): Promise<DeliveryMessage[]> {
  const stored = await Promise.all(carries.map(({ alertId }) => ports.alerts.load(alertId)));
  return stored.flatMap((each): DeliveryMessage[] => {
    if (each === undefined) return [];
    const { alert, hour, raw, evidence } = each;
    return [
      {
        v: 2,
        deliveryId: deliveryIdOf(alert.id, destination),
        destination,
        hour,
        alert,
        ...defined({ raw, evidence }),
      },
    ];
  });
}
