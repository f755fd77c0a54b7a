import * as z from 'zod/mini';
import { type AttemptRecord, type DeliveryStatus, deliveryStatuses } from '../core/delivery.ts';
import { type GroupMember, unpackMember } from '../core/group.ts';
import type { Receipt } from '../core/outcome.ts';
import { defined } from '../core/reading/record.ts';
import type { Silence } from '../core/silence.ts';
import type { StoredWebhook } from '../core/webhook.ts';

/** What columns and attributes hold as JSON text, for every store: how it is written, and read without being trusted. */

function read<T>(schema: z.ZodMiniType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`stored ${what}: found no JSON; the stored data is damaged, restore a backup`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `stored ${what}: ${issue?.path.join('.')}: ${issue?.message}; it was written by another version or is damaged`,
  );
}

const Texts = z.array(z.string());
const Numbers = z.array(z.number());
const HeaderTexts = z.record(z.string(), z.string());
const Attempts = z.array(
  z.object({
    at: z.string(),
    outcome: z.enum(['delivered', 'retry', 'rejected', 'unknown']),
    httpStatus: z.optional(z.number()),
    reason: z.optional(z.string()),
    durationMs: z.number(),
  }),
);
const ReceiptRow = z.object({ id: z.string(), url: z.optional(z.string()) });
const MemberRow = z.array(z.string()).check(z.minLength(6));
const SilenceRow = z.object({
  v: z.literal(1),
  match: z.record(z.string(), z.unknown()),
  from: z.string(),
  until: z.string(),
  author: z.string(),
  reason: z.string(),
  createdAt: z.string(),
});
const WebhookBody = z.object({
  v: z.literal(1),
  gzip: z.boolean(),
  base64: z.optional(z.string()),
  key: z.optional(z.string()),
  headers: z.optional(HeaderTexts),
});

/** A list of names: planned destinations, the alerts of a batch. */
export const readTexts = (text: string): string[] => read(Texts, text, 'names');
export const readNumbers = (text: string): number[] => read(Numbers, text, 'times');
export const readHeaders = (text: string): Readonly<Record<string, string>> => read(HeaderTexts, text, 'headers');
/** Most deliveries have no attempts, or their first. */
export const readAttempts = (text: string): readonly AttemptRecord[] =>
  text === '[]' ? [] : read(Attempts, text, 'attempts').map(defined);
export const readReceipt = (text: string): Receipt => defined(read(ReceiptRow, text, 'receipt'));

/** Written by `packMember`. */
export function readMember(text: string): GroupMember {
  read(MemberRow, text, 'group member');
  return unpackMember(text);
}

type SilenceDoc = Omit<Silence, 'id' | 'count' | 'ended' | 'announced'>;

export const packSilence = ({ match, from, until, author, reason, createdAt }: SilenceDoc): string =>
  JSON.stringify({ v: 1, match, from, until, author, reason, createdAt });
export function readSilence(text: string): SilenceDoc {
  const { v: _, ...silence } = read(SilenceRow, text, 'silence');
  return silence;
}

/** The body of a kept webhook as JSON text. */
export const packWebhook = (webhook: StoredWebhook): string =>
  JSON.stringify({
    v: 1,
    gzip: webhook.gzip,
    ...(webhook.in === 'message' ? { base64: Buffer.from(webhook.bytes).toString('base64') } : { key: webhook.key }),
    headers: webhook.headers,
  });
export function readWebhook(text: string): StoredWebhook {
  const { gzip, base64, key, headers } = read(WebhookBody, text, 'webhook');
  const common = headers === undefined ? { gzip } : { gzip, headers };
  if (key !== undefined) return { in: 'blob', key, ...common };
  return { in: 'message', bytes: Buffer.from(base64 ?? '', 'base64'), ...common };
}

/** A delivery state as it is stored; what is none counts as `queued`, so that it is looked at again. */
export const readStatus = (text: string | undefined): DeliveryStatus =>
  deliveryStatuses.find((status) => status === text) ?? 'queued';
