import type { Variables } from '../../../lambdas/config/env.ts';
import { errorName } from '../../../lambdas/domain/values/error-text.ts';
import { type Span, spanOf } from '../../../lambdas/engine/metrics/spans.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import { otlpRequest } from './otlp.ts';
import { otlpHeaders } from './otlp-headers.ts';

/** Spans that wait to be sent; when there are more, the oldest are dropped. */
const MOST_WAITING = 2_048;
const TOGETHER = 512;
const EVERY_MS = 5_000;
const TIMEOUT_MS = 10_000;
/** A collector that is down is reported so often. */
const REPORT_EVERY_MS = 60_000;

/** A log that makes spans of what passes through it. */
export interface Tracing {
  readonly log: Log;
  /** Sends what waits, and ends. */
  stop(): Promise<void>;
}

interface Exporter {
  add(span: Span): void;
  flush(): Promise<void>;
}

type Send = (spans: readonly Span[]) => Promise<void>;

function createExporter(send: Send, log: Log): Exporter {
  let waiting: Span[] = [];
  let dropped = 0;
  let reportedMs = Number.NEGATIVE_INFINITY;
  function report(error: unknown, lost: number): void {
    dropped += lost;
    if (performance.now() - reportedMs < REPORT_EVERY_MS) return;
    reportedMs = performance.now();
    log('spans.export_failed', { error: error instanceof Error ? error.message : errorName(error), dropped });
    dropped = 0;
  }
  return {
    add(span) {
      waiting.push(span);
      if (waiting.length > MOST_WAITING) dropped += waiting.splice(0, waiting.length - MOST_WAITING).length;
    },
    async flush() {
      while (waiting.length > 0) {
        const batch = waiting.slice(0, TOGETHER);
        waiting = waiting.slice(TOGETHER);
        const isSent = await send(batch).then(
          () => true,
          (error: unknown) => {
            report(error, batch.length);
            return false;
          },
        );
        // A collector that is down costs one timeout and not one for each batch; the rest waits, within its bound.
        if (!isSent) return;
      }
    },
  };
}

function senderTo(endpoint: string, variables: Variables): Send {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const headers = { 'content-type': 'application/json', ...otlpHeaders(variables['OTEL_EXPORTER_OTLP_HEADERS'] ?? '') };
  const service = variables['OTEL_SERVICE_NAME'] ?? 'tocsin';
  return async (spans) => {
    const body = otlpRequest(service, spans);
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.arrayBuffer();
    // The address may hold a credential: only the status is said.
    if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
  };
}

/**
 * Sends spans to a collector of OpenTelemetry when `OTEL_EXPORTER_OTLP_ENDPOINT` names one; else nothing is made. Nothing
 * waits for it: what a collector does not take is dropped.
 */
export function createTracing(variables: Variables, log: Log): Tracing {
  const endpoint = variables['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  if (endpoint === '') return { log, stop: async () => undefined };
  const exporter = createExporter(senderTo(endpoint, variables), log);
  let sending: Promise<void> | undefined;
  const flush = (): Promise<void> => {
    sending ??= exporter.flush().finally(() => {
      sending = undefined;
    });
    return sending;
  };
  const timer = setInterval(() => void flush(), EVERY_MS).unref();
  return {
    log(event, fields) {
      const span = spanOf(event, fields, Date.now());
      if (span !== undefined) exporter.add(span);
      log(event, fields);
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
