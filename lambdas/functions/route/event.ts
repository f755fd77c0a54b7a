import type { SQSRecord } from 'aws-lambda';
import { eventSources } from '../../config/event-source.ts';
import type { Config } from '../../config/schema.ts';
import { textOf } from '../../domain/values/json-fields.ts';
import { pack, type WebhookMessage } from '../../domain/webhook.ts';
import { decodeWebhook, fieldsIn } from '../../store/sqs/codec.ts';

/**
 * The source for the events of a service. Without a configured source the type is the name, so that the event becomes
 * an alert all the same.
 */
export function createEventSources(sources: Config['sources']): (eventSource: string) => string {
  const byEvents = Object.entries(sources).filter(([, { auth }]) => auth.scheme === 'eventbridge');
  const ids = new Map(byEvents.map(([id, { type }]) => [eventSources.get(type) ?? type, id]));
  return (eventSource) => ids.get(eventSource) ?? eventSource.replace(/^aws\./, '');
}

/**
 * The message of an SQS record: one that ingest wrote, or an event from a rule of EventBridge, converted to a webhook. An
 * event that EventBridge delivers twice is the same webhook twice.
 */
export function messageOf(
  { body, messageId, attributes }: Pick<SQSRecord, 'body' | 'messageId' | 'attributes'>,
  sourceOfEvent: (eventSource: string) => string,
): WebhookMessage {
  const parsed = fieldsIn(body);
  // Only ingest, the API and our EventBridge rules may send to this queue.
  if (parsed === undefined || parsed['v'] !== undefined || textOf(parsed['detail-type']) === undefined)
    return decodeWebhook(body);
  const { gzip, bytes } = pack(Buffer.from(body), false);
  return {
    v: 2,
    webhookId: `eb_${textOf(parsed['id']) ?? messageId}`,
    source: sourceOfEvent(textOf(parsed['source']) ?? ''),
    receivedAt: new Date(Number(attributes.SentTimestamp)).toISOString(),
    headers: { 'content-type': 'application/json' },
    body: { in: 'message', gzip, bytes },
  };
}
