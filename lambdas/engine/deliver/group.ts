import type { GroupKey, GroupMember } from '../../core/group.ts';
import type { Due } from '../ports/groups.ts';
import type { Ports } from './ports.ts';

/** How long a digest waits for more members. */
export const DIGEST_WAIT_MS = 20_000;

/** Schedules a flush of the group after so many seconds. */
const scheduleFlush = (flush: GroupKey, afterSeconds: number, ports: Pick<Ports, 'deliveryQueue'>): Promise<void> =>
  ports.deliveryQueue.sendLater({ v: 1, flush }, afterSeconds);

/**
 * Adds alerts to a group and schedules its flush. Returns the sequence number of the message that will carry them, or
 * nothing when the group is full.
 */
export async function addToGroup(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  ports: Ports,
): Promise<number | undefined> {
  const added = await ports.groups.add(key, members, due, ports.now());
  if (added.kind === 'full') {
    if (added.isDueNow) await scheduleFlush(key, 0, ports);
    return undefined;
  }
  if (added.isFirst) await scheduleFlush(key, Math.ceil((added.dueMs - ports.now()) / 1000), ports);
  return added.sequence;
}

/** Adds alerts to the next digest of the destination. Returns its sequence number, or nothing when it is full. */
export const intoDigest = (
  destination: string,
  members: readonly GroupMember[],
  ports: Ports,
): Promise<number | undefined> =>
  addToGroup({ destination, name: 'digest' }, members, { ms: ports.now() + DIGEST_WAIT_MS, isUrgent: false }, ports);
