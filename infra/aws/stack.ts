import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { Config } from '../../lambdas/core/config/schema.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { watchEdges, watchFunction, watchPromises, watchQueue } from './alarms.ts';
import { HttpApi } from './api.ts';
import { WebhookBucket } from './bucket.ts';
import { type FunctionName, functionNames } from './bundle.ts';
import { grantDestinations } from './destination-grants.ts';
import { TocsinFunction } from './function.ts';
import { NativeEvents } from './native-events.ts';
import { addOutputs } from './outputs.ts';
import { WorkQueue } from './queues.ts';
import { RegularRun } from './schedule.ts';
import { grantValue, Secrets } from './secrets.ts';
import { AlertTable } from './table.ts';

export interface TocsinStackProps extends StackProps {
  readonly config: Config;
  /** Whom alarms write to. @default nobody, until somebody subscribes to the topic */
  readonly alarmEmail?: string;
  /** How long rows and large bodies are kept. @default 30 */
  readonly retentionDays?: number;
  /** Whether to set the account's role for API Gateway logs. @default true */
  readonly setsLogRole?: boolean;
}

type Environment = Readonly<Record<string, string>>;

/** Time and memory of each function. A queue hides a message for six times its reader's time, as Lambda advises. */
const sizes: Readonly<Record<FunctionName, { readonly timeout: Duration; readonly memorySize: number }>> = {
  ingest: { timeout: Duration.seconds(10), memorySize: 1024 },
  route: { timeout: Duration.minutes(2), memorySize: 1769 },
  // Shorter than a lease (LEASE_MS in lambdas/engine/limits.ts), so that one that ran out has a dead owner.
  deliver: { timeout: Duration.seconds(30), memorySize: 1024 },
  // Shorter than its schedule, so that two runs do not meet.
  reconcile: { timeout: Duration.minutes(4), memorySize: 512 },
  // API Gateway waits 29 seconds.
  api: { timeout: Duration.seconds(28), memorySize: 1024 },
};
const RECEIVES = 6;
const visibilityFor = (worker: FunctionName): Duration =>
  Duration.seconds(sizes[worker].timeout.toSeconds() * RECEIVES);

/** Everything, put together: what there is, who may do what with it, what feeds what, what is watched. */
export class TocsinStack extends Stack {
  private readonly webhooks: WorkQueue;
  private readonly deliveries: WorkQueue;
  private readonly table: AlertTable;
  private readonly bucket: WebhookBucket;
  private readonly secrets: Secrets;
  private readonly functions: Readonly<Record<FunctionName, TocsinFunction>>;

  constructor(scope: Construct, id: string, props: TocsinStackProps) {
    super(scope, id, { description: 'Tocsin: forwards security alerts', ...props });
    const { config, retentionDays = 30 } = props;
    this.webhooks = new WorkQueue(this, 'Webhooks', { visibilityTimeout: visibilityFor('route'), maxReceiveCount: 10 });
    this.deliveries = new WorkQueue(this, 'Deliveries', {
      visibilityTimeout: visibilityFor('deliver'),
      // Deliver waits by letting a message come back, so receiving it often is no sign of trouble. 1000 is SQS's most.
      maxReceiveCount: 1000,
    });
    this.table = new AlertTable(this, 'Table');
    this.bucket = new WebhookBucket(this, 'Bucket', { retention: Duration.days(retentionDays) });
    this.secrets = new Secrets(this, 'Secrets');
    this.functions = this.createFunctions(config, retentionDays);
    this.grant(config);
    this.feed();
    this.open(props);
  }

