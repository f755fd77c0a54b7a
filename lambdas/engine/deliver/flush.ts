import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Alert } from '../../domain/alert.ts';
import { deliveryIdOf } from '../../domain/delivery.ts';
import { alertsIn, type GroupKey, type GroupMember, isShared, repeatsOf } from '../../domain/group.ts';
import { DIGEST_WAIT_MS, GROUP_INTERVAL_MS } from '../../domain/group-times.ts';
import type { Receipt } from '../../domain/outcome.ts';
import { digestAlert, repeatsAlert } from '../../domain/summary-alert.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { findDelivery } from '../find-delivery.ts';
import { UNCERTAIN_PROBE_MS } from '../limits.ts';
import type { Group } from '../ports/groups.ts';
import { LEASE_MS } from '../ports/limits.ts';
import { isAcknowledgementOnly, isEndedByPerson, isStale, type Share, shareOf } from './answers.ts';
import { emitCarrier } from './carrier.ts';
import { join } from './conversation.ts';
import { giveUpMembers, reportUnconfirmed } from './expired-members.ts';
import { notifyOfGroup } from './fallback.ts';
import { type FlushContext, type FlushResult, type OpenContext, waits } from './flush-context.ts';
import { flushShared } from './flush-shared.ts';
import { intoDigest } from './group.ts';
import { mergeMembers, suppressMembers } from './members.ts';
import type { Unusable } from './ports.ts';
import type { Permit } from './rate-limit.ts';
import { connectedAt } from './targets.ts';
import { circuitOf, rateScopeOf, type Worker } from './worker.ts';

/**
 * Sends a summary or digest. If a worker that died recorded it before, it carries the members that it has; the others
 * stay.
 */
async function sendStandalone(
  { key, worker: { ports } }: FlushContext,
  members: readonly GroupMember[],
  alert: Alert,
  everyMs: number,
): Promise<FlushResult> {
  const carried = new Set(await emitCarrier(alert, key.destination, members, ports));
  return {
    members: members.filter(({ alertId, answer }) => answer !== undefined || carried.has(alertId)),
    nextMs: ports.now() + everyMs,
    first: deliveryIdOf(alert.id, key.destination),
  };
}

const sendDigest = (context: FlushContext, { members, sequence }: Group): Promise<FlushResult> => {
  const now = new Date(context.worker.ports.now()).toISOString();
  return sendStandalone(context, members, digestAlert(context.key.destination, sequence, members, now), DIGEST_WAIT_MS);
};

const sendSummary = async (
  context: FlushContext,
  { members, sequence, notified }: Group,
  closed?: Receipt,
): Promise<FlushResult> => {
  const { destination, name } = context.key;
  const now = new Date(context.worker.ports.now()).toISOString();
  const repeats = repeatsOf(members, notified);
  const alert = repeatsAlert(`${destination} ${name}`, sequence, members, repeats, now, closed);
  return { ...(await sendStandalone(context, members, alert, GROUP_INTERVAL_MS)), isOver: repeats.isResolved };
};

/**
 * Repeats that cannot join a thread are sent as one message. Without a permit they go into the digest, unless one of
 * them is critical.
 */
async function sendSummaryOrDigest(context: OpenContext, group: Group, closed?: Receipt): Promise<FlushResult> {
  const { key, connected, worker } = context;
  const { members, notified } = group;
  const { severity, isResolved } = repeatsOf(members, notified);
  const { perMinute } = connected;
  const scope = rateScopeOf(key.destination, connected);
  // The permit is taken before the message is queued; else many messages would be queued that all wait for a permit.
  const [permit] = severity === 'critical' ? [] : await worker.rateLimiter.take(scope, perMinute, [severity]);
  if (permit === undefined || permit.kind !== 'full') return sendSummary(context, group, closed);
  if (isEndedByPerson(group)) return waits(worker.ports, 30);
  if (!(await intoDigest(key.destination, alertsIn(members), worker.ports))) return waits(worker.ports, 30);
  return { members, nextMs: worker.ports.now() + GROUP_INTERVAL_MS, isOver: isResolved };
}

/**
 * There is no permit for a reply in the thread. Repeats that are neither critical nor resolved go into the digest;
 * else the replies of thousands of problems would wait for hours.
 */
async function flushAtCapacity(
  { key, worker: { ports } }: FlushContext,
  group: Group,
  { kind }: Permit,
): Promise<FlushResult> {
  const { members, notified } = group;
  const { severity, isResolved } = repeatsOf(members, notified);
  if (kind !== 'full' || severity === 'critical' || isResolved || isEndedByPerson(group))
    return waits(ports, 5 + 5 * ports.random());
  const isAdded = await intoDigest(key.destination, alertsIn(members), ports);
  return isAdded ? { members, nextMs: ports.now() + GROUP_INTERVAL_MS } : waits(ports, 30);
}

/** What waits for a probe is looked at again after this. */
const AFTER_PROBE_MS = 5_000;

/** When a group is flushed although the circuit breaker is not closed (epoch ms); nothing when it may be now. */
async function heldUntilMs(
  { key, worker, connected }: OpenContext,
  { isUncertain }: Group,
): Promise<number | undefined> {
  const circuit = circuitOf(key.destination, connected);
  const state = await worker.circuitBreaker.state(circuit);
  if (state.kind === 'closed') return undefined;
  if (state.kind === 'open') return state.untilMs;
  // The message of a digest or of `groupBy` is a delivery of its own, which may be the probe.
  if (key.name === 'digest' || isShared(key)) return undefined;
  const mayProbe = !isUncertain || worker.ports.now() - state.circuit.sinceMs >= UNCERTAIN_PROBE_MS;
  const isProbe = mayProbe && (await worker.circuitBreaker.acquireProbe(circuit));
  return isProbe ? undefined : worker.ports.now() + AFTER_PROBE_MS;
}

