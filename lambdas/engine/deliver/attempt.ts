import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Attempt, Rendered } from '../../destinations/_kit/define-destination.ts';
import type { DeliveryMessage } from '../../domain/delivery.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { delivered, FIELDS_REFUSED, type Outcome, retry, unknown } from '../../domain/outcome.ts';
import { stepOf } from '../../domain/trace-context.ts';
import type { ClaimedDelivery } from '../ports/deliveries.ts';
import type { Sent } from '../ports/transport.ts';
import { MOST_UNCERTAIN, uncertainSends } from './backoff.ts';
import { type Attempted, type Job, mayHaveArrived } from './job.ts';
import { attemptedWith, outcomesOf, reducedFirst } from './judge.ts';
import { worded } from './wording.ts';
import { hasTimeFor, type Worker } from './worker.ts';

/** Whether the fallback is due: the destination has not accepted the alert within the time that the route allows. */
const isLate = ({ fallback }: DeliveryMessage, { firstAt }: ClaimedDelivery, nowMs: number): boolean =>
  fallback !== undefined && nowMs - firstAt >= fallback.afterSeconds * 1000;

function attemptOf({ message, claimed }: Job, nowMs: number): Attempt {
  return {
    deliveryId: message.deliveryId,
    at: new Date(nowMs).toISOString(),
    possibleDuplicate: mayHaveArrived(claimed),
    ...(claimed.attempts.some(({ reason }) => reason === FIELDS_REFUSED) ? { isReduced: true as const } : {}),
    ...(isLate(message, claimed, nowMs) ? { toldElsewhere: (message.fallback?.to ?? []).join(', ') } : {}),
    ...(message.raw === undefined ? {} : { raw: message.raw }),
    ...(message.evidence === undefined ? {} : { evidence: message.evidence }),
  };
}

export const renderedOf = (job: Job, nowMs: number): Rendered => ({
  alert: job.message.alert,
  attempt: attemptOf(job, nowMs),
});

/** Code of an adapter that throws is a bug of ours: nothing is sent, and it may succeed after an update. */
export function tryOr<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** Why a job is not attempted now: the deadline is too near, or a person has to say whether it arrived. */
export type NotAttempted = 'no-time' | 'needs-person';

/**
 * Inconclusive look-ups before the delivery counts as one that cannot be looked up: the credential may lack the right to
 * search.
 */
const INCONCLUSIVE_LOOKUPS = 3;

const isStillInconclusive = ({ attempts }: ClaimedDelivery, sent: Sent): boolean =>
  sent.kind === 'answer' &&
  sent.response.status < 500 &&
  attempts.filter(({ reason }) => reason === 'lookup_inconclusive').length >= INCONCLUSIVE_LOOKUPS;

/** `absent`: it did not arrive. `unclear`: that cannot be found out. */
type LookedUp = Attempted | 'absent' | 'unclear';

function foundBy(
  lookup: NonNullable<Connected['lookup']>,
  sent: Sent,
  job: Job,
  { alert, attempt }: Rendered,
): Outcome | 'absent' | 'unclear' {
  const found =
    sent.kind === 'answer' ? tryOr(() => lookup.found(sent.response, alert, attempt), 'unsure' as const) : 'unsure';
  if (found === undefined) return 'absent';
  if (found !== 'unsure') return delivered(found.id, found.url);
  return isStillInconclusive(job.claimed, sent) ? 'unclear' : unknown('lookup_inconclusive');
}

/** Looks up whether an earlier attempt arrived. */
async function lookUp(job: Job, connected: Connected, { ports }: Worker): Promise<LookedUp> {
  const { lookup, timeoutMs, reach } = connected;
  if (lookup === undefined) return 'unclear';
  const startedMs = ports.now();
  const rendered = renderedOf(job, startedMs);
  const request = tryOr(() => lookup.render(rendered.alert, rendered.attempt), undefined);
  if (request === undefined) return 'unclear';
  const sent = await ports.send(request, { timeoutMs, reach });
  const found = foundBy(lookup, sent, job, rendered);
  if (found === 'absent' || found === 'unclear') return found;
  const attempted = attemptedWith(found, sent, startedMs, ports.now());
  const reason = found.kind === 'delivered' ? 'found_by_lookup' : 'lookup_inconclusive';
  return atTarget({ ...attempted, record: { ...attempted.record, reason } }, connected);
}

