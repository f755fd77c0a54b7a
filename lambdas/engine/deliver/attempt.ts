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

/** What one attempt came to, with the record that is kept of it. */
export interface Attempted {
  readonly outcome: Outcome;
  readonly record: AttemptRecord;
  /** The answer said that the quota is used up until then (epoch ms). */
  readonly exhaustedUntilMs?: number;
}

/** A worker that died while sending, or an answer that never came, now or before: the request may have arrived. */
const mayHaveArrived = ({ before, attempts }: ClaimedDelivery): boolean =>
  before === 'sending' || before === 'unknown' || attempts.some(({ outcome }) => outcome === 'unknown');

/** Whether the fallback's time has come: the destination has not taken the alert for as long as the route allows. */
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

/** A render that throws is our bug, not the alert's end: it waits for a version that can. */
export function tryRender(render: () => OutboundRequest | undefined): OutboundRequest | undefined {
  try {
    return render();
  } catch {
    return undefined;
  }
}

/** A verdict that throws is our bug; the request was answered, so it may well have been taken. */
function tryJudge(judge: () => readonly Outcome[], items: number): readonly Outcome[] {
  try {
    return judge();
  } catch {
    return Array.from({ length: items }, () => unknown('judge_failed'));
  }
}

/** The verdict on what was sent, for all items alike when nothing came back. */
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

/** Looks that told nothing before the delivery is sent again, marked as a possible repeat: a search may lack a right. */
const UNSURE_LOOKS = 3;

const isUnsureAgain = ({ attempts }: ClaimedDelivery, sent: Sent): boolean =>
  sent.kind === 'answer' &&
  sent.response.status < 500 &&
  attempts.filter(({ reason }) => reason === 'lookup_inconclusive').length >= UNSURE_LOOKS;

/** Looks whether an earlier attempt arrived. `undefined`: it did not, or nobody can tell, so it is sent (again). */
async function lookUp(job: Job, connected: Connected, ports: Ports): Promise<Attempted | undefined> {
  const { lookup } = connected;
  if (lookup === undefined || !mayHaveArrived(job.claimed)) return undefined;
  const startedMs = ports.now();
  const { alert, attempt } = renderedOf(job, startedMs);
  const request = tryRender(() => lookup.render(alert, attempt));
  if (request === undefined) return undefined;
  const sent = await ports.send(request);
  const found = sent.kind === 'answer' ? lookup.found(sent.response, alert, attempt) : 'unsure';
  if (found === undefined || (found === 'unsure' && isUnsureAgain(job.claimed, sent))) return undefined;
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

/** What an answer says of the quota. */
export function exhaustionOf(sent: Sent | undefined): Pick<Attempted, 'exhaustedUntilMs'> {
  const untilMs = sent?.kind === 'answer' ? exhaustedUntilMs(sent.response) : undefined;
  return untilMs === undefined ? {} : { exhaustedUntilMs: untilMs };
}

/** One attempt for one delivery: look first where an earlier one may have arrived, then render, send and judge. */
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
