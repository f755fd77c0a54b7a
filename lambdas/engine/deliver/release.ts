import type { DeliveryMessage } from '../../domain/delivery.ts';
import { type Release, releaseOf } from '../../domain/times/route-times.ts';
import type { Message } from './claim.ts';
import type { Ports } from './ports.ts';

type Timed = Pick<DeliveryMessage, 'alert' | 'escalateSeconds' | 'times' | 'isReplay'>;

/** When a delivery may be sent: after the time of its escalation, within the times of its routes; nothing for one that never waits. */
export function releaseAt(message: Timed, { timeIntervals }: Pick<Ports, 'timeIntervals'>): Release | undefined {
  const { alert, escalateSeconds = 0, times = [], isReplay } = message;
  if (isReplay === true || (escalateSeconds === 0 && times.length === 0)) return undefined;
  return releaseOf(times, timeIntervals, Date.parse(alert.receivedAt) + escalateSeconds * 1000);
}

/** From when on the time of a delivery counts (epoch ms): since it might be sent, if it had to wait for that. */
function releasedMs(message: Timed, ports: Pick<Ports, 'timeIntervals'>): number | undefined {
  const release = releaseAt(message, ports);
  return release?.kind === 'at' ? release.ms : undefined;
}

/** When the time of a delivery began that was claimed first at a time: what it waited to be sent at all does not count. */
export const firstAtOf = (message: Timed, firstAt: number, ports: Pick<Ports, 'timeIntervals'>): number =>
  Math.max(firstAt, releasedMs(message, ports) ?? firstAt);

/** When a message came, or when its delivery might be sent; of a batch, which never waits for that, the first of its alerts. */
export const startOf = (message: Message, ports: Pick<Ports, 'timeIntervals'>): number =>
  'items' in message
    ? Math.min(...message.items.map(({ alert }) => Date.parse(alert.receivedAt)))
    : (releasedMs(message, ports) ?? Date.parse(message.alert.receivedAt));
