import { NAMESPACE } from './namespace.ts';

/** One event with its fields, as one line. */
export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

type Fields = Readonly<Record<string, unknown>>;

// A stranger chooses the name of a source that is not configured, and each name would cost a metric.
const uncounted = new Set<unknown>(['unknown-source', 'handshake']);

/**
 * The line of `webhook.answered` that CloudWatch counts as a metric by source
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html);
 * nothing for any other event.
 */
export function metricLine(event: string, fields: Fields, atMs: number): string | undefined {
  const { source, outcome } = fields;
  if (event !== 'webhook.answered' || uncounted.has(outcome)) return undefined;
  const name = outcome === 'accepted' ? 'Accepted' : 'Refused';
  const metric = { Namespace: NAMESPACE, Dimensions: [['source']], Metrics: [{ Name: name, Unit: 'Count' }] };
  return JSON.stringify({
    _aws: { Timestamp: atMs, CloudWatchMetrics: [metric] },
    timestamp: new Date(atMs).toISOString(),
    level: 'INFO',
    event,
    ...fields,
    source,
    [name]: 1,
  });
}

/**
 * Writes one JSON line for each event. Ingest uses this and not Powertools, because Lambda's JSON logging adds time, level
 * and request id, and loading a logger would lengthen every cold start. A line that counts as a metric is written
 * to standard output directly, because Lambda's logging would wrap it.
 */
export const consoleLog: Log = (event, fields) => {
  const line = { event, ...fields };
  if (process.env['AWS_LAMBDA_LOG_FORMAT'] !== 'JSON') {
    console.info(JSON.stringify(line));
    return;
  }
  const metric = metricLine(event, fields, Date.now());
  if (metric === undefined) console.info(line);
  else process.stdout.write(`${metric}\n`);
};
