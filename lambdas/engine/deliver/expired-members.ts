import { deliveryIdOf } from '../../domain/delivery.ts';
import { alertsIn, type GroupMember } from '../../domain/group.ts';
import { GIVE_UP_AFTER_MS } from '../../domain/retry-delay.ts';
import { LEAST_PROBES } from '../limits.ts';
import { report } from '../reports.ts';
import { givenUp, UNCONFIRMED } from './backoff.ts';
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
export async function giveUpMembers(
  context: FlushContext,
  members: readonly GroupMember[],
  isRefused: boolean,
  circuit: string = context.key.destination,
): Promise<GroupMember[]> {
  const { key, worker } = context;
  const { ports, circuitBreaker } = worker;
  const state = await circuitBreaker.state(circuit);
  // Else the clock may have been set ahead.
  const isDown = state.kind !== 'closed' && state.circuit.probes >= LEAST_PROBES;
  if (!isDown && !isRefused) return [];
  const giveUpAfterMs = await giveUpAfterMsOf(context);
  const expired = members.filter(({ receivedAt }) => ports.now() - Date.parse(receivedAt) >= giveUpAfterMs);
  if (expired.length === 0) return [];
  const { destination } = key;
  const reason = givenUp(NOT_FLUSHED, [], { giveUpAfterMs }).reason ?? NOT_FLUSHED;
  await notifyOfGroup(destination, alertsIn(expired), ports);
  const dead = await completeMembers(
    destination,
    alertsIn(expired),
    { kind: 'ended', status: 'dead', reason, attempts: [] },
    ports,
  );
  const examples = dead.map(({ alertId, title }) => ({
    deliveryId: deliveryIdOf(alertId, destination),
    reason,
    title,
  }));
  await report('dead', destination, examples, ports);
  return expired;
}

/**
 * A reply that was sent twice and never answered may have arrived: its members count as merged, their fallback is notified,
 * and they are reported as uncertain.
 */
export async function reportUnconfirmed(
  { key: { destination }, worker: { ports } }: FlushContext,
  members: readonly GroupMember[],
  reason: string,
): Promise<void> {
  const alerts = alertsIn(members);
  await notifyOfGroup(destination, alerts, ports);
  const examples = alerts.map(({ alertId, title }) => ({
    deliveryId: deliveryIdOf(alertId, destination),
    reason: `${UNCONFIRMED}: ${reason}`,
    title,
  }));
  await report('uncertain', destination, examples, ports);
}
