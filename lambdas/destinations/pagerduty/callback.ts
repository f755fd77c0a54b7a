import type { Answer } from '../../domain/answer.ts';
import { textOf } from '../../domain/values/json-fields.ts';
import type { Callback, CallbackCredentials, CallbackReading } from '../_kit/callback.ts';
import { fieldsAt, ignored, nameOf, objectIn, timeAt, unreadable } from '../_kit/callback-body.ts';
import { ownKeyIn } from '../_kit/paging/paging.ts';

/** Several signatures, one a secret, while one is replaced (https://developer.pagerduty.com/docs/verifying-webhook-signatures). */
const signature = {
  header: 'x-pagerduty-signature',
  hash: 'sha256',
  encoding: 'hex',
  prefix: 'v1=',
  separator: ',',
  content: '{body}',
} as const;

const byEvent: Readonly<Record<string, Answer>> = {
  'incident.acknowledged': { action: 'acknowledge' },
  'incident.resolved': { action: 'resolve' },
};

/** Changes by the Events API name the integration as their agent; Tocsin's own are among them. */
const isIntegration = (type: string): boolean => type.endsWith('inbound_integration_reference');

function read(body: string): CallbackReading {
  const event = fieldsAt(objectIn(body) ?? {}, 'event');
  const type = textOf(event['event_type']);
  if (type === undefined) return unreadable('no PagerDuty event');
  const answer = Object.hasOwn(byEvent, type) ? byEvent[type] : undefined;
  if (answer === undefined) return ignored('other_event');
  const agent = fieldsAt(event, 'agent');
  if (isIntegration(textOf(agent['type']) ?? '')) return ignored('own_change');
  const receipt = ownKeyIn(fieldsAt(event, 'data')['incident_key']);
  if (receipt === undefined) return ignored('foreign_incident');
  const by = nameOf(agent['summary'], agent['id'], 'PagerDuty');
  return {
    kind: 'answer',
    answer: { subject: { kind: 'receipt', receipt }, answer, by, ...timeAt(event['occurred_at']) },
  };
}

/** An incident that somebody acknowledges or resolves is so here; by webhook subscriptions of version 3. */
export const pagerdutyCallback: Callback<{ readonly callback?: CallbackCredentials | undefined }> = {
  via: 'pagerduty',
  docs: 'https://developer.pagerduty.com/docs/webhooks-overview',
  signature,
  credentials: ({ callback }) => callback,
  read,
  subjectOf: ({ id }) => id,
};
