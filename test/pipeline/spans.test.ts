/** Spans to a collector of OpenTelemetry: off unless one is named, and nothing waits for it. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTracing } from '../../infra/local/spans/tracing.ts';
import { readTraceparent } from '../../lambdas/domain/trace-context.ts';
import { isUnwritten } from '../../lambdas/engine/metrics/observe.ts';
import { ATTEMPT_TRACED } from '../../lambdas/engine/metrics/spans.ts';
import { consoleLog } from '../../lambdas/functions/console-log.ts';
import { aktoWebhook, type Pipeline, startPipeline, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code: number };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
}

let collector: Receiver;

const spansAt = (path: string): OtlpSpan[] =>
  collector
    .at(`${path}/v1/traces`)
    .flatMap(({ body }) => JSON.parse(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans);

beforeAll(async () => {
  collector = await startReceiver((path) => (path.startsWith('/down') ? { status: 503 } : undefined));
});
afterAll(() => collector?.close());

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a system with a collector', () => {
  let receiver: Receiver;
  let pipeline: Pipeline;
  beforeAll(async () => {
    receiver = await startReceiver((path, nth) => (path === '/one' && nth === 1 ? { status: 503 } : undefined));
    pipeline = await startPipeline(yamlOf({ one: `{ type: webhook, url: "${receiver.url}/one" }` }), {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/up/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    });
  });
  afterAll(async () => {
    await receiver?.close();
  });

  it('sends a span of the webhook and of each attempt, each under its caller', { timeout: 60_000 }, async () => {
    await pipeline.hook('akto', aktoWebhook(1), { traceparent: `00-${TRACE}-${SPAN}-01` });
    await pipeline.settled(1);
    // What waits is sent at the end.
    await pipeline.close();
    const spans = spansAt('/up').filter(({ traceId }) => traceId === TRACE);
    expect(spans.map(({ name }) => name)).toEqual(['webhook akto', 'deliver one', 'deliver one']);
    const [webhook, first, second] = spans;
    expect(webhook).toMatchObject({ parentSpanId: SPAN, kind: 2 });
    expect(first).toMatchObject({ parentSpanId: webhook?.spanId, kind: 3, status: { code: 2 } });
    expect(second).toMatchObject({ parentSpanId: webhook?.spanId });
    expect(second?.status).toBeUndefined();
    const seen = receiver.at('/one').map(({ headers }) => readTraceparent(headers['traceparent']?.toString())?.spanId);
    expect(seen, 'the receiver knows the attempt as its caller').toEqual([first?.spanId, second?.spanId]);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans)
      expect(BigInt(startTimeUnixNano)).toBeLessThanOrEqual(BigInt(endTimeUnixNano));
    expect(first?.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: '503' } });
    expect(collector.at('/up/v1/traces')[0]?.headers['x-key']).toBe('a b');
  });
});

describe('tracing', () => {
  const trace = `00-${TRACE}-${SPAN}-01`;
  const attempt = (n: number) => ({ deliveryId: 'a:1:b', destination: 'b', trace, attempt: n, outcome: 'delivered' });

  it('makes nothing where no collector is named', () => {
    const log = () => undefined;
    expect(createTracing({}, log).log).toBe(log);
    expect(createTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, log).log).toBe(log);
  });

  it('is bounded: when more waits than fits, the oldest are dropped', async () => {
    const tracing = createTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/many` }, () => undefined);
    for (let n = 1; n <= 5_000; n += 1) tracing.log(ATTEMPT_TRACED, attempt(n));
    await tracing.stop();
    const sent = spansAt('/many');
    expect(sent).toHaveLength(2_048);
    expect(new Set(sent.map(({ spanId }) => spanId)).size).toBe(2_048);
    expect(sent.at(-1)?.attributes).toContainEqual({ key: 'tocsin.attempt', value: { intValue: '5000' } });
  });

  it('reports a collector that does not take them, once, without its address', async () => {
    const logged: [string, unknown][] = [];
    const tracing = createTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/down` }, (event, fields) =>
      logged.push([event, fields]),
    );
    for (let n = 1; n <= 1_000; n += 1) tracing.log(ATTEMPT_TRACED, attempt(n));
    await tracing.stop();
    const failures = logged.filter(([event]) => event === 'spans.export_failed');
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures)).toContain('503');
    expect(JSON.stringify(failures)).not.toContain('127.0.0.1');
  });

  it('makes no span of an event without a valid trace', async () => {
    const tracing = createTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/none` }, () => undefined);
    tracing.log(ATTEMPT_TRACED, { ...attempt(1), trace: 'x' });
    tracing.log('delivery.completed', attempt(1));
    await tracing.stop();
    expect(spansAt('/none')).toEqual([]);
  });
});

it('events for metrics and spans alone are written by no log', () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  for (const event of ['alerts.counted', 'webhook.traced', 'attempt.traced']) {
    expect(isUnwritten(event), event).toBe(true);
    consoleLog(event, {});
  }
  expect(info).not.toHaveBeenCalled();
  consoleLog('webhook.routed', {});
  expect(info).toHaveBeenCalledTimes(1);
  info.mockRestore();
});
