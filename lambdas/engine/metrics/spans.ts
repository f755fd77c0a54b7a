import { readTraceparent, spanIdOf } from '../../domain/trace-context.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Events that are made into spans and not written: other lines say what they say. */
export const WEBHOOK_TRACED = 'webhook.traced';
export const ATTEMPT_TRACED = 'attempt.traced';

/** One step of a trace (https://opentelemetry.io/docs/concepts/signals/traces/#spans). Times in epoch ms. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'server' | 'client';
  readonly startMs: number;
  readonly endMs: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Only texts and numbers that are there. */
function attributesOf(values: Fields): Record<string, string | number> {
  const known = Object.entries(values).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(known);
}

/** From the receipt of a webhook until its alerts are recorded and their messages sent. */
function webhookSpan({ trace, sent, receivedAt, source, webhookId, outcome }: Fields, endMs: number): Span | undefined {
  const context = readTraceparent(text(trace));
  if (context === undefined) return undefined;
  const parent = readTraceparent(text(sent))?.spanId;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: `webhook ${text(source)}`,
    kind: 'server',
    startMs: Math.min(endMs, Date.parse(text(receivedAt))),
    endMs,
    isError: false,
    attributes: attributesOf({ 'tocsin.source': source, 'tocsin.webhook.id': webhookId, 'tocsin.outcome': outcome }),
  };
}

/** One attempt: its span is the one that the destination sees as its caller. */
function attemptSpan(fields: Fields, endMs: number): Span | undefined {
  const { trace, deliveryId, destination, attempt, outcome, reason, httpStatus, durationMs } = fields;
  const context = readTraceparent(text(trace));
  if (context === undefined) return undefined;
  return {
    traceId: context.traceId,
    spanId: spanIdOf(text(deliveryId), String(attempt)),
    parentSpanId: context.spanId,
    name: `deliver ${text(destination)}`,
    kind: 'client',
    startMs: endMs - (typeof durationMs === 'number' ? durationMs : 0),
    endMs,
    isError: outcome !== 'delivered',
    attributes: attributesOf({
      'tocsin.destination': destination,
      'tocsin.delivery.id': deliveryId,
      'tocsin.attempt': attempt,
      'tocsin.outcome': outcome,
      'tocsin.reason': reason,
      'http.response.status_code': httpStatus,
    }),
  };
}

/** The span that an event ends, now; nothing for any other event. */
export function spanOf(event: string, fields: Fields, nowMs: number): Span | undefined {
  if (event === WEBHOOK_TRACED) return webhookSpan(fields, nowMs);
  return event === ATTEMPT_TRACED ? attemptSpan(fields, nowMs) : undefined;
}
