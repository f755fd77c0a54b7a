import { expect, it } from 'vitest';
import { queueRefusalOf } from './requests.ts';

type Request = Readonly<Record<string, unknown>>;
type Case = readonly [what: string, operation: string, request: Request];

const QueueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/queue';
const message = (more: Request = {}) => ({ QueueUrl, MessageBody: 'x', ...more });
const entry = (Id: string, more: Request = {}) => ({ Id, MessageBody: 'x', ...more });
const batch = (...Entries: Request[]) => ({ QueueUrl, Entries });
const many = (count: number, make: (n: number) => Request) => Array.from({ length: count }, (_, n) => make(n));
const attribute = (value: Request, name = 'name') => message({ MessageAttributes: { [name]: value } });
const text = { DataType: 'String', StringValue: 'x' };
const attributes = (count: number) =>
  message({ MessageAttributes: Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}`, text])) });
const MIB = 1_048_576;

const refused: readonly Case[] = [
  ['no queue', 'SendMessage', { MessageBody: 'x' }],
  ['no body', 'SendMessage', { QueueUrl }],
  ['an empty body', 'SendMessage', message({ MessageBody: '' })],
  ['a body of more than 1 MiB', 'SendMessage', message({ MessageBody: 'x'.repeat(MIB + 1) })],
  ['a body of more than 1 MiB in UTF-8', 'SendMessage', message({ MessageBody: 'ü'.repeat(MIB / 2 + 1) })],
  ['a body of 1 MiB with an attribute', 'SendMessage', { ...attribute(text), MessageBody: 'x'.repeat(MIB) }],
  ['a delay of 901 seconds', 'SendMessage', message({ DelaySeconds: 901 })],
  ['a delay below zero', 'SendMessage', message({ DelaySeconds: -1 })],
  ['half a second of delay', 'SendMessage', message({ DelaySeconds: 0.5 })],
  ['a group of 129 characters', 'SendMessage', message({ MessageGroupId: 'x'.repeat(129) })],
  ['an empty group', 'SendMessage', message({ MessageGroupId: '' })],
  ['a group with a blank', 'SendMessage', message({ MessageGroupId: 'a b' })],
  ['a group with a letter beyond ASCII', 'SendMessage', message({ MessageGroupId: 'süd' })],
  ['a deduplication id on a standard queue', 'SendMessage', message({ MessageDeduplicationId: 'x' })],
  ['11 attributes', 'SendMessage', attributes(11)],
  ['an attribute with a name of 257 characters', 'SendMessage', attribute(text, 'x'.repeat(257))],
  ['an attribute of AWS', 'SendMessage', attribute(text, 'AWS.x')],
  ['an attribute with a blank', 'SendMessage', attribute(text, 'a b')],
  ['an attribute that ends with a dot', 'SendMessage', attribute(text, 'a.')],
  ['an attribute with two dots', 'SendMessage', attribute(text, 'a..b')],
  ['an attribute of no type', 'SendMessage', attribute({ StringValue: 'x' })],
  ['an attribute of an unknown type', 'SendMessage', attribute({ DataType: 'Text', StringValue: 'x' })],
  ['an attribute without a value', 'SendMessage', attribute({ DataType: 'String', StringValue: '' })],
  ['a number that is none', 'SendMessage', attribute({ DataType: 'Number', StringValue: 'x' })],
  ['no entries', 'SendMessageBatch', batch()],
  ['11 entries', 'SendMessageBatch', batch(...many(11, (n) => entry(String(n))))],
  ['an id twice', 'SendMessageBatch', batch(entry('1'), entry('1'))],
  ['no id', 'SendMessageBatch', batch({ MessageBody: 'x' })],
  ['an id of 81 characters', 'SendMessageBatch', batch(entry('x'.repeat(81)))],
  ['an id with a dot', 'SendMessageBatch', batch(entry('a.b'))],
  [
    '2 entries of more than 1 MiB',
    'SendMessageBatch',
    batch(...many(2, (n) => entry(`${n}`, { MessageBody: 'x'.repeat(MIB / 2 + 1) }))),
  ],
  ['an entry with a long delay', 'SendMessageBatch', batch(entry('1', { DelaySeconds: 1000 }))],
  ['11 messages at once', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 11 }],
  ['no messages', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 0 }],
  ['a wait of 21 seconds', 'ReceiveMessage', { QueueUrl, WaitTimeSeconds: 21 }],
  [
    'hidden for more than 12 hours',
    'ChangeMessageVisibility',
    { QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 43_201 },
  ],
  ['hidden for less than nothing', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: -1 }],
  ['hidden for part of a second', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 1.5 }],
  ['hidden for no time that is named', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle: 'x' }],
  ['hidden without a handle', 'ChangeMessageVisibility', { QueueUrl, VisibilityTimeout: 1 }],
  ['deleted without a handle', 'DeleteMessage', { QueueUrl }],
  ['moved from nowhere', 'StartMessageMoveTask', {}],
  ['501 moved in a second', 'StartMessageMoveTask', { SourceArn: 'arn', MaxNumberOfMessagesPerSecond: 501 }],
  ['11 tasks', 'ListMessageMoveTasks', { SourceArn: 'arn', MaxResults: 11 }],
];

const taken: readonly Case[] = [
  ['a body of 1 MiB', 'SendMessage', message({ MessageBody: 'x'.repeat(MIB) })],
  ['a delay of 15 minutes', 'SendMessage', message({ DelaySeconds: 900 })],
  ['no delay', 'SendMessage', message({ DelaySeconds: 0 })],
  ['a group of punctuation', 'SendMessage', message({ MessageGroupId: `a_B-9.!"#$%&'()*+,/:;<=>?@[\\]^\`{|}~` })],
  ['a group of 128 characters', 'SendMessage', message({ MessageGroupId: 'x'.repeat(128) })],
  ['10 attributes', 'SendMessage', attributes(10)],
  ['a number', 'SendMessage', attribute({ DataType: 'Number', StringValue: '-1.5e3' })],
  ['a type with a label', 'SendMessage', attribute({ DataType: 'Number.int', StringValue: '1' })],
  ['bytes', 'SendMessage', attribute({ DataType: 'Binary', BinaryValue: 'AQ==' })],
  ['10 entries', 'SendMessageBatch', batch(...many(10, (n) => entry(String(n))))],
  ['ids of all characters', 'SendMessageBatch', batch(entry('aZ9_-'), entry('x'.repeat(80)))],
  [
    '2 entries of 1 MiB together',
    'SendMessageBatch',
    batch(...many(2, (n) => entry(`${n}`, { MessageBody: 'x'.repeat(MIB / 2) }))),
  ],
  [
    '10 messages that wait for 20 seconds',
    'ReceiveMessage',
    { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 },
  ],
  ['shown at once', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 0 }],
  ['hidden for 12 hours', 'ChangeMessageVisibility', { QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 43_200 }],
  ['deleted', 'DeleteMessage', { QueueUrl, ReceiptHandle: 'x' }],
  ['moved', 'StartMessageMoveTask', { SourceArn: 'arn' }],
  ['what is not about messages', 'CreateQueue', { QueueName: 'x' }],
];

it.each(refused)('SQS refuses %s', (_, operation, request) => {
  expect(queueRefusalOf(operation, request)).toMatch(/^[A-Za-z]+: /);
});

it.each(taken)('SQS takes %s', (_, operation, request) => {
  expect(queueRefusalOf(operation, request)).toBeUndefined();
});