/** Keeps with an attempt, and with what came of it, where it went: later replies and changes go there. */
function atTarget({ outcome, record, ...rest }: Attempted, { target }: Connected): Attempted {
  if (target === undefined || Object.keys(target).length === 0) return { outcome, record, ...rest };
  const receipt = outcome.kind === 'delivered' ? outcome.receipt : undefined;
  const placed = receipt === undefined ? {} : { receipt: { ...receipt, target: { ...target, ...receipt.target } } };
  return { ...rest, outcome: { ...outcome, ...placed }, record: { ...record, target } };
}

/** What may have arrived is looked up, and sent again, where it went, also when its alert would go elsewhere today. */
async function whereItWent({ message, claimed }: Job, connected: Connected, { ports }: Worker): Promise<Connected> {
  const target = claimed.attempts.findLast(({ outcome }) => outcome === 'unknown')?.target;
  const found = target === undefined ? connected : await ports.destination(message.destination, target);
  return typeof found === 'string' ? connected : found;
}

async function prepareAndRender(
  { alert, attempt }: Rendered,
  destination: string,
  connected: Connected,
  { ports }: Worker,
): Promise<OutboundRequest | undefined> {
  try {
    const prepared = await connected.prepare?.(alert);
    const own = await worded(alert, attempt, { destination, connected }, ports);
    return connected.render(alert, prepared === undefined ? own : { ...own, prepared });
  } catch {
    return undefined;
  }
}

/** A request with the trace of its webhook, where the destination carries it and the operator set no other. */
function traced(request: OutboundRequest, { message, claimed }: Job, { carriesTrace }: Connected): OutboundRequest {
  const isSet = Object.keys(request.headers).some((name) => name.toLowerCase() === 'traceparent');
  const attempt = String(claimed.attempts.length + 1);
  const traceparent = stepOf(message.trace, message.deliveryId, attempt);
  if (carriesTrace !== true || isSet || traceparent === undefined) return request;
  return { ...request, headers: { ...request.headers, traceparent } };
}

async function sendOne(job: Job, connected: Connected, worker: Worker): Promise<Attempted> {
  const { ports } = worker;
  const startedMs = ports.now();
  const rendered = renderedOf(job, startedMs);
  const request = await prepareAndRender(rendered, job.message.destination, connected, worker);
  if (request === undefined) return attemptedWith(retry('render_failed'), undefined, startedMs, ports.now());
  const sent = await ports.send(traced(request, job, connected), {
    timeoutMs: connected.timeoutMs,
    reach: connected.reach,
  });
  const [outcome = unknown('unclassified_response')] = outcomesOf(sent, (response) => [connected.judge(response)], 1);
  return atTarget(attemptedWith(reducedFirst(outcome, rendered.attempt), sent, startedMs, ports.now()), connected);
}

/** Whether what may have arrived may be sent (again): once, or as often as a key or a person allows. */
const mayRepeat = ({ message, claimed }: Job, { isIdempotent }: Connected): boolean =>
  isIdempotent || message.isReplay === true || uncertainSends(claimed.attempts) < MOST_UNCERTAIN;

/** One attempt for one delivery: looks up an earlier attempt that may have arrived, else renders, sends and judges. */
export async function attemptOne(job: Job, current: Connected, worker: Worker): Promise<Attempted | NotAttempted> {
  const isUncertain = mayHaveArrived(job.claimed);
  const connected = isUncertain ? await whereItWent(job, current, worker) : current;
  const isAsked = isUncertain && connected.lookup !== undefined;
  if (!hasTimeFor(isAsked ? 2 : 1, connected, worker)) return 'no-time';
  const found = isUncertain ? await lookUp(job, connected, worker) : 'absent';
  if (typeof found !== 'string') return found;
  if (found === 'unclear' && !mayRepeat(job, connected)) return 'needs-person';
  return sendOne(job, connected, worker);
}
