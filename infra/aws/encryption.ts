import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** The operator's own key, by its ARN. */
export const ownKey = (scope: Construct, arn: string | undefined): IKey | undefined =>
  arn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', arn);

/** Queues, bucket and secrets: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const messages = ['kms:Decrypt', 'kms:GenerateDataKey'];
/** The table: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const rows = ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** Lets a role use the operator's own key for what it reads and writes. */
export function grantKey(grantee: IGrantable, key: IKey | undefined, usesTable: boolean): void {
  if (key === undefined) return;
  const actions = [...messages, ...(usesTable ? rows : [])];
  Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn] });
}
