import { type GroupKey, type GroupMember, memberOf } from '../../domain/group.ts';
import { DIGEST_WAIT_MS, type Due } from '../../domain/group-times.ts';
import type { Job } from './job.ts';
import type { Ports } from './ports.ts';

/** System alerts never join a group: some of them are the summary of a group. */
export const isSystem = ({ message }: Job): boolean => message.alert.kind === 'system';
export const isForced = ({ message }: Job): boolean => message.isReplay === true;

export const membersOf = (jobs: readonly Job[]): GroupMember[] =>
  jobs.map(({ message }) => memberOf(message.alert, message.hour));

/** Schedules a flush of the group after so many seconds. */
const scheduleFlush = (flush: GroupKey, afterSeconds: number, ports: Pick<Ports, 'deliveryQueue'>): Promise<void> =>
  ports.deliveryQueue.sendLater({ v: 2, flush }, afterSeconds);

/** The message that will carry what joined a group. */
export interface Joined {
  readonly sequence: number;
  readonly dueMs: number;
}

/**
 * Adds alerts to a group and schedules its flush. Returns the sequence number of the message that will carry them, and when
 * it is due; nothing when the group is full.
 */
export async function addToGroup(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  ports: Pick<Ports, 'groups' | 'deliveryQueue' | 'now'>,
): Promise<Joined | undefined> {
  const added = await ports.groups.add(key, members, due, ports.now());
  if (added.kind === 'full') {
    if (added.isDueNow) await scheduleFlush(key, 0, ports);
    return undefined;
  }
  if (added.isFirst) await scheduleFlush(key, Math.ceil((added.dueMs - ports.now()) / 1000), ports);
  return { sequence: added.sequence, dueMs: added.dueMs };
}

/** When a digest that begins now is sent. */
export const digestDue = (ports: Ports) => ({ ms: ports.now() + DIGEST_WAIT_MS, isUrgent: false });

/** Adds members to the next digest of the destination; `false` when it is full. */
export const intoDigest = async (
  destination: string,
  members: readonly GroupMember[],
  ports: Ports,
): Promise<boolean> =>
  (await addToGroup({ destination, name: 'digest' }, members, digestDue(ports), ports)) !== undefined;
