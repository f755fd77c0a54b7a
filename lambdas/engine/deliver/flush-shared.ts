import { type DeliveryMessage, deliveryIdOf, type GroupOptions, type RouteOptions } from '../../domain/delivery.ts';
import { byTime, type GroupMember, occurrencesIn, sharedKey, worst } from '../../domain/group.ts';
import { groupAlert } from '../../domain/group-alert.ts';
import { GROUP_INTERVAL_MS, keepMsOf } from '../../domain/group-times.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { type Change, changeOf, hasNews, liveRoster, singleOf } from '../../domain/shared-group.ts';
import type { Group } from '../ports/groups.ts';
import { emitCarrier } from './carrier.ts';
import { join } from './conversation.ts';
import type { FlushResult, OpenContext } from './flush-context.ts';
import { inhibitedMembers } from './inhibited.ts';
import { memberMessages, suppressMembers } from './members.ts';
import type { Ports } from './ports.ts';
import { isAllAcknowledged, showAcknowledged } from './shared-answers.ts';

/** Why members end without a message: their problem was over before the group had notified. */
const OVER_BEFORE = 'resolved_before_notified';

/** A group as it is flushed. */
interface Flushing {
  readonly context: OpenContext;
  readonly group: Group;
  readonly change: Change;
  readonly options: RouteOptions;
  readonly settings: Pick<GroupOptions, 'intervalSeconds' | 'shared'> & Partial<GroupOptions>;
}

/** What the routes say now of the group's latest alert; nothing when the alert is gone or is in another group now. */
async function optionsOf({ key, worker }: OpenContext, { members, roster = [] }: Group): Promise<RouteOptions> {
  const latest = [...roster, ...members].toSorted(byTime).at(-1);
  const stored = latest === undefined ? undefined : await worker.ports.alerts.load(latest.alertId);
  if (stored === undefined) return {};
  const options = await worker.ports.routeOptions(stored.alert, key.destination);
  const isSame = options.group !== undefined && sharedKey(key.destination, options.group.name).name === key.name;
  return isSame ? options : {};
}

async function flushing(context: OpenContext, group: Group): Promise<Flushing> {
  const options = await optionsOf(context, group);
  const roster = liveRoster(group.roster ?? [], context.worker.ports.now() - keepMsOf(options));
  const change = changeOf(roster, group.members);
  const settings = options.group ?? { intervalSeconds: GROUP_INTERVAL_MS / 1000, shared: '' };
  return { context, group: { ...group, roster }, change, options, settings };
}

/** What the group goes on with after a message, or without one. */
function after({ context, group, change, settings }: Flushing, isNotified: boolean): Omit<FlushResult, 'members'> {
  const nowMs = context.worker.ports.now();
  const { repeatSeconds, intervalSeconds } = settings;
  const again = repeatSeconds === undefined ? undefined : nowMs + repeatSeconds * 1000;
  const renotifyMs = isNotified ? again : group.renotifyMs;
  return {
    nextMs: nowMs + intervalSeconds * 1000,
    roster: change.roster,
    isOver: change.roster.length === 0,
    ...(change.roster.length > 0 && renotifyMs !== undefined ? { renotifyMs } : {}),
    ...(isNotified && group.members.length === 0 ? { isAgain: true as const } : {}),
  };
}

/** Nobody is notified again of what somebody has acknowledged; the group is looked at again after as long. */
function later(flushed: Flushing): FlushResult {
  const goesOn = after(flushed, false);
  const { repeatSeconds } = flushed.settings;
  const nowMs = flushed.context.worker.ports.now();
  return {
    ...goesOn,
    members: [],
    ...(repeatSeconds === undefined ? {} : { renotifyMs: nowMs + repeatSeconds * 1000 }),
  };
}

/** Nothing that a person has to know: the members end with the message of before, or as what was over before any. */
function quietly(flushed: Flushing): FlushResult {
  const { group } = flushed;
  const { members, first, roster = [] } = group;
  const ends = first !== undefined && roster.length > 0 ? { mergedInto: first } : { suppressed: OVER_BEFORE };
  return { ...after(flushed, false), members, ...ends };
}

