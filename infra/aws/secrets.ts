import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface SecretsProps {
  /** @default the key of Secrets Manager */
  readonly key: IKey | undefined;
  /** Whether they stay when the stack goes. */
  readonly isKept: boolean;
}

/**
 * The secrets of both sides: `{"NAME": "value"}` for every `${NAME}` that `tocsin.yaml` uses there. They are created all
 * but empty and filled by the operator. What they are created with must never change: CloudFormation would put the new
 * beginning over everything that was filled in.
 */
export class Secrets extends Construct {
  readonly sources: Secret;
  /** Also holds the admin token, which is made here. */
  readonly destinations: Secret;

  constructor(scope: Construct, id: string, { key, isKept }: SecretsProps) {
    super(scope, id);
    const common = {
      removalPolicy: isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryptionKey: key }),
    };
    this.sources = new Secret(this, 'Sources', {
      description: 'Tocsin: what senders prove themselves with',
      secretStringValue: SecretValue.unsafePlainText('{}'),
      ...common,
    });
    this.destinations = new Secret(this, 'Destinations', {
      description: 'Tocsin: credentials of destinations, and the admin token',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'TOCSIN_ADMIN_TOKEN',
        passwordLength: 40,
        excludePunctuation: true,
      },
      ...common,
    });
    for (const secret of [this.sources, this.destinations]) {
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason:
          'The values are issued by the vendors on either side and cannot be rotated from here. A value that the operator replaces is in use within a minute.',
      });
    }
  }
}

/** The value and nothing else; `Secret.grantRead` would let its metadata be read too. */
export const grantValue = (grantee: IGrantable, secret: Secret): Grant =>
  Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secret.secretArn] });
