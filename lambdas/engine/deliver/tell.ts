import type { Alert } from '../../core/alert.ts';
import type { Connected } from '../../core/connected.ts';
import { deliveryIdOf } from '../../core/delivery.ts';
import { digestAlert, type Member, repeatsAlert, repeatsOf } from '../../core/gathered.ts';
import type { Receipt } from '../../core/outcome.ts';
import { FLOOD_AFTER_MS, intoDigest } from './gathering.ts';
import { join } from './join.ts';
import type { Gathering } from './ports.ts';
import type { Room } from './quotas.ts';
import { TELL_AGAIN_MS, type Telling, type Told, waits } from './telling.ts';
import { quotaOf } from './worker.ts';

const isUsable = (connected: Connected | string): connected is Connected => typeof connected !== 'string';

/** Sends an alert that stands for others. One that a dead worker wrote before tells of those it lists; the rest waits. */
async function tellApart(
  { key, ports }: Telling,
  members: readonly Member[],
  alert: Alert,
  everyMs: number,
): Promise<Told> {
  const raised = await ports.raise(alert, [key.destination]);
  const listed = raised.evidence.map(({ content }) => content).join('\n');
  return {
    members: members.filter(({ alertId }) => listed.includes(alertId)),
    nextMs: ports.now() + everyMs,
    first: deliveryIdOf(raised.id, key.destination),
  };
}

const tellFlood = (telling: Telling, { members, sequence }: Gathering): Promise<Told> => {
  const now = new Date(telling.ports.now()).toISOString();
  return tellApart(telling, members, digestAlert(telling.key.destination, sequence, members, now), FLOOD_AFTER_MS);
};

const tellRepeats = async (
  telling: Telling,
  { members, sequence, told }: Gathering,
  closed?: Receipt,
): Promise<Told> => {
  const { destination, name } = telling.key;
  const now = new Date(telling.ports.now()).toISOString();
  const repeats = repeatsOf(members, told);
  const alert = repeatsAlert(`${destination} ${name}`, sequence, members, repeats, now, closed);
  return { ...(await tellApart(telling, members, alert, TELL_AGAIN_MS)), isOver: repeats.isResolved };
};

/**
 * Repeats that cannot join a thread are messages of their own. Where there is no room for them, they go into the
 * digest; what is critical keeps its own.
 */
async function tellRepeatsOrDigest(
  telling: Telling,
  gathering: Gathering,
  connected: Connected,
  closed?: Receipt,
): Promise<Told> {
  const { key, ports, quotas } = telling;
  const { members, told } = gathering;
  const { severity, isResolved } = repeatsOf(members, told);
  const { perMinute } = connected;
  // A place is taken already now: many that were told at once would all wait for places that none of them has.
  const [room] =
    perMinute === undefined || severity === 'critical'
      ? []
      : await quotas.take(quotaOf(key.destination, connected), perMinute, [severity]);
  if (room === undefined || room.kind === 'go') return tellRepeats(telling, gathering, closed);
  const sequence = await intoDigest(key.destination, members, ports);
  if (sequence === undefined) return waits(ports, 30);
  return { members, nextMs: ports.now() + TELL_AGAIN_MS, isOver: isResolved };
}

/**
 * There is no room to join a thread: what is neither critical nor over goes into the digest, for thousands of problems
 * would wait for their replies for hours.
 */
async function tellCrowded({ key, ports }: Telling, { members, told }: Gathering, { kind }: Room): Promise<Told> {
  const { severity, isResolved } = repeatsOf(members, told);
  if (kind !== 'full' || severity === 'critical' || isResolved) return waits(ports, 5 + 5 * ports.random());
  const sequence = await intoDigest(key.destination, members, ports);
  return sequence === undefined ? waits(ports, 30) : { members, nextMs: ports.now() + TELL_AGAIN_MS };
}

async function tellGathering(telling: Telling, gathering: Gathering): Promise<Told> {
  const { key, ports, pauses, quotas } = telling;
  const connected = await ports.destination(key.destination);
  if (!isUsable(connected)) return waits(ports, 60);
  const gate = await pauses.gate(key.destination);
  if (gate.kind === 'wait') return { members: [], nextMs: gate.untilMs };
  if (key.name === 'flood') return tellFlood(telling, gathering);
  if (connected.conversation === undefined) return tellRepeatsOrDigest(telling, gathering, connected);
  const { perMinute } = connected;
  const [room] =
    perMinute === undefined ? [] : await quotas.take(quotaOf(key.destination, connected), perMinute, ['high']);
  if (room !== undefined && room.kind !== 'go') return tellCrowded(telling, gathering, room);
  const joined = await join(telling, gathering, connected.conversation);
  return 'kind' in joined ? tellRepeatsOrDigest(telling, gathering, connected, joined.closed) : joined;
}

/**
 * Tells of what was gathered: a digest, or the repeats of a problem where it was told first. Answers when to look
 * again (epoch ms), or nothing when there is nothing left.
 */
export async function tell(telling: Telling): Promise<number | undefined> {
  const { key, owner, ports } = telling;
  const taken = await ports.takeGathering(key, owner, ports.now());
  if (taken === 'nothing') return undefined;
  if ('laterMs' in taken) return taken.laterMs;
  const { members, nextMs, isOver = false, first } = await tellGathering(telling, taken);
  const speaks = first === undefined || key.name === 'flood' ? {} : { first };
  const isLeft = await ports.putGathering(key, owner, { told: members, dueMs: Math.ceil(nextMs), isOver, ...speaks });
  return isLeft ? nextMs : undefined;
}
