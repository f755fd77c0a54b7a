import type { Member } from '../../core/gathered.ts';
import type { Due, GatheringKey, Ports } from './ports.ts';

/** A digest waits this long for company. */
export const FLOOD_AFTER_MS = 20_000;

/** Adds alerts to what is told later, and sees to it that somebody does. Answers the number of the message that will tell, or nothing when it is full. */
export async function gather(
  key: GatheringKey,
  members: readonly Member[],
  due: Due,
  ports: Ports,
): Promise<number | undefined> {
  const gathered = await ports.gather(key, members, due);
  if (gathered.kind === 'full') {
    if (gathered.isHastened) await ports.remind(key, 0);
    return undefined;
  }
  if (gathered.isFirst) await ports.remind(key, Math.ceil((gathered.dueMs - ports.now()) / 1000));
  return gathered.sequence;
}

/** Leaves it to the destination's next digest to tell of them; answers that one's number, or nothing when it is full. */
export const intoDigest = (
  destination: string,
  members: readonly Member[],
  ports: Ports,
): Promise<number | undefined> =>
  gather({ destination, name: 'flood' }, members, { ms: ports.now() + FLOOD_AFTER_MS, isUrgent: false }, ports);
