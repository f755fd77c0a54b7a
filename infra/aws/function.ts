import { type Duration, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from '../../lambdas/config/schema.ts';
import { defined } from '../../lambdas/domain/values/json-fields.ts';
import { CONFIG_FILE, CONSOLE_FILE, type FunctionName, hasConsole, MESSAGES_FILE, partOf } from './bundle.ts';
import { codeOf } from './function-code.ts';
import { createLogGroup } from './log-group.ts';
import { grantNetwork, type Network } from './network.ts';
import type { TocsinOptions } from './options/options.ts';

export interface TocsinFunctionProps {
  readonly name: FunctionName;
  /** The whole configuration; the function gets its part of it. */
  readonly config: Config;
  readonly timeout: Duration;
  /** CPU comes with memory: 1769 MB are one whole vCPU. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly options: Pick<TocsinOptions, 'logLevel' | 'logRetentionDays' | 'tracing'>;
  readonly network: Network | undefined;
  readonly key: IKey | undefined;
  /** Copies that no other function of the account can take. */
  readonly reserved: number | undefined;
}

/** One of the five functions, with a role and a log group of its own. What it may do is granted by the stack. */
export class TocsinFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: TocsinFunctionProps) {
    super(scope, id);
    const { name, config, timeout, memorySize, environment, options, network, key, reserved } = props;
    const { logLevel, logRetentionDays: days, tracing = false } = options;
    const logGroup = createLogGroup(this, 'Logs', defined({ days, key }));
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    grantNetwork(this.role, network);
    this.lambda = new LambdaFunction(this, 'Resource', {
      description: `Tocsin ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(name, config),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      timeout,
      memorySize,
      ...network,
      ...defined({ environmentEncryption: key, reservedConcurrentExecutions: reserved }),
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        TOCSIN_STACK: Stack.of(this).stackName,
        ...(partOf(name, config) === undefined ? {} : { TOCSIN_CONFIG: CONFIG_FILE }),
        ...(hasConsole(name) ? { TOCSIN_CONSOLE: CONSOLE_FILE, TOCSIN_MESSAGES: MESSAGES_FILE } : {}),
        ...defined({ TOCSIN_LOG_LEVEL: logLevel }),
        ...environment,
      },
    });
    this.acknowledge(tracing);
  }

  private acknowledge(isTraced: boolean): void {
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'It is for asynchronous calls. API Gateway and SQS call synchronously, and SQS keeps dead letters itself; a scheduled run that fails is made up for by the next.',
    });
    if (!isTraced) {
      const reason =
        'Traces cost more than the writes of an alert, so they are off until the option tracing turns them on.';
      Validations.of(this.lambda).acknowledge({ id: 'Serverless-LambdaTracing', reason });
      return;
    }
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: xray:PutTraceSegments and PutTelemetryRecords take "*" only.',
    });
  }
}
