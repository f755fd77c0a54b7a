import { CfnElement, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface WebhookBucketProps {
  readonly retention: Duration;
  /** @default a key of S3 */
  readonly key: IKey | undefined;
  /** Whether it stays when the stack goes; otherwise it goes when it is empty. */
  readonly isKept: boolean;
}

/** Bodies too large for a queue message. They expire with the rows that point to them. */
export class WebhookBucket extends Construct {
  private readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { retention, key, isKept }: WebhookBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Resource', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only ingest and route reach the objects, and their own logs name the webhook of each. A log bucket would hold nothing more, and would be a second store to guard.',
    });
  }

  get name(): string {
    return this.bucket.bucketName;
  }

  grantPut(grantee: Role): void {
    this.grant(grantee, 's3:PutObject');
  }

  grantGet(grantee: Role): void {
    this.grant(grantee, 's3:GetObject');
  }

  private grant(grantee: Role, action: string): void {
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [this.bucket.arnForObjects('webhooks/*')] });
    const resource = this.bucket.node.defaultChild;
    const name = CfnElement.isCfnElement(resource) ? Stack.of(this).getLogicalId(resource) : '';
    Validations.of(grantee).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${name}.Arn>/webhooks/*]`,
      reason: 'Every webhook gets a new key, so the prefix is the narrowest name there is.',
    });
  }
}
