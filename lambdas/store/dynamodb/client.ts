import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { required, type Variables } from '../../config/env.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';

/** The table and how long rows stay in it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly retentionDays: number;
  /** The clock by which counters past the retention are rolled up (epoch ms); without one they stay apart. */
  now?(): number;
}

/** The table over its environment; `onThrottled` is called for each try that DynamoDB refuses because there were too many. */
export function openTable(variables: Variables, onThrottled?: () => void): Table {
  const base = bounded(new DynamoDBClient(clientOptions(variables, 'DYNAMODB')), onThrottled);
  const client = DynamoDBDocumentClient.from(base, { marshallOptions: { removeUndefinedValues: true } });
  return {
    client,
    name: required(variables, 'TOCSIN_TABLE'),
    retentionDays: Number(variables['TOCSIN_RETENTION_DAYS'] ?? 30),
    now: Date.now,
  };
}
