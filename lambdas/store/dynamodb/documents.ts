import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import { defined, isFields } from '../../domain/values/json-fields.ts';
import type { AlertRow, StoredAlert } from '../../engine/ports/alerts.ts';
import type { KeptWebhook } from '../../engine/ports/webhooks.ts';
import { packWebhook, unpackWebhook, WebhookBody } from '../rows.ts';

/**
 * What is large in a row, as one document: what was read from a webhook compresses well beside the webhook itself, and
 * DynamoDB counts every kilobyte that is written.
 */

type Packed = string | Uint8Array;

/** Small ones in full, so that most rows stay below a kilobyte; of large ones most is gained at once. */
const levelOf = (text: string): number => (text.length < 64 * 1024 ? 6 : 1);

function pack(value: object): Packed {
  const text = JSON.stringify(value);
  const zipped = gzipSync(text, { level: levelOf(text) });
  return zipped.length < Buffer.byteLength(text) ? zipped : text;
}

const unpack = (doc: Packed): unknown => JSON.parse(typeof doc === 'string' ? doc : gunzipSync(doc).toString('utf8'));

const isAlert = (value: unknown): value is Alert => isFields(value) && typeof value['id'] === 'string';

const AlertDoc = z.object({
  // As it was written: a parse by schema would order its fields anew, and what is rendered would be other bytes.
  alert: z.custom<Alert>(isAlert),
  raw: z.optional(z.string()),
  evidence: z.optional(z.string()),
  body: z.optional(WebhookBody),
  carries: z.optional(z.array(z.object({ alertId: z.string(), hour: z.string() }))),
});

type AlertParts = Pick<AlertRow, 'alert' | 'raw' | 'evidence' | 'body' | 'carries'>;

/** The content of an alert's row. */
export const packAlert = ({ alert, raw, evidence, body, carries }: AlertParts): Packed =>
  pack({ alert, raw, evidence, carries, body: body === undefined ? undefined : packWebhook(body) });

function parsed<T>(schema: z.ZodMiniType<T>, doc: Packed, what: string): T {
  const { success, data, error } = schema.safeParse(unpack(doc));
  if (success) return data;
  const [issue] = error.issues;
  throw new Error(`the document of ${what}: ${issue?.path.join('.')}: ${issue?.message}; the row is damaged`);
}

export function unpackAlert(doc: Packed): Pick<StoredAlert, keyof AlertParts> {
  const { alert, raw, evidence, body, carries } = parsed(AlertDoc, doc, 'an alert');
  return { alert, ...defined({ raw, evidence, carries, body: body === undefined ? undefined : unpackWebhook(body) }) };
}

const WebhookDoc = z.object({ source: z.string(), receivedAt: z.string(), body: z.optional(WebhookBody) });

/** The content of a webhook's row; `notes` are for people who look at it. */
export const packKept = ({ source, receivedAt, body }: KeptWebhook, notes: object): Packed =>
  pack({ ...notes, source, receivedAt, body: body === undefined ? undefined : packWebhook(body) });

export function unpackKept(doc: Packed): KeptWebhook {
  const { source, receivedAt, body } = parsed(WebhookDoc, doc, 'a webhook');
  return { source, receivedAt, ...(body === undefined ? {} : { body: unpackWebhook(body) }) };
}
