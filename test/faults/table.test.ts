import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTable } from '../store/dynamodb/table.ts';
import { broken } from './account.ts';
import { dynamodbWorld } from './dynamodb-world.ts';
import { type History, histories } from './histories.ts';
import { type MemoryTable, memoryTable } from './memory-table.ts';
import { createWorld } from './world.ts';

let real: Awaited<ReturnType<typeof startTable>>;

beforeAll(async () => {
  real = await startTable();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(async () => {
  vi.useRealTimers();
  await real.close();
});

type Answer = Readonly<Record<string, unknown>>;

const said = ['Item', 'Items', 'Attributes', 'Responses', 'LastEvaluatedKey'] as const;

const isFields = (value: unknown): value is Answer => typeof value === 'object' && value !== null;

/** Sets, and rows that are fetched in a batch, have no order. */
function ordered(value: unknown): unknown {
  if (value instanceof Set) return { set: [...value].map(String).sort() };
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(ordered);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, ordered(inner)]),
  );
}

function essence(answer: unknown): unknown {
  if (!isFields(answer)) return answer;
  const { Responses, ...rest } = Object.fromEntries(said.map((name) => [name, ordered(answer[name])]));
  const batches = isFields(Responses)
    ? Object.values(Responses)
        .flat()
        .map((row) => JSON.stringify(row))
    : [];
  // One answers nothing where the other answers an empty list.
  const { Items, ...others } = rest;
  return { ...others, Items: Array.isArray(Items) ? Items : [], batches: batches.sort() };
}

type Outcome = { readonly answer: unknown } | { readonly refused: true };

const outcomeOf = (work: Promise<unknown>): Promise<Outcome> =>
  work.then(
    (answer): Outcome => ({ answer }),
    (error: unknown): Outcome => {
      if (error instanceof ConditionalCheckFailedException) return { refused: true };
      throw error;
    },
  );

/** Asks the table in memory and a DynamoDB emulator the same, one request at a time, and notes where they differ. */
function bothTables(differences: unknown[]): MemoryTable {
  const memory = memoryTable();
  let turn: Promise<unknown> = Promise.resolve();
  const askBoth = async (command: Parameters<typeof real.client.send>[0]): Promise<unknown> => {
    const [theirs, ours] = [await outcomeOf(real.client.send(command)), await outcomeOf(memory.send(command))];
    const [a, b] = [theirs, ours].map((each) => JSON.stringify('refused' in each ? each : essence(each.answer)));
    if (a !== b) differences.push({ command: command.constructor.name, input: command.input, real: a, memory: b });
    if ('refused' in ours) throw new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
    return ours.answer;
  };
  return {
    ...memory,
    send(command) {
      // Only the table functions ask, and only with commands of the document client.
      const answer = turn.then(() => askBoth(command as Parameters<typeof askBoth>[0]));
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}

describe('the table in memory answers every request as DynamoDB’s emulator does', () => {
  it.each(histories.map((history) => [history.title, history] as const))('%s', async (_, { props, begin }: History) => {
    const differences: unknown[] = [];
    const tables = bothTables(differences);
    const world = createWorld({ ...props, store: (random) => dynamodbWorld(random, tables, real.name) });
    await begin(world);
    await world.drain();
    expect(await broken(world)).toEqual([]);
    expect(differences).toEqual([]);
    for (const row of tables.rows())
      await real.client.send(new DeleteCommand({ TableName: real.name, Key: { pk: row['pk'], sk: row['sk'] } }));
  });
});
