import type { Attempt } from '../../destinations/_kit/define-destination.ts';
import type { AttemptRecord } from '../../domain/delivery.ts';
import type { OutboundResponse } from '../../domain/outbound.ts';
import { FIELDS_REFUSED, type Outcome, refused, retry, unknown } from '../../domain/outcome.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { withSetting } from '../failure-settings.ts';
import type { Sent } from '../ports/transport.ts';
import type { Attempted } from './job.ts';
import { exhaustedUntilMs } from './rate-limit-headers.ts';
import { responseExcerpt } from './response-excerpt.ts';

type Judge = (response: OutboundResponse) => readonly Outcome[];

/** A `judge` that throws is a bug of ours. The destination answered, so it may have accepted the request. */
function tryJudge(judge: Judge, response: OutboundResponse, items: number): readonly Outcome[] {
  try {
    return judge(response);
  } catch {
    return Array.from({ length: items }, () => unknown('judge_failed'));
  }
}

function unsent({ reason, refused: isRefused }: Extract<Sent, { kind: 'not-sent' }>): Outcome {
  const explained = withSetting(reason);
  return isRefused === true ? refused(explained) : retry(explained);
}

/** The outcomes of a request, one for each item; the same for all items when there was no response. */
export function outcomesOf(sent: Sent, judge: Judge, items: number): readonly Outcome[] {
  switch (sent.kind) {
    case 'answer':
      return tryJudge(judge, sent.response, items);
    case 'not-sent':
      return Array.from({ length: items }, () => unsent(sent));
    case 'no-answer':
      return Array.from({ length: items }, () => unknown(sent.reason));
  }
}

/** The first time that a field of an alert is refused it is sent again without labels and facts. */
export function reducedFirst(outcome: Outcome, { isReduced }: Attempt): Outcome {
  const mayReduce = 'isReducible' in outcome && outcome.isReducible === true && isReduced !== true;
  return mayReduce ? retry(FIELDS_REFUSED) : outcome;
}

/** The record of an attempt; what the vendor said is kept when it did not accept the alert. */
function recordOf(outcome: Outcome, sent: Sent | undefined, startedMs: number, endedMs: number): AttemptRecord {
  const response = sent?.kind === 'answer' ? sent.response : undefined;
  const excerpt = response === undefined || outcome.kind === 'delivered' ? undefined : responseExcerpt(response);
  return defined({
    at: new Date(startedMs).toISOString(),
    outcome: outcome.kind,
    httpStatus: response?.status,
    reason: 'reason' in outcome ? outcome.reason : undefined,
    response: excerpt,
    durationMs: Math.max(0, Math.round(endedMs - startedMs)),
  });
}

/** An attempt as it is judged: its outcome, its record, and what the response says about the quota. */
export function attemptedWith(outcome: Outcome, sent: Sent | undefined, startedMs: number, endedMs: number): Attempted {
  const untilMs = sent?.kind === 'answer' ? exhaustedUntilMs(sent.response) : undefined;
  return {
    outcome,
    record: recordOf(outcome, sent, startedMs, endedMs),
    ...(untilMs === undefined ? {} : { exhaustedUntilMs: untilMs }),
    ...(sent === undefined || sent.kind === 'not-sent' ? { isUnsent: true as const } : {}),
  };
}
