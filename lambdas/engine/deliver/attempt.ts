import type { Alert } from '../../core/alert.ts';
import type { Connected } from '../../core/connected.ts';
import type { AttemptRecord, DeliveryMessage } from '../../core/delivery.ts';
import type { Attempt, OutboundRequest, Rendered } from '../../core/destination.ts';
import { exhaustedUntilMs } from '../../core/http/rate-limit-headers.ts';
import { delivered, type Outcome, retry, unknown } from '../../core/outcome.ts';
import type { ClaimedDelivery } from '../ports/deliveries.ts';
import type { Sent } from '../ports/transport.ts';
import type { Ports } from './ports.ts';

/** A delivery that this worker has claimed. */
export interface Job {
  readonly message: DeliveryMessage;
  readonly claimed: ClaimedDelivery;
}

/** The outcome of one attempt, and the record that is kept of it. */
export interface Attempted {
  readonly outcome: Outcome;
  readonly record: AttemptRecord;
  /** Until when the quota is used up, according to the response (epoch ms). */
  readonly exhaustedUntilMs?: number;
}

/** Whether an earlier request may have arrived: its worker crashed while sending, or it got no response. */
const mayHaveArrived = ({ before, attempts }: ClaimedDelivery): boolean =>
  before === 'sending' || before === 'unknown' || attempts.some(({ outcome }) => outcome === 'unknown');

/** Whether the fallback is due: the destination has not accepted the alert within the time that the route allows. */
export const isLate = ({ fallback }: DeliveryMessage, { firstAt }: ClaimedDelivery, nowMs: number): boolean =>
  fallback !== undefined && nowMs - firstAt >= fallback.afterSeconds * 1000;

function attemptOf({ message, claimed }: Job, nowMs: number): Attempt {
  return {
    deliveryId: message.deliveryId,
    at: new Date(nowMs).toISOString(),
    possibleDuplicate: mayHaveArrived(claimed),
    ...(isLate(message, claimed, nowMs) ? { toldElsewhere: (message.fallback?.to ?? []).join(', ') } : {}),
    ...(message.raw === undefined ? {} : { raw: message.raw }),
    ...(message.evidence === undefined ? {} : { evidence: message.evidence }),
  };
}

export const renderedOf = (job: Job, nowMs: number): Rendered => ({
  alert: job.message.alert,
  attempt: attemptOf(job, nowMs),
});

/** Rendering that throws is a bug of ours: the delivery is tried again, and may succeed after an update. */
export function tryRender(render: () => OutboundRequest | undefined): OutboundRequest | undefined {
  try {
    return render();
  } catch {
    return undefined;
  }
}

/** A `judge` that throws is a bug of ours. The destination answered, so it may have accepted the request. */
function tryJudge(judge: () => readonly Outcome[], items: number): readonly Outcome[] {
  try {
    return judge();
  } catch {
    return Array.from({ length: items }, () => unknown('judge_failed'));
  }
}

/** The outcomes of a request, one for each item; the same for all items when there was no response. */
export function judgeSent(
  sent: Sent,
  judge: (response: Extract<Sent, { kind: 'answer' }>['response']) => readonly Outcome[],
  items: number,
): readonly Outcome[] {
  switch (sent.kind) {
    case 'answer':
      return tryJudge(() => judge(sent.response), items);
    case 'not-sent':
      return Array.from({ length: items }, () => retry(sent.reason));
    case 'no-answer':
      return Array.from({ length: items }, () => unknown(sent.reason));
  }
}

export function recordOf(outcome: Outcome, sent: Sent | undefined, startedMs: number, endedMs: number): AttemptRecord {
  return {
    at: new Date(startedMs).toISOString(),
    outcome: outcome.kind,
    ...(sent?.kind === 'answer' ? { httpStatus: sent.response.status } : {}),
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    durationMs: Math.max(0, Math.round(endedMs - startedMs)),
  };
}

/**
 * Inconclusive look-ups before the delivery is sent again as a possible repeat: the credential may lack the right to
 * search.
 */
const INCONCLUSIVE_LOOKUPS = 3;

const isStillInconclusive = ({ attempts }: ClaimedDelivery, sent: Sent): boolean =>
  sent.kind === 'answer' &&
  sent.response.status < 500 &&
  attempts.filter(({ reason }) => reason === 'lookup_inconclusive').length >= INCONCLUSIVE_LOOKUPS;

/**
 * Looks up whether an earlier attempt arrived. `undefined`: it did not, or that cannot be found out, so it is sent
 * (again).
 */
async function lookUp(job: Job, connected: Connected, ports: Ports): Promise<Attempted | undefined> {
  const { lookup } = connected;
  if (lookup === undefined || !mayHaveArrived(job.claimed)) return undefined;
  const startedMs = ports.now();
  const { alert, attempt } = renderedOf(job, startedMs);
  const request = tryRender(() => lookup.render(alert, attempt));
  if (request === undefined) return undefined;
  const sent = await ports.send(request);
  const found = sent.kind === 'answer' ? lookup.found(sent.response, alert, attempt) : 'unsure';
  if (found === undefined || (found === 'unsure' && isStillInconclusive(job.claimed, sent))) return undefined;
  const outcome: Outcome = found === 'unsure' ? unknown('lookup_inconclusive') : delivered(found.id, found.url);
  return {
    outcome,
    record: {
      ...recordOf(outcome, sent, startedMs, ports.now()),
      reason: found === 'unsure' ? 'lookup_inconclusive' : 'found_by_lookup',
    },
  };
}

async function prepareAndRender(
  alert: Alert,
  attempt: Attempt,
  connected: Connected,
): Promise<OutboundRequest | undefined> {
  try {
    const prepared = await connected.prepare?.(alert);
    return connected.render(alert, prepared === undefined ? attempt : { ...attempt, prepared });
  } catch {
    return undefined;
  }
}

/** What the response says about the quota. */
export function exhaustionOf(sent: Sent | undefined): Pick<Attempted, 'exhaustedUntilMs'> {
  const untilMs = sent?.kind === 'answer' ? exhaustedUntilMs(sent.response) : undefined;
  return untilMs === undefined ? {} : { exhaustedUntilMs: untilMs };
}

/** One attempt for one delivery: looks up an earlier attempt that may have arrived, else renders, sends and judges. */
export async function attemptOne(job: Job, connected: Connected, ports: Ports): Promise<Attempted> {
  const found = await lookUp(job, connected, ports);
  if (found !== undefined) return found;
  const startedMs = ports.now();
  const { alert, attempt } = renderedOf(job, startedMs);
  const request = await prepareAndRender(alert, attempt, connected);
  if (request === undefined) {
    const outcome = retry('render_failed');
    return { outcome, record: recordOf(outcome, undefined, startedMs, ports.now()) };
  }
  const sent = await ports.send(request);
  const [outcome = unknown('unclassified_response')] = judgeSent(sent, (response) => [connected.judge(response)], 1);
  return { outcome, record: recordOf(outcome, sent, startedMs, ports.now()), ...exhaustionOf(sent) };
}
