import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Attempt } from '../../destinations/_kit/define-destination.ts';
import { repeatsOf } from '../../domain/group.ts';
import { GROUP_INTERVAL_MS } from '../../domain/group-times.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { type Outcome, type Receipt, rejected } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { retryDelaySeconds } from '../../domain/retry-delay.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { findDelivery } from '../find-delivery.ts';
import { LONGEST_CHAIN } from '../limits.ts';
import type { Group } from '../ports/groups.ts';
import type { Sent } from '../ports/transport.ts';
import { tryOr } from './attempt.ts';
import { type FlushResult, type OpenContext, refusedFor, waits } from './flush-context.ts';
import { attemptedWith, outcomesOf } from './judge.ts';
import { noteVerdict } from './note.ts';
import { worded } from './wording.ts';
import { hasTimeFor } from './worker.ts';

type Conversation = NonNullable<Connected['conversation']>;
type First = NonNullable<Awaited<ReturnType<typeof findDelivery>>>;

/** A conversation that is joined: the delivery that notified first, and what to add to it. */
interface Joining extends OpenContext {
  readonly conversation: Conversation;
  readonly first: First;
  readonly receipt: Receipt;
  readonly group: Group;
  readonly repeats: Repeats;
}

/** What there was no time for is taken up again after this. */
const SOON_SECONDS = 1;

const isInFlight = ({ state }: First): boolean => ['queued', 'sending', 'retrying', 'unknown'].includes(state.status);

const send = ({ worker, connected: { timeoutMs, reach } }: OpenContext, request: OutboundRequest): Promise<Sent> =>
  worker.ports.send(request, { timeoutMs, reach });

const isDone = (sent: Sent | undefined): boolean => sent?.kind === 'answer' && sent.response.status < 300;

/** The wording of the first message, for what follows it. */
const wordedOf = ({ first, key, connected, worker }: Joining, attempt: Attempt): Promise<Attempt> =>
  worded(first.alert, attempt, { destination: key.destination, connected }, worker.ports);

/** Shows the number of occurrences in the first message. A failure is ignored, because nothing depends on it. */
async function editFirst(joining: Joining): Promise<void> {
  const { conversation, first, receipt, repeats, worker } = joining;
  const { id } = first.state;
  const plain = { deliveryId: id, at: new Date(worker.ports.now()).toISOString(), possibleDuplicate: false };
  const attempt = await wordedOf(joining, plain);
  const request = tryOr(() => conversation.edit?.(repeats, first.alert, attempt, receipt), undefined);
  if (request !== undefined) await send(joining, request);
}

/** Closes the ticket of the first notification. */
async function resolveFirst(joining: Joining): Promise<void> {
  const { resolve } = joining.conversation;
  if (resolve === undefined) return;
  const ask = tryOr(() => resolve.ask(joining.receipt), undefined);
  const asked = ask === undefined ? undefined : await send(joining, ask);
  const act =
    asked?.kind === 'answer' ? tryOr(() => resolve.act(asked.response, joining.receipt), undefined) : undefined;
  const done = act === undefined ? undefined : await send(joining, act);
  joining.worker.ports.log('problem.resolved', { deliveryId: joining.first.state.id, closed: isDone(done) });
}

/** Sends a reply in the thread, or a comment on the ticket. */
async function reply(joining: Joining): Promise<Outcome> {
  const { conversation, first, receipt, repeats, group, worker, connected, key } = joining;
  const { ports } = worker;
  const startedMs = ports.now();
  const plain = {
    deliveryId: `${first.state.id}#${group.sequence}`,
    at: new Date(startedMs).toISOString(),
    possibleDuplicate: group.isUncertain,
  };
  const attempt = await wordedOf(joining, plain);
  const request = tryOr(() => conversation.reply(repeats, attempt, receipt, first.alert), undefined);
  if (request === undefined) return rejected('thread_unavailable');
  const sent = await send(joining, request);
  const [outcome = rejected('unclassified_response')] = outcomesOf(
    sent,
    (response) => [conversation.judge(response)],
    1,
  );
  const alertId = group.members[0]?.alertId ?? first.alert.id;
  const attempted = attemptedWith(outcome, sent, startedMs, ports.now());
  if (outcome.kind !== 'rejected') await noteVerdict(key.destination, alertId, attempted, connected, worker);
  ports.log('group.flushed', {
    destination: key.destination,
    of: first.state.id,
    count: repeats.count,
    outcome: outcome.kind,
  });
  return outcome;
}