  private createFunctions(config: Config, retentionDays: number): Record<FunctionName, TocsinFunction> {
    const webhooks = { TOCSIN_WEBHOOKS_QUEUE: this.webhooks.queue.queueUrl };
    const deliveries = { TOCSIN_DELIVERIES_QUEUE: this.deliveries.queue.queueUrl };
    const table = { TOCSIN_TABLE: this.table.name, TOCSIN_RETENTION_DAYS: String(retentionDays) };
    const bucket = { TOCSIN_BUCKET: this.bucket.name };
    const sources = { TOCSIN_SECRET_ARN: this.secrets.sources.secretArn };
    const destinations = { TOCSIN_SECRET_ARN: this.secrets.destinations.secretArn };
    const create = (name: FunctionName, ...environments: readonly Environment[]) =>
      new TocsinFunction(this, name.charAt(0).toUpperCase() + name.slice(1), {
        name,
        config,
        ...sizes[name],
        environment: Object.assign({}, ...environments),
      });
    return {
      ingest: create('ingest', webhooks, bucket, sources),
      route: create('route', webhooks, deliveries, table, bucket),
      deliver: create('deliver', deliveries, table, destinations),
      reconcile: create('reconcile', webhooks, deliveries, table),
      api: create('api', webhooks, deliveries, table, destinations),
    };
  }

  /** Who may do what. Reading from queues is granted where they are fed. */
  private grant(config: Config): void {
    const { ingest, route, deliver, reconcile, api } = this.functions;
    const { table, bucket, secrets } = this;
    this.webhooks.grantSend(ingest.role);
    bucket.grantPut(ingest.role);
    grantValue(ingest.role, secrets.sources);

    this.deliveries.grantSend(route.role);
    bucket.grantPut(route.role);
    bucket.grantGet(route.role);
    table.grant(route.role, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');

    this.deliveries.grantSend(deliver.role);
    table.grant(deliver.role, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    grantValue(deliver.role, secrets.destinations);
    grantDestinations(deliver.role, config);

    // Word that a source is silent goes the way of a webhook.
    this.webhooks.grantSend(reconcile.role);
    this.deliveries.grantSend(reconcile.role);
    table.grant(reconcile.role, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem');
    // Replay jobs list alerts.
    table.grantQuery(reconcile.role, 'byTime1', 'bySource1', 'byStatus1', 'open1');

    // What is read again goes the way of a webhook.
    this.webhooks.grantSend(api.role);
    this.deliveries.grantSend(api.role);
    table.grant(api.role, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem');
    table.grantQuery(api.role, 'byTime1', 'bySource1', 'byStatus1');
    grantValue(api.role, secrets.destinations);
  }

  private feed(): void {
    const { route, deliver, reconcile } = this.functions;
    const mapping = { batchSize: 10, reportBatchItemFailures: true };
    route.lambda.addEventSource(new SqsEventSource(this.webhooks.queue, mapping));
    deliver.lambda.addEventSource(new SqsEventSource(this.deliveries.queue, { ...mapping, maxConcurrency: 20 }));
    for (const { lambda } of [route, deliver]) {
      Validations.of(lambda).acknowledge({
        id: 'Serverless-LambdaEventSourceMappingDestination',
        reason: 'It is for streams. What fails goes back to its SQS queue, and from there to the dead letters.',
      });
    }
    new RegularRun(this, 'Schedule', { lambda: reconcile.lambda, every: Duration.minutes(5) });
  }

  /** The way in, and the ways to hear about it. */
  private open({ config, alarmEmail, setsLogRole = true }: TocsinStackProps): void {
    const { ingest, api, reconcile } = this.functions;
    const { rest } = new HttpApi(this, 'Http', { ingest: ingest.lambda, api: api.lambda, setsLogRole });
    const alarms = new AlarmTopic(this, 'Alarms', alarmEmail === undefined ? {} : { email: alarmEmail });
    watchPromises(alarms);
    watchQueue(alarms, 'Webhooks', this.webhooks, 'route');
    watchQueue(alarms, 'Deliveries', this.deliveries, 'deliver');
    for (const name of functionNames) watchFunction(alarms, name, this.functions[name].lambda);
    watchEdges(alarms, rest, reconcile.lambda);
    new NativeEvents(this, 'Events', { sources: config.sources, webhooks: this.webhooks });
    addOutputs(this, { config, rest, secrets: this.secrets, alarms: alarms.topic });
  }
}