/** The looks at a group whose destination cannot be used: one that is gone comes back with another configuration only. */
const UNUSABLE_SECONDS: Readonly<Record<Unusable, number>> = {
  destination_not_configured: 15 * 60,
  secret_not_set: 60,
  settings_invalid: 60,
};

async function holdUnusable(
  { key, worker: { ports } }: FlushContext,
  { members }: Group,
  reason: Unusable,
): Promise<FlushResult> {
  if (reason === 'destination_not_configured') await notifyOfGroup(key.destination, alertsIn(members), ports);
  return waits(ports, UNUSABLE_SECONDS[reason]);
}

/** The destination where the conversation of a group is: a repeat goes there, whatever its own alert would choose. */
async function ofConversation(
  { key, worker }: FlushContext,
  { first: firstId }: Group,
  connected: Connected,
): Promise<Connected | Unusable> {
  const isPlain = connected.targetOf === undefined && connected.names === undefined;
  const first =
    isPlain || firstId === undefined || key.name === 'digest' ? undefined : await findDelivery(firstId, worker.ports);
  if (first === undefined) return connected;
  const target = first.state.receipt?.target ?? (await connected.targetOf?.(first.alert));
  const found = await connectedAt(key.destination, target, connected, worker);
  // A target that is gone has no conversation to join: what is told goes where it would go by itself.
  return found === 'settings_invalid' ? connected : found;
}

async function flushMembers(context: FlushContext, group: Group): Promise<FlushResult> {
  const { key, worker } = context;
  const base = await worker.ports.destination(key.destination);
  const connected = typeof base === 'string' ? base : await ofConversation(context, group, base);
  if (typeof connected === 'string') return holdUnusable(context, group, connected);
  const heldMs = await heldUntilMs({ ...context, connected }, group);
  if (heldMs !== undefined) return { members: [], nextMs: heldMs, circuit: circuitOf(key.destination, connected) };
  if (key.name === 'digest') return sendDigest(context, group);
  if (isShared(key)) return flushShared({ ...context, connected }, group);
  const share = await shareOf(key, group, worker.ports);
  const open = { ...context, connected, ...share };
  if (isStale(share)) return dropped(open);
  return flushShare(open, share.group);
}

/** How long repeats wait after an acknowledgement was shown. */
const AFTER_ANSWER_MS = 30_000;

/** An acknowledgement changes nothing where there is no message that could show it. */
const dropped = ({ worker: { ports }, group }: OpenContext & Share): FlushResult => ({
  members: group.members,
  nextMs: ports.now() + AFTER_ANSWER_MS,
});

async function flushShare(open: OpenContext & Share, group: Group): Promise<FlushResult> {
  const { key, worker, connected } = open;
  const otherwise = (closed?: Receipt): Promise<FlushResult> | FlushResult =>
    isAcknowledgementOnly(group) ? dropped(open) : sendSummaryOrDigest(open, group, closed);
  if (connected.conversation === undefined) return otherwise();
  const scope = rateScopeOf(key.destination, connected);
  const [permit] = await worker.rateLimiter.take(scope, connected.perMinute, ['high']);
  if (permit !== undefined && permit.kind !== 'go') return flushAtCapacity(open, group, permit);
  const joined = await join(open, group, connected.conversation);
  if ('kind' in joined) return otherwise(joined.closed);
  return isAcknowledgementOnly(group) && joined.members.length > 0
    ? { ...joined, nextMs: worker.ports.now() + AFTER_ANSWER_MS }
    : joined;
}

/** Ends the members that a message carries now, or that are given up; returns those that leave the group. */
async function endMembers(context: FlushContext, group: Group, flushed: FlushResult): Promise<readonly GroupMember[]> {
  const { members, mergedInto, unconfirmed, circuit } = flushed;
  if (unconfirmed !== undefined) await reportUnconfirmed(context, members, unconfirmed);
  if (flushed.suppressed !== undefined)
    await suppressMembers(context.key.destination, alertsIn(members), flushed.suppressed, context.worker.ports);
  if (mergedInto !== undefined)
    await mergeMembers(context.key.destination, alertsIn(members), mergedInto, context.worker.ports);
  return members.length > 0 ? members : giveUpMembers(context, group.members, flushed.isRefused === true, circuit);
}

/**
 * Flushes a group: sends a digest, or the repeats of a problem in the thread or ticket of its first notification.
 * Returns when to flush next (epoch ms), or nothing when no members are left.
 */
export async function flushGroup(key: GroupKey, worker: Worker): Promise<number | undefined> {
  const { owner, ports } = worker;
  const taken = await ports.groups.take(key, owner, ports.now());
  if (taken === 'empty') return undefined;
  if ('laterMs' in taken) return taken.laterMs;
  const flushed = await flushMembers({ key, worker }, taken);
  const { nextMs, isOver = false, first, roster, renotifyMs, isAgain } = flushed;
  const members = await endMembers({ key, worker }, taken, flushed);
  // The lease is kept: whoever takes the group after it knows that a message may have been sent.
  const isUncertain = flushed.isUnanswered === true || taken.isUncertain;
  if (isUncertain && members.length === 0) return ports.now() + LEASE_MS;
  const joined = first === undefined || key.name === 'digest' ? {} : { first };
  const goesOn = defined({ roster, renotifyMs: renotifyMs === undefined ? undefined : Math.ceil(renotifyMs), isAgain });
  const isLeft = await ports.groups.release(key, owner, {
    members,
    dueMs: Math.ceil(nextMs),
    isOver,
    ...joined,
    ...goesOn,
  });
  return isLeft ? nextMs : undefined;
}
