import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface LogGroupOptions {
  /** A number of days that CloudWatch knows. @default 30 */
  readonly days?: number;
  readonly key?: IKey;
}

/** A log group that goes with the stack. */
export const createLogGroup = (scope: Construct, id: string, { days, key }: LogGroupOptions): LogGroup =>
  new LogGroup(scope, id, {
    retention: days ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key === undefined ? {} : { encryptionKey: key }),
  });
