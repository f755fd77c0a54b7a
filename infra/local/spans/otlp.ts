import type { Span } from '../../../lambdas/engine/metrics/spans.ts';

const NANOSECONDS = 1_000_000n;
const kinds = { server: 2, client: 3 } as const;
const ERROR = 2;

const nanoseconds = (ms: number): string => String(BigInt(Math.round(ms)) * NANOSECONDS);

/** 64-bit numbers are texts in the JSON form of Protobuf. */
const valueIn = (value: string | number) =>
  typeof value === 'string' ? { stringValue: value } : { intValue: String(Math.round(value)) };

const attributesOf = (attributes: Span['attributes']) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueIn(value) }));

const otlpSpan = ({ kind, startMs, endMs, isError, attributes, ...span }: Span) => ({
  ...span,
  kind: kinds[kind],
  startTimeUnixNano: nanoseconds(startMs),
  endTimeUnixNano: nanoseconds(endMs),
  attributes: attributesOf(attributes),
  ...(isError ? { status: { code: ERROR } } : {}),
});

/** Spans as a request of the OpenTelemetry protocol in JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
export const otlpRequest = (service: string, spans: readonly Span[]): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ 'service.name': service }) },
        scopeSpans: [{ scope: { name: 'tocsin' }, spans: spans.map(otlpSpan) }],
      },
    ],
  });
