import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { addFront, baseUrl } from './front.ts';
import { createLogGroup } from './log-group.ts';
import type { TocsinOptions } from './options/options.ts';
import { addProblemAnswers } from './problem-answers.ts';

export interface HttpApiProps {
  /** Answers the hooks. */
  readonly ingest: IFunction;
  /** Answers everything else. */
  readonly api: IFunction;
  readonly options: Pick<
    TocsinOptions,
    'certificateArn' | 'domainName' | 'logRetentionDays' | 'logRole' | 'throttle' | 'webAclArn'
  >;
  readonly key: IKey | undefined;
}

/** The stage answers 429 above this; it bounds what a flood can cost. */
const REQUESTS_PER_SECOND = 1_000;
const BURST = 2_000;

// Never $context.path: the last part of a hook's path may be a credential.
const accessLog = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationStatus: '$context.integration.integrationStatus',
  error: '$context.error.responseType',
};

/**
 * The REST API in front of ingest and api. REST and not HTTP API, because it hands over the bytes as they came
 * (`binaryMediaTypes`), which signatures and compressed bodies need.
 */
export class HttpApi extends Construct {
  readonly rest: RestApi;
  /** One line for each request, with the name of the stack. */
  readonly accessLog: LogGroup;
  /** The base of all routes, with a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { ingest, api, options, key } = props;
    const { throttle = {}, logRetentionDays: days } = options;
    const setsLogRole = options.logRole !== 'existing';
    this.accessLog = createLogGroup(this, 'AccessLog', defined({ days, key }));
    this.rest = new RestApi(this, 'Resource', {
      // Its metrics go by this name, so that two installations in one account must not share it.
      restApiName: Stack.of(this).stackName,
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: setsLogRole,
      ...(setsLogRole ? { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN } : {}),
      deployOptions: {
        stageName: 'prod',
        throttlingRateLimit: throttle.rate ?? REQUESTS_PER_SECOND,
        throttlingBurstLimit: throttle.burst ?? BURST,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify({ ...accessLog, stack: Stack.of(this).stackName })),
      },
    });
    // Its own output would say again what outputs.ts says.
    this.rest.node.tryRemoveChild('Endpoint');
    addProblemAnswers(this.rest);
    this.addRoutes(ingest, api);
    this.acknowledge();
    addFront(this, this.rest, options);
    this.url = baseUrl(this.rest, options);
  }

  private addRoutes(ingest: IFunction, api: IFunction): void {
    const toIngest = new LambdaIntegration(ingest, { allowTestInvoke: false });
    const toApi = new LambdaIntegration(api, { allowTestInvoke: false });
    const v1 = this.rest.root.addResource('v1');
    const hook = v1.addResource('hooks').addResource('{source}');
    this.answer(
      hook,
      toIngest,
      'The sender proves itself in the way tocsin.yaml says, over the raw bytes: ingest checks it.',
    );
    this.answer(
      hook.addResource('{token}'),
      toIngest,
      'The last part of the path is the credential: ingest checks it.',
    );
    const reason = 'The function checks the admin token itself; health and the console page need none.';
    this.answer(v1.addResource('{proxy+}'), toApi, reason);
    this.answer(this.rest.root.addResource('{proxy+}'), toApi, reason);
  }

  private answer(resource: IResource, integration: LambdaIntegration, reason: string): void {
    const method: Method = resource.addMethod('ANY', integration);
    Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason }, { id: 'AwsSolutions-COG4', reason });
  }

  private acknowledge(): void {
    Validations.of(this.rest).acknowledge({
      id: 'AwsSolutions-APIG2',
      reason:
        'What senders post is not ours to prescribe: a refused alert is a lost one. Ingest checks limits and credentials.',
    });
    Validations.of(this.rest.deploymentStage).acknowledge(
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'A web ACL costs every installation monthly; who wants one attaches it to this stage. Credentials and throttling hold without it.',
      },
      {
        id: 'AwsSolutions-APIG6',
        reason:
          'Execution logs write down headers, paths and bodies: credentials and the content of alerts. The access log says what happened without them.',
      },
      {
        id: 'Serverless-APIGWXrayEnabled',
        reason:
          "A trace records the request's URL, and the last part of a hook's path may be a credential. The functions are traced.",
      },
    );
    const role = this.rest.node.tryFindChild('CloudWatchRole');
    if (role === undefined) return;
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'API Gateway asks for this policy on the account role it writes logs with.',
    });
  }
}
