import { describe, expect, it } from 'vitest';
import { tableSchema } from '../../../infra/aws/table-schema.ts';
import { refusalOf } from './requests.ts';

/** What tests of the checker share: parts of requests, and what is expected of the cases. */

export type Request = Readonly<Record<string, unknown>>;
export type Case = readonly [what: string, operation: string, request: Request];

export const [index] = tableSchema.indexes;
export const key = (pk = 'p', sk = 's') => ({ pk: { S: pk }, sk: { S: sk } });
export const item = (more: Request = {}) => ({ Item: { ...key(), ...more } });
export const update = (UpdateExpression: string, names?: Request, values?: Request) => ({
  Key: key(),
  UpdateExpression,
  ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
});
export const put = (ConditionExpression: string, values?: Request, names?: Request) => ({
  ...item(),
  ConditionExpression,
  ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
});
export const query = (KeyConditionExpression: string, values: Request, more: Request = {}) => ({
  KeyConditionExpression,
  ExpressionAttributeValues: values,
  ...more,
});
export const text = (S: string) => ({ S });
export const many = (count: number, make: (n: number) => unknown) => Array.from({ length: count }, (_, n) => make(n));
export const a = { ':a': text('a') };
export const n = { ':n': { N: '1' } };
export const ab = { ':a': text('a'), ':b': text('b') };
export const onIndex = { IndexName: index.name };

/** Tests that the checker refuses what DynamoDB refuses, and takes what it takes. */
export function describeCases(refused: readonly Case[], taken: readonly Case[]): void {
  describe('DynamoDB refuses', () => {
    it.each(refused)('%s', (_, operation, request) => {
      expect(refusalOf(operation, request)).toBeTypeOf('string');
    });
  });

  describe('DynamoDB takes', () => {
    it.each(taken)('%s', (_, operation, request) => {
      expect(refusalOf(operation, request)).toBeUndefined();
    });
  });
}
