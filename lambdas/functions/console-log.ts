import { NAMESPACE, STACK } from './namespace.ts';

/** One event with its fields, as one line. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

type Fields = Readonly<Record<string, unknown>>;

/** Events for metrics and spans alone; `lambdas/engine/metrics/observe.ts` says the same, and is too much for ingest. */
const unwritten = new Set(['alerts.counted', 'webhook.traced', 'attempt.traced']);

/** Where each reason of a refusal counts in CloudWatch; `lambdas/domain/metrics.ts` says the same, and is too much for ingest. */
const refused: Readonly<Record<string, string>> = {
  credential: 'Credential',
  stale: 'Credential',
  address: 'Credential',
  limit: 'Limit',
  'too-large': 'TooLarge',
  'no-secret': 'Unavailable',
  unverified: 'Unavailable',
  'store-failed': 'Unavailable',
  overloaded: 'Unavailable',
};

/** The series that an answer of ingest counts in; nothing for a handshake. */
function seriesOf(outcome: string): string | undefined {
  if (outcome === 'handshake') return undefined;
  return outcome === 'accepted' ? 'WebhooksAccepted' : `WebhooksRefused${refused[outcome] ?? 'Other'}`;
}

/**
 * The line of `webhook.answered` that CloudWatch counts as a metric
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html);
 * nothing for any other event.
 */
export function metricLine(event: string, fields: Fields, atMs: number, stack: string): string | undefined {
  const name = event === 'webhook.answered' ? seriesOf(String(fields['outcome'])) : undefined;
  if (name === undefined) return undefined;
  const metric = { Namespace: NAMESPACE, Dimensions: [[STACK]], Metrics: [{ Name: name, Unit: 'Count' }] };
  return JSON.stringify({
    _aws: { Timestamp: atMs, CloudWatchMetrics: [metric] },
    timestamp: new Date(atMs).toISOString(),
    level: 'INFO',
    event,
    ...fields,
    [STACK]: stack,
    [name]: 1,
  });
}

/**
 * Writes one JSON line for each event. Ingest uses this and not Powertools, because Lambda's JSON logging adds time, level
 * and request id, and loading a logger would lengthen every cold start. A line that counts as a metric is written
 * to standard output directly, because Lambda's logging would wrap it.
 */
export const consoleLog: Log = (event, fields) => {
  if (unwritten.has(event)) return;
  const line = { event, ...fields };
  if (process.env['AWS_LAMBDA_LOG_FORMAT'] !== 'JSON') {
    console.info(JSON.stringify(line));
    return;
  }
  const metric = metricLine(event, fields, Date.now(), process.env['TOCSIN_STACK'] ?? 'tocsin');
  if (metric === undefined) console.info(line);
  else process.stdout.write(`${metric}\n`);
};