/** Sends the alert itself, which says more than a summary of one. */
async function sendItself(flushed: Flushing, member: GroupMember, ports: Ports): Promise<FlushResult> {
  const { destination } = flushed.context.key;
  const messages = await memberMessages({ carries: [member], destination }, ports);
  const itself = messages.map((message): DeliveryMessage => ({ ...message, ...flushed.options, leftGroup: true }));
  await ports.deliveryQueue.send(itself);
  return { ...after(flushed, true), members: [member], first: deliveryIdOf(member.alertId, destination) };
}

async function sendCarrier(flushed: Flushing, ports: Ports): Promise<FlushResult> {
  const { context, group, change, settings } = flushed;
  const { destination, name } = context.key;
  const now = new Date(ports.now()).toISOString();
  const { shared } = settings;
  const alert = groupAlert({
    destination,
    name: name.slice('by:'.length),
    shared,
    sequence: group.sequence,
    members: group.members,
    change,
    now,
  });
  const carried = new Set(await emitCarrier(alert, destination, group.members, ports, flushed.options.overrides));
  const members = group.members.filter(({ alertId, answer }) => answer !== undefined || carried.has(alertId));
  // A worker that died may have recorded the message before others joined: those are news of the next one.
  const shown = members.length === group.members.length ? change : changeOf(group.roster ?? [], members);
  return {
    ...after({ ...flushed, change: shown }, true),
    members,
    first: deliveryIdOf(alert.id, destination),
  };
}

/** What a message that the group joins says of it. */
function repeatsIn({ group, change }: Flushing): Repeats {
  const shown = [...change.news, ...change.ended, ...change.roster].toSorted(byTime);
  const count = occurrencesIn(group.members);
  const news = change.news.length > 0 ? change.news : change.ended;
  const { answer } = news.toSorted(byTime).at(-1) ?? {};
  return {
    ...(answer === undefined || count > 0 ? {} : { answer }),
    title: news.toSorted(byTime).at(-1)?.title ?? shown.at(-1)?.title ?? '',
    severity: worst(shown),
    count,
    total: group.notified + count,
    since: shown[0]?.receivedAt ?? '',
    until: shown.at(-1)?.receivedAt ?? '',
    isResolved: change.roster.length === 0,
  };
}

/** A reply that nobody is notified of is no reminder; a ticket is reminded of by a comment. */
const joinsAgain = ({ group, context }: Flushing): boolean =>
  group.members.length > 0 || context.connected.conversation?.closed !== undefined;

async function joinFirst(flushed: Flushing): Promise<FlushResult | undefined> {
  const { context, group } = flushed;
  const { conversation } = context.connected;
  if (conversation === undefined || (group.roster ?? []).length === 0 || !joinsAgain(flushed)) return undefined;
  const joined = await join(context, group, conversation, repeatsIn(flushed));
  if ('kind' in joined) return undefined;
  const isSent = joined.mergedInto !== undefined;
  return isSent ? { ...joined, ...after(flushed, true) } : joined;
}

async function flushOpen(context: OpenContext, group: Group): Promise<FlushResult> {
  const { ports } = context.worker;
  const shown = await showAcknowledged(context, group);
  if (shown !== undefined) return shown;
  const flushed = await flushing(context, group);
  if (group.members.length === 0 && (await isAllAcknowledged(flushed.change.roster, ports))) return later(flushed);
  const single = singleOf(flushed.group, flushed.change);
  if (single !== undefined) return sendItself(flushed, single, ports);
  if (!hasNews(flushed.group, flushed.change, flushed.options)) return quietly(flushed);
  return (await joinFirst(flushed)) ?? sendCarrier(flushed, ports);
}

/**
 * Flushes a group of `groupBy`: one message for what is new in it and what has ended. What an open problem inhibits by now
 * is suppressed, which is why one may wait with `groupWait`.
 */
export async function flushShared(context: OpenContext, group: Group): Promise<FlushResult> {
  const { ports } = context.worker;
  const inhibited = await inhibitedMembers(group.members, ports);
  for (const [member, reason] of inhibited) await suppressMembers(context.key.destination, [member], reason, ports);
  const muted = [...inhibited.keys()];
  const members = group.members.filter((member) => !inhibited.has(member));
  if (muted.length > 0 && members.length === 0) return { members: muted, nextMs: ports.now() + GROUP_INTERVAL_MS };
  const flushed = await flushOpen(context, { ...group, members });
  return flushed.members.length === 0 ? flushed : { ...flushed, members: [...flushed.members, ...muted] };
}
