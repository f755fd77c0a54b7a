import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { tableSchema } from './table-schema.ts';

type IndexName = (typeof tableSchema)['indexes'][number]['name'];
type Action = 'DeleteItem' | 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The one table. Encrypted with DynamoDB's own key; kept when the stack goes. */
export class AlertTable extends Construct {
  private readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Resource', {
      partitionKey: text(tableSchema.partitionKey),
      sortKey: text(tableSchema.sortKey),
      timeToLiveAttribute: tableSchema.timeToLive,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
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
