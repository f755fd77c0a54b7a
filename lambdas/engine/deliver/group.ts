import type { GroupMember } from '../../core/group.ts';
import type { Due, GroupKey, Ports } from './ports.ts';

/** A digest waits this long for company. */
export const DIGEST_WAIT_MS = 20_000;

/** Adds alerts to what is told later, and sees to it that somebody does. Answers the number of the message that will tell, or nothing when it is full. */
export async function addToGroup(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  ports: Ports,
): Promise<number | undefined> {
  const added = await ports.addToGroup(key, members, due);
  if (added.kind === 'full') {
    if (added.isDueNow) await ports.remind(key, 0);
    return undefined;
  }
  if (added.isFirst) await ports.remind(key, Math.ceil((added.dueMs - ports.now()) / 1000));
  return added.sequence;
}

/** Leaves it to the destination's next digest to tell of them; answers that one's number, or nothing when it is full. */
export const intoDigest = (
  destination: string,
  members: readonly GroupMember[],
  ports: Ports,
): Promise<number | undefined> =>
  addToGroup({ destination, name: 'digest' }, members, { ms: ports.now() + DIGEST_WAIT_MS, isUrgent: false }, ports);
