import type { SourceConfig } from '../../config/schema.ts';
import { type Answer, jsonAnswer, textAnswer } from '../../domain/problem-details.ts';
import { validationCode } from '../../sources/_kit/transport-envelope.ts';
import { isAuthentic } from './plain-credentials.ts';
import type { HookHead, HookRequest } from './request.ts';

const header = ({ headers }: HookHead, name: string): string =>
  Object.hasOwn(headers, name) ? (headers[name] ?? '') : '';

/** https://developer.okta.com/docs/concepts/event-hooks/#one-time-verification-request */
function okta(request: HookHead): Answer | undefined {
  const challenge = header(request, 'x-okta-verification-challenge');
  return request.method === 'GET' && challenge !== '' ? jsonAnswer(200, { verification: challenge }) : undefined;
}

/** https://learn.microsoft.com/en-us/graph/change-notifications-delivery-webhooks#notificationurl-validation */
function graph({ method, query, hasBody }: HookHead): Answer | undefined {
  const token = Object.hasOwn(query, 'validationToken') ? query['validationToken'] : undefined;
  return method === 'POST' && !hasBody && typeof token === 'string' ? textAnswer(200, token) : undefined;
}

/** https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md#4-abuse-protection */
function cloudEvents(request: HookHead, { perMinute }: SourceConfig): Answer | undefined {
  const origin = header(request, 'webhook-request-origin');
  if (request.method !== 'OPTIONS' || !/^[\w.:-]{1,255}$/.test(origin)) return undefined;
  const rate =
    header(request, 'webhook-request-rate') === '' ? {} : { 'webhook-allowed-rate': String(perMinute ?? '*') };
  return jsonAnswer(200, {}, { allow: 'GET, POST, PUT', 'webhook-allowed-origin': origin, ...rate });
}

/**
 * The answer to a handshake, by which a sender asks whether it may send; nothing for other requests. A handshake has no
 * credential except in the path, and its answer contains only values of the request. A request that can carry an alert
 * is never a handshake.
 */
export function handshake(request: HookHead, source: SourceConfig): Answer | undefined {
  const answer = okta(request) ?? graph(request) ?? cloudEvents(request, source);
  if (source.auth.scheme === 'token' && !isAuthentic(source.auth, request)) return undefined;
  return answer;
}

const VALIDATION_MAX = 16_384;

/**
 * The answer to Azure Event Grid, which asks in the body of an authenticated request whether it may send
 * (https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema).
 */
export function validation({ headers }: Pick<HookRequest, 'headers'>, body: Uint8Array): Answer | undefined {
  if (headers['aeg-event-type'] !== 'SubscriptionValidation' || body.length > VALIDATION_MAX) return undefined;
  try {
    const code = validationCode(JSON.parse(Buffer.from(body).toString('utf8')));
    return code === undefined ? undefined : jsonAnswer(200, { validationResponse: code });
  } catch {
    return undefined;
  }
}
