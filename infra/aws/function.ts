import { AssetHashType, DockerImage, type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../../lambdas/config/schema.ts';
import {
  bundleFunction,
  CONFIG_FILE,
  CONSOLE_FILE,
  type FunctionName,
  hasConsole,
  MESSAGES_FILE,
  partOf,
  sourceDirOf,
} from './bundle.ts';

export interface TocsinFunctionProps {
  readonly name: FunctionName;
  /** The whole configuration; the function gets its part of it. */
  readonly config: Config;
  readonly timeout: Duration;
  /** CPU comes with memory: 1769 MB are one whole vCPU. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** The folder with bundle and configuration. Bundled on this machine: no container is involved. */
const codeOf = (name: FunctionName, config: Config): Code =>
  Code.fromAsset(sourceDirOf(name), {
    // What is deployed also comes from core, packages and the configuration, so the result says whether it changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outdir) {
          bundleFunction(name, config, outdir);
          return true;
        },
      },
    },
  });

/** One of the five functions, with a role and a log group of its own. What it may do is granted by the stack. */
export class TocsinFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: TocsinFunctionProps) {
    super(scope, id);
    const { name, config, timeout, memorySize, environment } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
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
      tracing: Tracing.ACTIVE,
      timeout,
      memorySize,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        TOCSIN_STACK: Stack.of(this).stackName,
        ...(partOf(name, config) === undefined ? {} : { TOCSIN_CONFIG: CONFIG_FILE }),
        ...(hasConsole(name) ? { TOCSIN_CONSOLE: CONSOLE_FILE, TOCSIN_MESSAGES: MESSAGES_FILE } : {}),
        ...environment,
      },
    });
    this.acknowledge();
  }

  private acknowledge(): void {
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        'It is for asynchronous calls. API Gateway and SQS call synchronously, and SQS keeps dead letters itself; a scheduled run that fails is made up for by the next.',
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: xray:PutTraceSegments and PutTelemetryRecords take "*" only.',
    });
  }
}
