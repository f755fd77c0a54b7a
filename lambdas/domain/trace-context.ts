import { hashOf } from './values/hash.ts';

/**
 * Where a request stands in a trace, as the header `traceparent` says it
 * (https://www.w3.org/TR/trace-context/#traceparent-header).
 */
export interface TraceContext {
  /** 32 hex digits, the same for all that follows from one webhook. */
  readonly traceId: string;
  /** 16 hex digits, of the request before. */
  readonly spanId: string;
  /** Two hex digits; `01`: the trace is recorded. */
  readonly flags: string;
}

const NONE = /^0+$/;
const PARTS = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent`; nothing of one that is not valid, which is to be treated as absent. */
export function readTraceparent(text: string | undefined): TraceContext | undefined {
  const [, version = 'ff', traceId = '', spanId = '', flags = '', more] = PARTS.exec(text ?? '') ?? [];
  // What a later version adds is not known; the first four parts stay.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return NONE.test(traceId) || NONE.test(spanId) ? undefined : { traceId, spanId, flags };
}

const traceparentOf = ({ traceId, spanId, flags }: TraceContext): string => `00-${traceId}-${spanId}-${flags}`;

const SPAN_DIGITS = 16;

/** The span of what these parts name: the same parts are the same span, so that nothing is kept of it. */
export const spanIdOf = (...parts: readonly string[]): string => hashOf(['span', ...parts]).slice(0, SPAN_DIGITS);

/**
 * The trace of a webhook: the one that its sender began, else one that is made of its id, as recorded, so that a receiver
 * which follows its caller records it.
 */
export function traceOfWebhook(webhookId: string, sent: string | undefined): string {
  const { traceId = hashOf(['trace', webhookId]), flags = '01' } = readTraceparent(sent) ?? {};
  return traceparentOf({ traceId, spanId: spanIdOf(webhookId), flags });
}

/** The same trace, one step on: what these parts name is the request that carries it. */
export function stepOf(trace: string | undefined, ...parts: readonly string[]): string | undefined {
  const context = readTraceparent(trace);
  return context === undefined ? undefined : traceparentOf({ ...context, spanId: spanIdOf(...parts) });
}
