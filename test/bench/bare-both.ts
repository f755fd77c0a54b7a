// The least that a function with a queue and a table can be: what the cold starts of route and deliver are measured against.
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const queue = new SQSClient({ region: 'us-east-1' });
const table = new DynamoDBClient({ region: 'us-east-1' });

export const handler = async (body: string) => {
  await table.send(new PutItemCommand({ TableName: 'table', Item: { pk: { S: body } } }));
  await queue.send(new SendMessageCommand({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/0/q', MessageBody: body }));
};
