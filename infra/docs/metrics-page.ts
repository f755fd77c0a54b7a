import { allSeriesOf, type Metric, metrics, prometheusName } from '../../lambdas/domain/metrics.ts';
import { NAMESPACE, STACK } from '../../lambdas/functions/namespace.ts';

const intro = `# Metrics

One list for both worlds. One machine serves it at \`GET /metrics\` in the text format of Prometheus; on AWS the functions write it to CloudWatch in the embedded metric
format, in the namespace \`${NAMESPACE}\` with the one dimension \`${STACK}\`, the name of the stack. [runbook.md](runbook.md) says what to do when one of them is not as it should be.

## Prometheus

\`GET /metrics\` wants a token, as the whole API does; one of \`tokens\` in \`tocsin.yaml\` with the access \`read\` is enough ([console.md](console.md)).

\`\`\`yaml
scrape_configs:
  - job_name: tocsin
    authorization: { credentials_file: /etc/prometheus/tocsin-token }
    static_configs: [{ targets: ["127.0.0.1:8080"] }]
\`\`\`

Gauges are read from the store at most every 5 seconds. Counters begin at 0 with each start of the process. Beside this list there are the usual metrics of the process
and of Node.js (\`process_*\`, \`nodejs_*\`).

Rules for Prometheus are in [content/prometheus/tocsin.rules.yml](content/prometheus/tocsin.rules.yml), a dashboard for Grafana in
[content/grafana/tocsin.json](content/grafana/tocsin.json) (Dashboards → New → Import). On AWS the stack has a dashboard in CloudWatch with the name of the stack.

## If a metric is missing

| what is seen | do |
| --- | --- |
| 401 | give Prometheus \`TOCSIN_ADMIN_TOKEN\`, or a token of \`tokens\` that has not ended |
| 404 on AWS | look in CloudWatch: functions that are not running cannot be scraped |
| counters and no gauges | the store did not answer: \`metrics.measure_failed\` in the log; see the free space of the disk |
| a destination is \`other\` | it is not in \`tocsin.yaml\` any more |
| nothing in CloudWatch | nothing happened yet: a series begins with its first value; gauges come every five minutes |

## Labels, and what they cost

Values of labels are bounded: names of sources and destinations come from \`tocsin.yaml\`, everything else from a fixed set. What is not among them counts as \`other\`, so that a
stranger who tries names makes no series. CloudWatch takes money for each series, so that a stack has ${metrics.flatMap(allSeriesOf).length} at most, whatever is configured;
the log lines have the details (\`delivery.completed\`, \`webhook.answered\`).

## Traces

A request to a hook may carry the header [\`traceparent\`](https://www.w3.org/TR/trace-context/); without one, or with an invalid one, Tocsin makes a trace of the id of the
webhook. It is kept with the webhook and its deliveries, through retries, waits and replays. Requests to destinations of the type [webhook](destinations/webhook.md) carry it on, with a span of
their own for each attempt; a header \`traceparent\` in the settings of the destination stays as it is. Chat, trackers and SIEMs get no such header. On AWS the option \`tracing\` turns on
traces of the functions in X-Ray beside it.

One machine sends spans of webhooks and attempts to a collector of OpenTelemetry when \`OTEL_EXPORTER_OTLP_ENDPOINT\` names one (OTLP over HTTP in JSON, such as
\`http://127.0.0.1:4318\`); \`OTEL_EXPORTER_OTLP_HEADERS\` and \`OTEL_SERVICE_NAME\` are read, too. It is off otherwise. Nothing waits for a collector: what it does not take
is dropped, and reported once a minute (\`spans.export_failed\`).

## All metrics
`;

const linkOf = ({ runbook }: Metric): string => (runbook === undefined ? '' : `[what to do](runbook.md#${runbook})`);

function rowOf(metric: Metric): string {
  const labels = metric.labels.map((label) => `\`${label}\``).join(', ');
  const series = allSeriesOf(metric)
    .map((name) => `\`${name}\``)
    .join(' ');
  return `| \`${prometheusName(metric)}\` | ${metric.kind} | ${labels} | ${series} | ${metric.help} | ${linkOf(metric)} |`;
}

/** The page of all metrics. */
export const metricsPage = (): string =>
  [
    intro,
    '| Prometheus | kind | labels | CloudWatch | what it counts | runbook |',
    '| --- | --- | --- | --- | --- | --- |',
    ...metrics.map(rowOf),
    '',
  ].join('\n');
