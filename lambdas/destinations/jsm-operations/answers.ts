import type { OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected } from '../../domain/outcome.ts';
import { isFields, textOf } from '../../domain/values/json-fields.ts';
import { answerIn } from '../_kit/answer.ts';
import { isSuccess, judgeBusy, judgeWithoutWord, unconfirmedResponse } from '../_kit/http/http-status.ts';

/** Taken, to be processed; the id is that of the request. A 2xx without one is a proxy's. */
function judgeAccepted(response: OutboundResponse): Outcome {
  const id = textOf(answerIn(response)['requestId']) ?? '';
  return /^[0-9a-f-]{8,64}$/i.test(id) ? delivered(id) : unconfirmedResponse;
}

/** Fields that the alert makes; tags and priority are the settings' and ours. */
const alertFields = ['message', 'alias', 'description', 'entity', 'note', 'details'];

/** A key of the wrong form is answered like a field that does not fit; `errors` names the fields. */
function judgeInvalid(response: OutboundResponse): Outcome {
  const { message, errors } = answerIn(response);
  if (/^(?:api)?key\b|\bapi ?key\b/i.test(textOf(message) ?? '')) return refused('invalid_api_key');
  const isOfAlert = isFields(errors) && alertFields.some((field) => Object.hasOwn(errors, field));
  return isOfAlert ? rejected('invalid_fields') : judgeWithoutWord(response);
}

const BUSY_SECONDS = 60;

/** The period that is counted over (https://docs.opsgenie.com/docs/api-rate-limiting). */
function periodSeconds({ headers }: OutboundResponse): number {
  const seconds = Number(headers['x-ratelimit-period-in-sec'] ?? '');
  return Number.isInteger(seconds) && seconds > 0 ? seconds : BUSY_SECONDS;
}

export function judge(response: OutboundResponse): Outcome {
  const { status } = response;
  if (isSuccess(response)) return judgeAccepted(response);
  if (status === 429) return judgeBusy(response, periodSeconds(response));
  return status === 422 ? judgeInvalid(response) : judgeWithoutWord(response);
}
