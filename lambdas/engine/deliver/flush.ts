import type { Alert } from '../../core/alert.ts';
import type { Connected } from '../../core/connected.ts';
import { deliveryIdOf } from '../../core/delivery.ts';
import { digestAlert, type GroupMember, repeatsAlert, repeatsOf } from '../../core/group.ts';
import type { Receipt } from '../../core/outcome.ts';
import { emitTo } from '../emit-to.ts';
import type { Group } from '../ports/groups.ts';
import { type FlushContext, type FlushResult, GROUP_INTERVAL_MS, waits } from './flush-context.ts';
import { DIGEST_WAIT_MS, intoDigest } from './group.ts';
import { join } from './join.ts';
import type { Permit } from './rate-limit.ts';
import { rateScopeOf } from './worker.ts';

const isUsable = (connected: Connected | string): connected is Connected => typeof connected !== 'string';

/**
 * Sends a summary or digest. If a worker that crashed recorded it before, it carries the members that it lists; the
 * others stay.
 */
async function sendStandalone(
  { key, ports }: FlushContext,
  members: readonly GroupMember[],
  alert: Alert,
  everyMs: number,
): Promise<FlushResult> {
  const emitted = await emitTo(key.destination, alert, ports);
  const listed = emitted.evidence.map(({ content }) => content).join('\n');
  return {
    members: members.filter(({ alertId }) => listed.includes(alertId)),
    nextMs: ports.now() + everyMs,
    first: deliveryIdOf(emitted.id, key.destination),
  };
}

const sendDigest = (context: FlushContext, { members, sequence }: Group): Promise<FlushResult> => {
  const now = new Date(context.ports.now()).toISOString();
  return sendStandalone(context, members, digestAlert(context.key.destination, sequence, members, now), DIGEST_WAIT_MS);
};

const sendSummary = async (
  context: FlushContext,
  { members, sequence, notified }: Group,
  closed?: Receipt,
): Promise<FlushResult> => {
  const { destination, name } = context.key;
  const now = new Date(context.ports.now()).toISOString();
  const repeats = repeatsOf(members, notified);
  const alert = repeatsAlert(`${destination} ${name}`, sequence, members, repeats, now, closed);
  return { ...(await sendStandalone(context, members, alert, GROUP_INTERVAL_MS)), isOver: repeats.isResolved };
};

/**
 * Repeats that cannot join a thread are sent as one message. Without a permit they go into the digest, unless one of
 * them is critical.
 */
async function sendSummaryOrDigest(
  context: FlushContext,
  group: Group,
  connected: Connected,
  closed?: Receipt,
): Promise<FlushResult> {
  const { key, ports, rateLimiter } = context;
  const { members, notified } = group;
  const { severity, isResolved } = repeatsOf(members, notified);
  const { perMinute } = connected;
  // The permit is taken before the message is queued; else many messages would be queued that all wait for a permit.
  const [permit] =
    perMinute === undefined || severity === 'critical'
      ? []
      : await rateLimiter.take(rateScopeOf(key.destination, connected), perMinute, [severity]);
  if (permit === undefined || permit.kind === 'go') return sendSummary(context, group, closed);
  const sequence = await intoDigest(key.destination, members, ports);
  if (sequence === undefined) return waits(ports, 30);
  return { members, nextMs: ports.now() + GROUP_INTERVAL_MS, isOver: isResolved };
}

/**
 * There is no permit for a reply in the thread. Repeats that are neither critical nor resolved go into the digest;
 * else the replies of thousands of problems would wait for hours.
 */
async function flushAtCapacity(
  { key, ports }: FlushContext,
  { members, notified }: Group,
  { kind }: Permit,
): Promise<FlushResult> {
  const { severity, isResolved } = repeatsOf(members, notified);
  if (kind !== 'full' || severity === 'critical' || isResolved) return waits(ports, 5 + 5 * ports.random());
  const sequence = await intoDigest(key.destination, members, ports);
  return sequence === undefined ? waits(ports, 30) : { members, nextMs: ports.now() + GROUP_INTERVAL_MS };
}

async function flushMembers(context: FlushContext, group: Group): Promise<FlushResult> {
  const { key, ports, circuitBreaker, rateLimiter } = context;
  const connected = await ports.destination(key.destination);
  if (!isUsable(connected)) return waits(ports, 60);
  const circuit = await circuitBreaker.acquire(key.destination);
  if (circuit.kind === 'open') return { members: [], nextMs: circuit.untilMs };
  if (key.name === 'digest') return sendDigest(context, group);
  if (connected.conversation === undefined) return sendSummaryOrDigest(context, group, connected);
  const { perMinute } = connected;
  const [permit] =
    perMinute === undefined ? [] : await rateLimiter.take(rateScopeOf(key.destination, connected), perMinute, ['high']);
  if (permit !== undefined && permit.kind !== 'go') return flushAtCapacity(context, group, permit);
  const joined = await join(context, group, connected.conversation);
  return 'kind' in joined ? sendSummaryOrDigest(context, group, connected, joined.closed) : joined;
}

/**
 * Flushes a group: sends a digest, or the repeats of a problem in the thread or ticket of its first notification.
 * Returns when to flush next (epoch ms), or nothing when no members are left.
 */
export async function flushGroup(context: FlushContext): Promise<number | undefined> {
  const { key, owner, ports } = context;
  const taken = await ports.groups.take(key, owner, ports.now());
  if (taken === 'empty') return undefined;
  if ('laterMs' in taken) return taken.laterMs;
  const { members, nextMs, isOver = false, first } = await flushMembers(context, taken);
  const joined = first === undefined || key.name === 'digest' ? {} : { first };
  const isLeft = await ports.groups.release(key, owner, { members, dueMs: Math.ceil(nextMs), isOver, ...joined });
  return isLeft ? nextMs : undefined;
}
