import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import { defined, isFields } from '../../domain/values/json-fields.ts';
import type { AlertRow, StoredAlert } from '../../engine/ports/alerts.ts';
import type { KeptWebhook } from '../../engine/ports/webhooks.ts';
import { packWebhook, unpackWebhook, WebhookBody } from '../rows.ts';
import { type Compressed, compress, decompress } from './compressed.ts';

/**
 * What is large in a row, as one document: what was read from a webhook compresses well beside the webhook itself, and
 * DynamoDB counts every kilobyte that is written.
 */

type Body = z.infer<typeof WebhookBody>;

/**
 * A document is one line of JSON, and after it the text of the webhook as it came: not within the JSON, where its quotation
 * marks would be escaped and it would have less in common with what was read from it.
 */
function pack(value: object, body: Body | undefined): Compressed {
  if (body === undefined) return compress(JSON.stringify(value));
  const { text, ...rest } = body;
  const line = JSON.stringify({ ...value, body: rest });
  return compress(text === undefined ? line : `${line}\n${text}`);
}

/** A document of before has the text within its JSON. */
function unpack(doc: Compressed): unknown {
  const whole = decompress(doc);
  const end = whole.indexOf('\n');
  const value: unknown = JSON.parse(end < 0 ? whole : whole.slice(0, end));
  if (end < 0 || !isFields(value) || !isFields(value['body'])) return value;
  return { ...value, body: { ...value['body'], text: whole.slice(end + 1) } };
}

const isAlert = (value: unknown): value is Alert => isFields(value) && typeof value['id'] === 'string';

const AlertDoc = z.object({
  // As it was written: a parse by schema would order its fields anew, and what is rendered would be other bytes.
  alert: z.custom<Alert>(isAlert),
  raw: z.optional(z.string()),
  evidence: z.optional(z.string()),
  body: z.optional(WebhookBody),
  carries: z.optional(z.array(z.object({ alertId: z.string(), hour: z.string() }))),
  trace: z.optional(z.string()),
});

type AlertParts = Pick<AlertRow, 'alert' | 'raw' | 'evidence' | 'body' | 'carries' | 'trace'>;

/** The content of an alert's row, without the id, which its key has. */
export const packAlert = ({ alert, raw, evidence, body, carries, trace }: AlertParts): Compressed =>
  pack(
    { alert: { ...alert, id: '' }, raw, evidence, carries, trace },
    body === undefined ? undefined : packWebhook(body),
  );

function parsed<T>(schema: z.ZodMiniType<T>, doc: Compressed, what: string): T {
  const { success, data, error } = schema.safeParse(unpack(doc));
  if (success) return data;
  const [issue] = error.issues;
  throw new Error(`the document of ${what}: ${issue?.path.join('.')}: ${issue?.message}; the row is damaged`);
}

export function unpackAlert(doc: Compressed, alertId: string): Pick<StoredAlert, keyof AlertParts> {
  const { alert, raw, evidence, body, carries, trace } = parsed(AlertDoc, doc, 'an alert');
  return {
    alert: { ...alert, id: alertId },
    ...defined({ raw, evidence, carries, trace, body: body === undefined ? undefined : unpackWebhook(body) }),
  };
}

const WebhookDoc = z.object({ source: z.string(), receivedAt: z.string(), body: z.optional(WebhookBody) });

/** The content of a webhook's row; `notes` are for people who look at it. */
export const packKept = ({ source, receivedAt, body }: KeptWebhook, notes: object): Compressed =>
  pack({ ...notes, source, receivedAt }, body === undefined ? undefined : packWebhook(body));

export function unpackKept(doc: Compressed): KeptWebhook {
  const { source, receivedAt, body } = parsed(WebhookDoc, doc, 'a webhook');
  return { source, receivedAt, ...(body === undefined ? {} : { body: unpackWebhook(body) }) };
}
