import { deliveryIdOf } from '../../core/delivery.ts';
import type { GroupMember } from '../../core/group.ts';
import { GIVE_UP_AFTER_MS } from '../../core/http/retry-delay.ts';
import { reportDead } from '../report-dead.ts';
import { givenUp } from './backoff.ts';
import { notifyOfGroup } from './fallback.ts';
import type { FlushContext } from './flush-context.ts';
import { completeMembers } from './members.ts';

/** Why a member of a group is given up: the message that carries it was not accepted in all that time. */
const NOT_FLUSHED = 'summary_not_sent';

async function giveUpAfterMsOf({ key, worker: { ports } }: FlushContext): Promise<number> {
  const connected = await ports.destination(key.destination);
  return typeof connected === 'string' ? GIVE_UP_AFTER_MS : connected.giveUpAfterMs;
}

/**
 * Gives up the members that no message has carried for as long as the destination is tried: they are dead, their fallback
 * is notified, and they are reported. Returns those that leave the group.
 */
export async function giveUpMembers(context: FlushContext, members: readonly GroupMember[]): Promise<GroupMember[]> {
  const { key, worker } = context;
  const { ports } = worker;
  const giveUpAfterMs = await giveUpAfterMsOf(context);
  const expired = members.filter(({ receivedAt }) => ports.now() - Date.parse(receivedAt) >= giveUpAfterMs);
  if (expired.length === 0) return [];
  const { destination } = key;
  const reason = givenUp(NOT_FLUSHED, [], { giveUpAfterMs }).reason ?? NOT_FLUSHED;
  await notifyOfGroup(destination, expired, ports);
  const dead = await completeMembers(
    destination,
    expired,
    { kind: 'ended', status: 'dead', reason, attempts: [] },
    ports,
  );
  const examples = dead.map(({ alertId, title }) => ({
    deliveryId: deliveryIdOf(alertId, destination),
    reason,
    title,
  }));
  await reportDead(destination, examples, ports);
  return expired;
}
