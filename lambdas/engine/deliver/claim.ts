import type { BatchMessage, DeliveryMessage } from '../../domain/delivery.ts';
import type { Claim, ClaimedDelivery } from '../ports/deliveries.ts';
import { failed } from './failed.ts';
import type { Claimed, Job } from './job.ts';
import { messageOf, withoutLateMembers } from './late-members.ts';
import { firstAtOf } from './release.ts';
import { backAt, done, failedUntil, type Verdict } from './verdict.ts';
import type { Worker } from './worker.ts';

export type Message = DeliveryMessage | BatchMessage;

const isBatch = (message: Message): message is BatchMessage => 'items' in message;

/** The deliveries of a message, each as a message of its own. */
export const messagesIn = (message: Message): DeliveryMessage[] =>
  isBatch(message) ? message.items.map((item) => messageOf(message, item)) : [message];

/** The jobs of a batch that have no rows of their own. */
function jobsOf(message: BatchMessage, claimed: ClaimedDelivery): Job[] {
  const splitOut = new Set(claimed.splitOut ?? []);
  const items = message.items.filter(({ alert }) => !splitOut.has(alert.id));
  return items.map((item) => ({ message: messageOf(message, item), claimed }));
}

async function claimBatch(message: BatchMessage, { owner, ports }: Worker): Promise<Claim | Claimed> {
  const alertIds = message.items.map(({ alert }) => alert.id);
  const claim = await ports.deliveries.claim(message, owner, ports.now(), alertIds);
  if (claim.kind === 'leased') return claim;
  const isFirst = claim.kind === 'claimed' && claim.before === 'queued';
  const members = isFirst ? message : await withoutLateMembers(message, ports);
  if (claim.kind === 'completed') return claim;
  return { message, claimed: claim, jobs: jobsOf(members, claim) };
}

async function claimSingle(message: DeliveryMessage, { owner, ports }: Worker): Promise<Claim | Claimed> {
  const claim = await ports.deliveries.claim(message, owner, ports.now());
  if (claim.kind !== 'claimed') return claim;
  // The time that it waited to be sent at all is not time in which it was tried.
  const claimed = { ...claim, firstAt: firstAtOf(message, claim.firstAt, ports) };
  return { message, claimed, jobs: [{ message, claimed }] };
}

/** Claims the delivery, or the batch, of a message for this worker; or answers what becomes of the message. */
export async function claim(message: Message, worker: Worker): Promise<Claimed | Verdict> {
  try {
    const made = await (isBatch(message) ? claimBatch(message, worker) : claimSingle(message, worker));
    if ('jobs' in made) return made;
    if (made.kind !== 'leased') return done;
    const { untilMs, failure } = made;
    const nowMs = worker.ports.now();
    return failure === undefined ? backAt(untilMs, nowMs) : failedUntil(untilMs, nowMs, failure);
  } catch (error) {
    return failed(message, 'claim', error, worker.ports);
  }
}
