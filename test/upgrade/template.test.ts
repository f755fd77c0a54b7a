import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { template } from '../aws/template.ts';
import { fixturesOf, releases } from './releases.ts';
import { kept } from './replacement.ts';
import { type Resource, type Resources, wrongUpgrade } from './template-differences.ts';

/** An update goes from one release to the next: the rule of one index an update is about these two. */
const latest = releases.at(-1) ?? '';
const released: { readonly Resources: Resources } = JSON.parse(
  readFileSync(path.join(fixturesOf(latest), 'template.json'), 'utf8'),
);
const today: Resources = template.toJSON()['Resources'];

it(`today’s stack is deployed over ${latest}: nothing that holds alerts is lost or replaced, and no update is refused`, () => {
  expect(wrongUpgrade(released.Resources, today)).toEqual([]);
});

it('table, queues, bucket, secrets, REST API and stage keep their logical ids', () => {
  const ids = (resources: Resources) =>
    Object.entries(resources).flatMap(([id, { Type }]) => (kept.has(Type) ? [`${id} ${Type}`] : []));
  const now = ids(today);
  expect(ids(released.Resources).toSorted()).toHaveLength(10);
  expect(now).toEqual(expect.arrayContaining(ids(released.Resources)));
});

it(`the names, keys and projections of the indexes are those of ${latest}`, () => {
  const indexesOf = (resources: Resources) =>
    Object.values(resources).find(({ Type }) => Type === 'AWS::DynamoDB::Table')?.Properties?.[
      'GlobalSecondaryIndexes'
    ];
  // One more index may be added in a release; this expectation then names it.
  expect(indexesOf(today)).toEqual(indexesOf(released.Resources));
});

const index = (IndexName: string, more: object = {}) => ({
  IndexName,
  KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'KEYS_ONLY' },
  ...more,
});
const tableWith = (Properties: Resource['Properties']): Resources => ({
  Table: { Type: 'AWS::DynamoDB::Table', Properties },
});
const withIndexes = (...GlobalSecondaryIndexes: readonly object[]) => tableWith({ GlobalSecondaryIndexes });
const queue = (Properties: Resource['Properties'] = {}): Resources => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties },
});
const attribute = (AttributeType: string) => ({ AttributeDefinitions: [{ AttributeName: 'pk', AttributeType }] });

describe('an update that would lose something or fails', () => {
  it.each<[string, Resources, Resources, RegExp]>([
    ['a queue under another id', queue(), { Other: { Type: 'AWS::SQS::Queue' } }, /Queue .* is not there any more/],
    ['a queue with another name', queue(), queue({ QueueName: 'x' }), /replaced, because QueueName changes/],
    [
      'a table with other keys',
      tableWith({ KeySchema: [1] }),
      tableWith({ KeySchema: [2] }),
      /because KeySchema changes/,
    ],
    ['a key of another type', tableWith(attribute('S')), tableWith(attribute('N')), /attribute pk: another type/],
    [
      'an index with another projection',
      withIndexes(index('i')),
      withIndexes(index('i', { Projection: 'ALL' })),
      /index i: its keys or its projection/,
    ],
    [
      'an index with other keys',
      withIndexes(index('i')),
      withIndexes(index('i', { KeySchema: [] })),
      /index i: its keys or its projection/,
    ],
    ['two new indexes', withIndexes(), withIndexes(index('i'), index('j')), /makes i and makes j, at most one/],
    [
      'an index under a new name',
      withIndexes(index('i')),
      withIndexes(index('j')),
      /makes j and deletes i, at most one/,
    ],
    [
      'an id of another type',
      { Thing: { Type: 'AWS::SNS::Topic' } },
      { Thing: { Type: 'AWS::Lambda::Function' } },
      /Thing .* becomes AWS::Lambda::Function/,
    ],
    [
      'a type that nobody looked at',
      {},
      { Thing: { Type: 'AWS::New::Thing' } },
      /AWS::New::Thing: say in replacement.ts/,
    ],
  ])('%s', (_, before, after, why) => {
    expect(wrongUpgrade(before, after)).toEqual([expect.stringMatching(why)]);
  });

  it.each<[string, Resources, Resources]>([
    ['one more index', withIndexes(index('i')), withIndexes(index('i'), index('j'))],
    ['one index less', withIndexes(index('i'), index('j')), withIndexes(index('i'))],
    [
      'a queue that keeps messages for longer',
      queue({ MessageRetentionPeriod: 1 }),
      queue({ MessageRetentionPeriod: 2 }),
    ],
    ['an alarm that goes', { Alarm: { Type: 'AWS::CloudWatch::Alarm' } }, {}],
    ['a new table', {}, withIndexes(index('i'), index('j'))],
  ])('and not %s', (_, before, after) => {
    expect(wrongUpgrade(before, after)).toEqual([]);
  });
});