/** Without an answer the ticket's state is not known; the circuit breaker learns of it as of any other request. */
async function noteUnanswered(joining: Joining, asked: Sent, startedMs: number): Promise<void> {
  const { key, group, first, connected, worker } = joining;
  const [outcome] = outcomesOf(asked, () => [], 1);
  if (outcome === undefined) return;
  const attempted = attemptedWith(outcome, asked, startedMs, worker.ports.now());
  const alertId = group.members[0]?.alertId ?? first.alert.id;
  await noteVerdict(key.destination, alertId, attempted, connected, worker);
}

/**
 * The state of the ticket of the first notification: open (or reopened now), closed and not to be reopened, or
 * unclear at the moment.
 */
async function openAgain(joining: Joining): Promise<'open' | 'closed' | 'unclear'> {
  const { conversation, receipt, first, worker } = joining;
  const { closed } = conversation;
  const ask = tryOr(() => closed?.ask(receipt), undefined);
  if (closed === undefined || ask === undefined) return 'open';
  const startedMs = worker.ports.now();
  const asked = await send(joining, ask);
  if (asked.kind !== 'answer') {
    await noteUnanswered(joining, asked, startedMs);
    return 'unclear';
  }
  const { response } = asked;
  if (response.status >= 400 || !tryOr(() => closed.isClosed(response), false)) return 'open';
  const request = tryOr(() => closed.reopen(response, receipt), undefined);
  if (request === undefined) return 'closed';
  const isReopened = isDone(await send(joining, request));
  worker.ports.log('problem.reopened', { deliveryId: first.state.id, reopened: isReopened });
  return isReopened ? 'open' : 'closed';
}

/** There is nothing to join: a message of its own is sent, and later repeats join that. */
export interface NotJoined {
  readonly kind: 'not-joined';
  readonly closed?: Receipt;
}
const notJoined: NotJoined = { kind: 'not-joined' };

/** The destination where the message of a receipt is, also when the configuration sends alerts elsewhere by now. */
async function atReceipt({ key, worker, connected }: OpenContext, { target }: Receipt): Promise<Connected> {
  if (target === undefined || connected.target !== undefined) return connected;
  const found = await worker.ports.destination(key.destination, target);
  return typeof found === 'string' ? connected : found;
}

/**
 * Joins the message or ticket of the first notification. A reply without a response is sent once more, and then counts as
 * sent: the next one names the total.
 */
export async function join(
  context: OpenContext,
  group: Group,
  conversation: Conversation,
  given: Repeats = repeatsOf(group.members, group.notified),
): Promise<FlushResult | NotJoined> {
  const { worker, connected } = context;
  const { ports } = worker;
  // The whole chain fits, or the reply would be sent and what follows it forgotten.
  if (!hasTimeFor(LONGEST_CHAIN, connected, worker)) return waits(ports, SOON_SECONDS);
  const first = group.first === undefined ? undefined : await findDelivery(group.first, ports);
  if (first === undefined) return notJoined;
  if (isInFlight(first)) return waits(ports, 10);
  const { receipt } = first.state;
  if (receipt === undefined) return notJoined;
  const { acknowledgement } = context;
  const repeats = defined({ ...given, acknowledgement });
  const there = await atReceipt(context, receipt);
  const joining = {
    ...context,
    connected: there,
    conversation: there.conversation ?? conversation,
    first,
    receipt,
    group,
    repeats,
  };
  // What has no occurrence does not open a ticket again.
  const ticket = repeats.isResolved || repeats.count === 0 ? 'open' : await openAgain(joining);
  if (ticket === 'unclear') return refusedFor(ports, 15);
  return ticket === 'closed' ? { kind: 'not-joined', closed: receipt } : joinOpen(joining);
}

async function joinOpen(joining: Joining): Promise<FlushResult | NotJoined> {
  const { worker, connected, group, repeats, first } = joining;
  const { ports } = worker;
  const outcome = await reply(joining);
  if (outcome.kind === 'rejected') return notJoined;
  if (outcome.kind === 'retry') return refusedFor(ports, retryDelaySeconds(3, ports.random(), outcome.afterSeconds));
  const isUnanswered = outcome.kind === 'unknown';
  if (isUnanswered && connected.isIdempotent) return refusedFor(ports, retryDelaySeconds(3, ports.random()));
  if (isUnanswered && !group.isUncertain) return { members: [], nextMs: ports.now(), isUnanswered };
  await editFirst(joining);
  if (repeats.isResolved) await resolveFirst(joining);
  return {
    members: group.members,
    nextMs: ports.now() + GROUP_INTERVAL_MS,
    isOver: repeats.isResolved,
    mergedInto: first.state.id,
    ...(isUnanswered ? { unconfirmed: outcome.reason } : {}),
  };
}
