import type { Connected } from '../../core/connected.ts';
import type { Repeats } from '../../core/destination.ts';
import { repeatsOf } from '../../core/group.ts';
import { retryDelaySeconds } from '../../core/http/retry-delay.ts';
import { type Outcome, type Receipt, rejected } from '../../core/outcome.ts';
import type { Group } from '../ports/groups.ts';
import { judgeSent, tryRender } from './attempt.ts';
import { findDelivery } from './find-delivery.ts';
import { type FlushContext, type FlushResult, GROUP_INTERVAL_MS, waits } from './flush-context.ts';
import type { Ports } from './ports.ts';

type Conversation = NonNullable<Connected['conversation']>;
type First = NonNullable<Awaited<ReturnType<typeof findDelivery>>>;

const isInFlight = ({ state }: First): boolean => ['queued', 'sending', 'retrying', 'unknown'].includes(state.status);

/** Shows the number of occurrences in the first message. A failure is ignored, because nothing depends on it. */
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

/** Sends a reply in the thread, or a comment on the ticket. */
async function reply(
  repeats: Repeats,
  first: First,
  { sequence, isUncertain }: Group,
  conversation: Conversation,
  ports: Ports,
): Promise<Outcome> {
  const { id, receipt } = first.state;
  const attempt = {
    deliveryId: `${id}#${sequence}`,
    at: new Date(ports.now()).toISOString(),
    possibleDuplicate: isUncertain,
  };
  const replyTo = (receipt: Receipt) => conversation.reply(repeats, attempt, receipt, first.alert);
  const request = receipt === undefined ? undefined : tryRender(() => replyTo(receipt));
  if (request === undefined) return rejected('thread_unavailable');
  const [outcome] = judgeSent(await ports.send(request), (response) => [conversation.judge(response)], 1);
  return outcome ?? rejected('unclassified_response');
}

/**
 * The state of the ticket of the first notification: open (or reopened now), closed and not to be reopened, or
 * unclear at the moment.
 */
async function openAgain(
  { state }: First,
  { closed }: Conversation,
  ports: Ports,
): Promise<'open' | 'closed' | 'unclear'> {
  const { receipt } = state;
  if (closed === undefined || receipt === undefined) return 'open';
  const asked = await ports.send(closed.ask(receipt));
  if (asked.kind !== 'answer') return 'unclear';
  if (asked.response.status >= 400 || !closed.isClosed(asked.response)) return 'open';
  const request = tryRender(() => closed.reopen(asked.response, receipt));
  if (request === undefined) return 'closed';
  const done = await ports.send(request);
  const isReopened = done.kind === 'answer' && done.response.status < 300;
  ports.log('problem.reopened', { deliveryId: state.id, reopened: isReopened });
  return isReopened ? 'open' : 'closed';
}

/** There is nothing to join: a message of its own is sent, and later repeats join that. */
export interface NotJoined {
  readonly kind: 'not-joined';
  readonly closed?: Receipt;
}
const notJoined: NotJoined = { kind: 'not-joined' };

/**
 * Joins the message or ticket of the first notification. A reply without a response counts as sent: the next one
 * names the total.
 */
export async function join(
  context: FlushContext,
  group: Group,
  conversation: Conversation,
): Promise<FlushResult | NotJoined> {
  const { ports } = context;
  const first = group.first === undefined ? undefined : await findDelivery(group.first, ports);
  if (first === undefined) return notJoined;
  if (isInFlight(first)) return waits(ports, 10);
  const repeats = repeatsOf(group.members, group.notified);
  const ticket = repeats.isResolved ? 'open' : await openAgain(first, conversation, ports);
  if (ticket === 'unclear') return waits(ports, 15);
  return ticket === 'closed'
    ? { kind: 'not-joined', ...receiptOf(first) }
    : joinOpen(context, group, conversation, first, repeats);
}

const receiptOf = ({ state: { receipt } }: First): Pick<NotJoined, 'closed'> =>
  receipt === undefined ? {} : { closed: receipt };

async function joinOpen(
  context: FlushContext,
  group: Group,
  conversation: Conversation,
  first: First,
  repeats: Repeats,
): Promise<FlushResult | NotJoined> {
  const { ports, key, circuitBreaker } = context;
  const outcome = await reply(repeats, first, group, conversation, ports);
  ports.log('group.flushed', {
    destination: key.destination,
    of: first.state.id,
    count: repeats.count,
    outcome: outcome.kind,
  });
  if (outcome.kind === 'rejected') return notJoined;
  await circuitBreaker.note(key.destination, outcome);
  if (outcome.kind === 'retry') return waits(ports, retryDelaySeconds(3, ports.random(), outcome.afterSeconds));
  await editFirst(repeats, first, conversation, ports);
  if (repeats.isResolved) await resolveFirst(first, conversation, ports);
  return { members: group.members, nextMs: ports.now() + GROUP_INTERVAL_MS, isOver: repeats.isResolved };
}
