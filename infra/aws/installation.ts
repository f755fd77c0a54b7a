import { Duration, Stack, Tags, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { unknownName } from '../../lambdas/config/mistakes.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { watchCritical, watchEdges, watchFunction, watchPromises, watchQueue } from './alarms.ts';
import { HttpApi } from './api.ts';
import { WebhookBucket } from './bucket.ts';
import { type FunctionName, functionNames } from './bundle.ts';
import { maxConcurrencyOf } from './concurrency.ts';
import { addDashboard } from './dashboard.ts';
import { grantDestinations } from './destination-grants.ts';
import { grantKey, ownKey } from './encryption.ts';
import { TocsinFunction } from './function.ts';
import { watchInFlight, watchRefusals } from './limit-alarms.ts';
import { NativeEvents } from './native-events.ts';
import { networkOf } from './network.ts';
import { oldQueues } from './old-queues.ts';
import type { TocsinOptions } from './options/options.ts';
import { OptionMistakes, readOptions } from './options/read-options.ts';
import { addOutputs, hookPath } from './outputs.ts';
import { WorkQueue } from './queues.ts';
import { RegularRun } from './schedule.ts';
import { grantValue, Secrets } from './secrets.ts';
import { BATCHING_WINDOW, deliveryVisibility, sizesFor, webhookVisibility } from './sizes.ts';
import { AlertTable } from './table.ts';

export interface InstallationProps extends TocsinOptions {
  readonly config: Config;
}

type Environment = Readonly<Record<string, string>>;

/**
 * A webhook that fails for what it holds is tried again after up to 10 minutes, so for about a day. An outage counts against no
 * message (`lambdas/functions/renew.ts`), as long as it renews messages well before they were received so often.
 */
const WEBHOOK_RECEIVES = 150;
/** Deliver waits by letting a message come back, so receiving it often is no sign of trouble. 1000 is SQS's most. */
const DELIVERY_RECEIVES = 1000;

/** Metrics, alarms and the dashboard go by the name of the stack, so two installations in one would be seen as one. */
function refuseSecond(own: Installation): void {
  const stack = Stack.of(own);
  const [other] = stack.node.findAll().filter((each) => each instanceof Installation && each !== own);
  if (other !== undefined)
    throw new OptionMistakes(
      `${own.node.path}: the stack ${stack.stackName} has an installation already, ${other.node.path}; allowed: one; put this one into a stack of its own`,
    );
}

/** Everything, put together: what there is, who may do what with it, what feeds what, what is watched. */
export class Installation extends Construct {
  private readonly sizes: ReturnType<typeof sizesFor>;
  private readonly webhooks: WorkQueue;
  private readonly deliveries: WorkQueue;
  private readonly table: AlertTable;
  private readonly bucket: WebhookBucket;
  readonly secrets: Secrets;
  private readonly functions: Readonly<Record<FunctionName, TocsinFunction>>;
  private readonly key: IKey | undefined;
  private readonly options: TocsinOptions;
  private readonly config: Config;
  /** The base of all routes, with a slash at its end. */
  readonly url: string;
  readonly alarmTopicArn: string;

  constructor(scope: Construct, id: string, props: InstallationProps) {
    super(scope, id);
    refuseSecond(this);
    const { config, ...given } = props;
    this.config = config;
    this.options = readOptions(given);
    const { retentionDays = 30, removalPolicy, kmsKeyArn, tags = {} } = this.options;
    this.key = ownKey(this, kmsKeyArn);
    const common = { key: this.key, isKept: removalPolicy !== 'destroy' };
    this.sizes = sizesFor(config);
    this.webhooks = new WorkQueue(this, 'Webhooks', {
      visibilityTimeout: webhookVisibility(this.sizes),
      maxReceiveCount: WEBHOOK_RECEIVES,
      ...common,
    });
    this.deliveries = new WorkQueue(this, 'Deliveries', {
      visibilityTimeout: deliveryVisibility(this.sizes),
      maxReceiveCount: DELIVERY_RECEIVES,
      ...common,
    });
    this.table = new AlertTable(this, 'Table', common);
    this.bucket = new WebhookBucket(this, 'Bucket', { retention: Duration.days(retentionDays), ...common });
    this.secrets = new Secrets(this, 'Secrets', common);
    this.functions = this.createFunctions(config, retentionDays);
    this.grant(config);
    this.feed();
    const { url, alarmTopicArn } = this.open(config);
    this.url = url;
    this.alarmTopicArn = alarmTopicArn;
    // CloudFormation knows tags of a dashboard in some regions only.
    const excludeResourceTypes = ['AWS::CloudWatch::Dashboard'];
    for (const [name, value] of Object.entries(tags)) Tags.of(this).add(name, value, { excludeResourceTypes });
  }

  private createFunctions(config: Config, retentionDays: number): Record<FunctionName, TocsinFunction> {
    const webhooks = { TOCSIN_WEBHOOKS_QUEUE: this.webhooks.queue.queueUrl };
    const deliveries = { TOCSIN_DELIVERIES_QUEUE: this.deliveries.queue.queueUrl };
    const deadLetters = {
      TOCSIN_WEBHOOKS_DEAD_LETTERS: this.webhooks.deadLetters.queueUrl,
      TOCSIN_DELIVERIES_DEAD_LETTERS: this.deliveries.deadLetters.queueUrl,
    };
    const table = { TOCSIN_TABLE: this.table.name, TOCSIN_RETENTION_DAYS: String(retentionDays) };
    const bucket = { TOCSIN_BUCKET: this.bucket.name };
    const sources = { TOCSIN_SECRET_ARN: this.secrets.sources.secretArn };
    const destinations = { TOCSIN_SECRET_ARN: this.secrets.destinations.secretArn };
    const { memory = {}, reservedConcurrency = {} } = this.options;
    const network = networkOf(this, this.options);
    const create = (name: FunctionName, ...environments: readonly Environment[]) =>
      new TocsinFunction(this, name.charAt(0).toUpperCase() + name.slice(1), {
        name,
        config,
        ...this.sizes[name],
        ...defined({ memorySize: memory[name] }),
        options: this.options,
        network,
        key: this.key,
        reserved: name === 'ingest' ? reservedConcurrency.ingest : undefined,
        environment: Object.assign({}, ...environments),
      });
    return {
      ingest: create('ingest', webhooks, bucket, sources),
      route: create('route', webhooks, deliveries, table, bucket),
      deliver: create('deliver', deliveries, table, destinations),
      reconcile: create('reconcile', webhooks, deliveries, deadLetters, table),
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

    // A message that waits for a service that is down is sent as a new one before SQS gives up on it.
    this.webhooks.grantSend(route.role);
    this.deliveries.grantSend(route.role);
    bucket.grantPut(route.role);
    bucket.grantGet(route.role);
    table.grant(route.role, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'Query');

    this.deliveries.grantSend(deliver.role);
    table.grant(deliver.role, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query');
    grantValue(deliver.role, secrets.destinations);
    grantDestinations(deliver.role, config);

    // Word that a source is silent goes the way of a webhook.
    this.webhooks.grantSend(reconcile.role);
    this.deliveries.grantSend(reconcile.role);
    this.webhooks.grantRedrive(reconcile.role);
    this.deliveries.grantRedrive(reconcile.role);
    table.grant(reconcile.role, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    // Replay jobs list alerts.
    table.grantQuery(reconcile.role, 'byTime1', 'bySource1', 'byStatus1', 'open1');

    // What is read again goes the way of a webhook.
    this.webhooks.grantSend(api.role);
    this.deliveries.grantSend(api.role);
    table.grant(api.role, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    table.grantQuery(api.role, 'byTime1', 'bySource1', 'byStatus1');
    grantValue(api.role, secrets.destinations);
    for (const name of functionNames) grantKey(this.functions[name].role, this.key, name !== 'ingest');
  }

  private feed(): void {
    const { route, deliver, reconcile } = this.functions;
    const mapping = { batchSize: 10, maxBatchingWindow: BATCHING_WINDOW, reportBatchItemFailures: true };
    const most = maxConcurrencyOf(this.options);
    const forRoute = { ...mapping, maxConcurrency: most.route };
    const forDeliver = { ...mapping, maxConcurrency: most.deliver };
    route.lambda.addEventSource(new SqsEventSource(this.webhooks.queue, forRoute));
    deliver.lambda.addEventSource(new SqsEventSource(this.deliveries.queue, forDeliver));
    for (const queue of oldQueues(this, this.options.importOldQueues ?? []))
      route.lambda.addEventSource(new SqsEventSource(queue, forRoute));
    for (const { lambda } of [route, deliver]) {
      Validations.of(lambda).acknowledge({
        id: 'Serverless-LambdaEventSourceMappingDestination',
        reason: 'It is for streams. What fails goes back to its SQS queue, and from there to the dead letters.',
      });
    }
    new RegularRun(this, 'Schedule', { lambda: reconcile.lambda, every: Duration.minutes(1) });
  }

  /** The way in, and the ways to hear about it. */
  private open(config: Config): Pick<Installation, 'url' | 'alarmTopicArn'> {
    const { options, key } = this;
    const { ingest, api, reconcile } = this.functions;
    const { rest, url, accessLog } = new HttpApi(this, 'Http', {
      ingest: ingest.lambda,
      api: api.lambda,
      options,
      key,
    });
    const alarms = new AlarmTopic(this, 'Alarms', { options, key });
    watchPromises(alarms);
    watchCritical(alarms);
    watchQueue(alarms, 'Webhooks', this.webhooks, 'route');
    watchQueue(alarms, 'Deliveries', this.deliveries, 'deliver');
    for (const name of functionNames) watchFunction(alarms, name, this.functions[name].lambda);
    watchEdges(alarms, rest, reconcile.lambda);
    watchInFlight(alarms, this.webhooks, this.deliveries);
    watchRefusals(alarms, accessLog);
    addDashboard(this, { alarms, webhooks: this.webhooks, deliveries: this.deliveries, functions: this.functions });
    new NativeEvents(this, 'Events', { sources: config.sources, webhooks: this.webhooks });
    addOutputs(this, { config, url, secrets: this.secrets, alarms: alarms.topic });
    return { url, alarmTopicArn: alarms.topic.topicArn };
  }

  /** Where a source posts to. */
  hookUrl(source: string): string {
    const { sources } = this.config;
    const setting = Object.hasOwn(sources, source) ? sources[source] : undefined;
    if (setting === undefined) throw new OptionMistakes(unknownName('source', source, Object.keys(sources)));
    return `${this.url}${hookPath(source, setting)}`;
  }
}
