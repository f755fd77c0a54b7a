import type { GroupKey, GroupMember } from '../../domain/group.ts';
import type { Due } from '../../domain/group-times.ts';
import { flushGroup } from './flush.ts';
import { addToGroup, type Joined } from './group.ts';
import type { Worker } from './worker.ts';

/**
 * Adds alerts to a group. A full group is flushed by this worker at once and then takes more members: behind a long
 * queue its scheduled flush could take long.
 */
export async function addOrFlush(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  worker: Worker,
): Promise<Joined | undefined> {
  const joined = await addToGroup(key, members, due, worker.ports);
  if (joined !== undefined) return joined;
  await flushGroup(key, worker);
  return addToGroup(key, members, due, worker.ports);
}
