import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { tableSchema } from './table-schema.ts';

type IndexName = (typeof tableSchema)['indexes'][number]['name'];
type Action = 'DeleteItem' | 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

const text = (name: string) => ({ name, type: AttributeType.STRING });

export interface AlertTableProps {
  /** @default DynamoDB's own key */
  readonly key: IKey | undefined;
  /** Whether it stays when the stack goes. */
  readonly isKept: boolean;
}

/** The one table. */
export class AlertTable extends Construct {
  private readonly table: Table;

  constructor(scope: Construct, id: string, { key, isKept }: AlertTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Resource', {
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(key === undefined ? {} : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    });
    for (const index of tableSchema.indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
  }

  get name(): string {
    return this.table.tableName;
  }

  /** On the table itself and not its indexes, which `Table.grant` would add as a wildcard. */
  grant(grantee: IGrantable, ...actions: readonly Action[]): void {
    const names = actions.map((action) => `dynamodb:${action}`);
    Grant.addToPrincipal({ grantee, actions: names, resourceArns: [this.table.tableArn] });
  }

  grantQuery(grantee: IGrantable, ...indexes: readonly IndexName[]): void {
    const resourceArns = indexes.map((index) => `${this.table.tableArn}/index/${index}`);
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }
}
