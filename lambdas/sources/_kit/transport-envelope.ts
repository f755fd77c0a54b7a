import { type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { jsonIn } from './body/payload.ts';

/** What an envelope of a transport carries, and the envelope without it. */
export interface Opened {
  readonly inner: unknown;
  readonly envelope: Fields;
  /** What it carries is Base64, so that nothing of it can be read where it stands. */
  readonly isEncoded: boolean;
  /** The envelope around something else. */
  wrap(inner: unknown): unknown;
}

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
const toBase64 = (inner: unknown): string => Buffer.from(JSON.stringify(inner) ?? '', 'utf8').toString('base64');

/** A push request of Google Pub/Sub (https://docs.cloud.google.com/pubsub/docs/push), when its data is JSON. */
function pubSub(value: Fields): Opened | undefined {
  const message = value['message'];
  if (!isFields(message) || typeof message['data'] !== 'string') return undefined;
  if (textOf(message['messageId'] ?? message['message_id']) === undefined) return undefined;
  const inner = jsonIn(fromBase64(message['data']));
  if (inner === undefined) return undefined;
  const { data: _, ...rest } = message;
  const wrap = (it: unknown) => ({ ...value, message: { ...message, data: toBase64(it) } });
  return { inner, envelope: { ...value, message: rest }, isEncoded: true, wrap };
}

/** An EventBridge event (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html). */
function eventBridge(value: Fields): Opened | undefined {
  if (typeof value['detail-type'] !== 'string' || !isFields(value['detail'])) return undefined;
  const { detail: inner, ...envelope } = value;
  return { inner, envelope, isEncoded: false, wrap: (detail) => ({ ...value, detail }) };
}

const dataIn = (value: Fields): unknown =>
  typeof value['data_base64'] === 'string'
    ? jsonIn(fromBase64(value['data_base64']))
    : (jsonIn(value['data']) ?? value['data']);

/** A CloudEvents event in structured mode (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). */
function cloudEvent(value: Fields): Opened | undefined {
  if (textOf(value['specversion']) === undefined || textOf(value['type']) === undefined) return undefined;
  const inner = dataIn(value);
  if (typeof inner !== 'object' || inner === null) return undefined;
  const { data: _, data_base64: __, ...envelope } = value;
  return { inner, envelope, isEncoded: 'data_base64' in value, wrap: (data) => ({ ...envelope, data }) };
}

/** An event of Azure Event Grid (https://learn.microsoft.com/en-us/azure/event-grid/event-schema). */
function eventGrid(value: Fields): Opened | undefined {
  if (textOf(value['eventType']) === undefined || textOf(value['eventTime']) === undefined) return undefined;
  if (!isFields(value['data'])) return undefined;
  const { data: inner, ...envelope } = value;
  return { inner, envelope, isEncoded: false, wrap: (data) => ({ ...value, data }) };
}

const openers = [pubSub, eventBridge, cloudEvent, eventGrid] as const;

/** Opens the envelope of a transport; nothing for what stands in none. */
export function openEnvelope(value: unknown): Opened | undefined {
  if (!isFields(value)) return undefined;
  for (const open of openers) {
    const opened = open(value);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

const VALIDATION = 'Microsoft.EventGrid.SubscriptionValidationEvent';

/**
 * The code by which Event Grid asks whether it may send
 * (https://learn.microsoft.com/en-us/azure/event-grid/end-point-validation-event-grid-events-schema).
 */
export function validationCode(value: unknown): string | undefined {
  const [event, ...others] = Array.isArray(value) ? value : [value];
  if (others.length > 0 || !isFields(event) || event['eventType'] !== VALIDATION) return undefined;
  const code = isFields(event['data']) ? event['data']['validationCode'] : undefined;
  return typeof code === 'string' && /^[\w-]{1,128}$/.test(code) ? code : undefined;
}
