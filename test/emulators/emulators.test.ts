import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DynamoDBDocumentClient,
  GetCommand,
  NumberValue,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableSchema } from '../../infra/aws/table-schema.ts';
import { openSockets } from '../one-machine/sockets.ts';
import { type Emulators, startEmulators } from './emulators.ts';
import { credentials, REGION } from './region.ts';

let emulators: Emulators;
let client: DynamoDBDocumentClient;
let sqs: SQSClient;
beforeAll(async () => {
  emulators = await startEmulators();
  const base = new DynamoDBClient({ endpoint: emulators.dynamodbUrl, region: REGION, credentials });
  client = DynamoDBDocumentClient.from(base);
  sqs = new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  client.destroy();
  sqs.destroy();
  await emulators.close();
});

const [index] = tableSchema.indexes;
const put = (item: Record<string, unknown>) =>
  client.send(new PutCommand({ TableName: emulators.table, Item: { pk: 'p', sk: 's', ...item } }));
const query = (condition: string, values: Record<string, unknown>, IndexName?: string) =>
  client.send(
    new QueryCommand({
      TableName: emulators.table,
      ...(IndexName === undefined ? {} : { IndexName }),
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
    }),
  );
const onIndex = `${index.partitionKey} = :pk AND ${index.sortKey}`;
const update = (UpdateExpression: string, ExpressionAttributeValues: Record<string, unknown>) =>
  client.send(
    new UpdateCommand({
      TableName: emulators.table,
      Key: { pk: 'u', sk: 'u' },
      UpdateExpression,
      ExpressionAttributeValues,
    }),
  );

it('the queue emulator refuses a group with a blank, as SQS does', async () => {
  const message = { QueueUrl: emulators.webhooksQueue, MessageBody: 'x', MessageGroupId: 'a b' };
  await expect(sqs.send(new SendMessageCommand(message))).rejects.toThrow('MessageGroupId');
});

describe('the table emulator refuses what DynamoDB refuses', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['an empty key', () => put({ pk: '' })],
    ['an empty key of an index', () => put({ [index.partitionKey]: 'x', [index.sortKey]: '' })],
    ['an empty key of an index that an update sets', () => update(`SET ${index.sortKey} = :x`, { ':x': '' })],
    [
      'an empty key to read',
      () => client.send(new GetCommand({ TableName: emulators.table, Key: { pk: 'p', sk: '' } })),
    ],
    ['an empty key in a condition', () => query('pk = :pk AND sk > :sk', { ':pk': 'p', ':sk': '' })],
    ['an empty bound', () => query(`${onIndex} BETWEEN :a AND :b`, { ':pk': 'p', ':a': '', ':b': 'x' }, index.name)],
    ['a range upside down', () => query('pk = :pk AND sk BETWEEN :a AND :b', { ':pk': 'p', ':a': 'b', ':b': 'a' })],
    ['a partition key of 2,049 bytes', () => put({ pk: 'ü'.repeat(1024).concat('x') })],
    ['a sort key of 1,025 bytes', () => put({ sk: 'x'.repeat(1025) })],
    [
      'a sort key of 1,025 bytes in an index',
      () => put({ [index.partitionKey]: 'x', [index.sortKey]: 'x'.repeat(1025) }),
    ],
    ['an item of more than 400 KB', () => put({ text: 'x'.repeat(410_000) })],
    ['an empty set', () => update('ADD names :n', { ':n': { SS: [] } })],
    ['half of a surrogate pair', () => put({ text: 'cut \ud83d' })],
    ['a number out of range', () => put({ n: NumberValue.from('1e126') })],
    ['a reserved word used bare', () => update('SET status = :s', { ':s': 'x' })],
    ['a key that is no text', () => put({ [index.partitionKey]: 5, [index.sortKey]: 'x' })],
  ])('%s', async (_, request) => {
    await expect(request()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('and takes the rest', async () => {
    await put({ text: '', list: [''], n: NumberValue.from('9e125'), sk: 'x'.repeat(1024), pk: 'x'.repeat(2048) });
    await put({ [index.partitionKey]: 'x', [index.sortKey]: 'y', names: new Set(['a']), text: '\u{1f6a8}' });
    const found = await query(`${onIndex} BETWEEN :a AND :a`, { ':pk': 'x', ':a': 'y' }, index.name);
    expect(found.Items).toHaveLength(1);
  });
});

describe('the queue emulator', () => {
  const send = (MessageBody: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: emulators.webhooksQueue, MessageBody, MessageGroupId: 'g' }));

  it('carries characters of every plane', async () => {
    const body = 'a\u{1f6a8}\u{10000}\u{10ffff}\ufffdé';
    await send(body);
    const receive = new ReceiveMessageCommand({ QueueUrl: emulators.webhooksQueue });
    const { Messages = [] } = await sqs.send(receive);
    expect(Messages.map(({ Body }) => Body)).toEqual([body]);
  });

  it.each([
    ['U+FFFE', '\ufffe'],
    ['U+FFFF', '\uffff'],
    ['NUL', '\0'],
  ])('refuses %s', async (_, character) => {
    await expect(send(`a${character}`)).rejects.toThrow(/invalid characters/i);
  });
});

it('the emulators listen on loopback and nowhere else', async () => {
  const script = `import { startEmulators } from '${import.meta.dirname}/emulators.ts';
    await startEmulators();
    process.stdout.write('listening');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const addresses = openSockets(child.pid ?? 0).map(({ address }) => address);
    expect(addresses.map((address) => address.replace(/:\d+$/, ''))).toEqual(['127.0.0.1', '127.0.0.1']);
  } finally {
    child.kill();
  }
});
