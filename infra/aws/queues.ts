import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  /** How long a message stays hidden once received. */
  readonly visibilityTimeout: Duration;
  /** After so many receives a message goes to the dead letters. */
  readonly maxReceiveCount: number;
  /** @default a key of SQS */
  readonly key: IKey | undefined;
  /** Whether they stay when the stack goes. */
  readonly isKept: boolean;
}

const RETENTION = Duration.days(14);
const ONE_MEBIBYTE = 1_048_576;

/** Accepted alerts lie in these queues, so they outlive the stack. */
const safe = ({ key, isKept }: WorkQueueProps) => ({
  ...(key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
  enforceSSL: true,
  retentionPeriod: RETENTION,
  maxMessageSizeBytes: ONE_MEBIBYTE,
  removalPolicy: isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
});

/** A queue and the dead letters behind it. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { visibilityTimeout, maxReceiveCount } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', safe(props));
    this.queue = new Queue(this, 'Resource', {
      ...safe(props),
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless-SQSRedrivePolicy',
      reason: 'These are the dead letters themselves: an alarm rings for each, and a person decides.',
    });
  }

  /** Counting the dead letters, reading them and removing them. */
  grantRedrive(grantee: IGrantable): void {
    const actions = ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'];
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.deadLetters.queueArn] });
  }

  /** Sending and nothing else; `Queue.grantSendMessages` would let its attributes be read too. */
  grantSend(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['sqs:SendMessage'], resourceArns: [this.queue.queueArn] });
  }
}
