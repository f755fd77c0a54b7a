import type { Alert } from '../core/alert.ts';
import type { Connected, Repeats } from '../core/destination.ts';
import { digestAlert, type Member, repeatsAlert, repeatsOf } from '../core/gathered.ts';
import { type Outcome, rejected } from '../core/outcome.ts';
import { retryDelaySeconds } from '../core/retry-delay.ts';
import { judgeSent, tryRender } from './attempt.ts';
import { FLOOD_AFTER_MS, intoDigest } from './decisions.ts';
import type { Pauses } from './pauses.ts';
import type { Gathering, GatheringKey, Ports } from './ports.ts';
import type { Quotas } from './quotas.ts';
import { quotaOf } from './worker.ts';

/** After a problem's repeats were told, the next are told after this long at the earliest. */
const TELL_AGAIN_MS = 5 * 60_000;

export interface Telling {
  readonly key: GatheringKey;
  readonly owner: string;
  readonly ports: Ports;
  readonly pauses: Pauses;
  readonly quotas: Quotas;
}

/** What came of telling: who was told of, and when to look again. */
interface Told {
  readonly members: readonly Member[];
  readonly nextMs: number;
  /** The problem is over: what comes of it again is told anew. */
  readonly isOver?: boolean;
}

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
  return { members: members.filter(({ alertId }) => listed.includes(alertId)), nextMs: ports.now() + everyMs };
}

const tellFlood = (telling: Telling, { members, sequence }: Gathering): Promise<Told> => {
  const now = new Date(telling.ports.now()).toISOString();
  return tellApart(telling, members, digestAlert(telling.key.destination, sequence, members, now), FLOOD_AFTER_MS);
};

const tellRepeats = async (telling: Telling, { members, sequence, told }: Gathering): Promise<Told> => {
  const { destination, name } = telling.key;
  const now = new Date(telling.ports.now()).toISOString();
  const repeats = repeatsOf(members, told);
  const alert = repeatsAlert(`${destination} ${name}`, sequence, members, repeats, now);
  return { ...(await tellApart(telling, members, alert, TELL_AGAIN_MS)), isOver: repeats.isResolved };
};

/**
 * Repeats that cannot join a thread are messages of their own. Where there is no room for them, they go into the
 * digest; what is critical keeps its own.
 */
async function tellRepeatsOrDigest(telling: Telling, gathering: Gathering, connected: Connected): Promise<Told> {
  const { key, ports, quotas } = telling;
  const { members, told } = gathering;
  const { severity, isResolved } = repeatsOf(members, told);
  const { perMinute } = connected;
  const scope = quotaOf(key.destination, connected);
  const isCrowded =
    severity !== 'critical' && perMinute !== undefined && (await quotas.isFull(scope, perMinute, severity));
  if (!isCrowded) return tellRepeats(telling, gathering);
  const sequence = await intoDigest(key.destination, members, ports);
  if (sequence === undefined) return waits(ports, 30);
  return { members, nextMs: ports.now() + TELL_AGAIN_MS, isOver: isResolved };
}

const waits = (ports: Ports, seconds: number): Told => ({ members: [], nextMs: ports.now() + seconds * 1000 });

type Conversation = NonNullable<Connected['conversation']>;
type First = NonNullable<Awaited<ReturnType<Ports['findDelivery']>>>;

const isInFlight = ({ state }: First): boolean => ['queued', 'sending', 'retrying', 'unknown'].includes(state.status);

/** The first message shows how often it came; nobody waits for that, and nothing depends on it. */
async function editFirst(repeats: Repeats, first: First, { edit }: Conversation, ports: Ports): Promise<void> {
  const { id, receipt } = first.state;
  if (edit === undefined || receipt === undefined) return;
  const attempt = { deliveryId: id, at: new Date(ports.now()).toISOString(), possibleDuplicate: false };
  const request = tryRender(() => edit(repeats, first.alert, attempt, receipt));
  if (request !== undefined) await ports.send(request);
}

async function resolveFirst({ state }: First, { resolve }: Conversation, ports: Ports): Promise<void> {
  const { receipt } = state;
  if (resolve === undefined || receipt === undefined) return;
  const asked = await ports.send(resolve.ask(receipt));
  const request = asked.kind === 'answer' ? tryRender(() => resolve.act(asked.response, receipt)) : undefined;
  const done = request === undefined ? undefined : await ports.send(request);
  const isDone = done?.kind === 'answer' && done.response.status < 300;
  ports.log('problem.resolved', { deliveryId: state.id, closed: isDone });
}

/** A reply in the thread, a comment on the ticket. */
async function reply(
  repeats: Repeats,
  first: First,
  { sequence, mayBeTold }: Gathering,
  conversation: Conversation,
  ports: Ports,
): Promise<Outcome> {
  const { id, receipt } = first.state;
  const attempt = {
    deliveryId: `${id}#${sequence}`,
    at: new Date(ports.now()).toISOString(),
    possibleDuplicate: mayBeTold,
  };
  const request = receipt === undefined ? undefined : tryRender(() => conversation.reply(repeats, attempt, receipt));
  if (request === undefined) return rejected('cannot_join');
  const [outcome] = judgeSent(await ports.send(request), (response) => [conversation.judge(response)], 1);
  return outcome ?? rejected('no_verdict');
}

/** Joins the message or ticket that told it first. An answer that never came counts as told: the next names the total. */
async function join(telling: Telling, gathering: Gathering, conversation: Conversation): Promise<Told | 'apart'> {
  const { ports, key, pauses } = telling;
  const first = gathering.first === undefined ? undefined : await ports.findDelivery(gathering.first);
  if (first === undefined) return 'apart';
  if (isInFlight(first)) return waits(ports, 10);
  const repeats = repeatsOf(gathering.members, gathering.told);
  const outcome = await reply(repeats, first, gathering, conversation, ports);
  ports.log('repeats.told', {
    destination: key.destination,
    of: first.state.id,
    count: repeats.count,
    outcome: outcome.kind,
  });
  if (outcome.kind === 'rejected') return 'apart';
  await pauses.note(key.destination, outcome);
  if (outcome.kind === 'retry') return waits(ports, retryDelaySeconds(3, ports.random(), outcome.afterSeconds));
  await editFirst(repeats, first, conversation, ports);
  if (repeats.isResolved) await resolveFirst(first, conversation, ports);
  return { members: gathering.members, nextMs: ports.now() + TELL_AGAIN_MS, isOver: repeats.isResolved };
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
  if (room !== undefined && room.kind !== 'go') return waits(ports, 5);
  const joined = await join(telling, gathering, connected.conversation);
  return joined === 'apart' ? tellRepeatsOrDigest(telling, gathering, connected) : joined;
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
  const { members, nextMs, isOver = false } = await tellGathering(telling, taken);
  const isLeft = await ports.putGathering(key, owner, { told: members, dueMs: Math.ceil(nextMs), isOver });
  return isLeft ? nextMs : undefined;
}
