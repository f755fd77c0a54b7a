/**
 * Some cells of the table of misbehaviours over DynamoDB's adapters: every row once for each of its verdicts, every
 * destination once, and 200 in all. `npm run faults` plays the whole table on SQLite.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamodbWorld } from '../dynamodb-world.ts';
import { nameOf } from './cells.ts';
import { checkCell } from './check-cell.ts';
import { chosenCells } from './choose.ts';

const CELLS = 200;
const SEED = 11;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe('a misbehaviour harms no alert', () => {
  it.each(chosenCells(CELLS, SEED).map((cell) => [nameOf(cell), cell] as const))('%s', async (_, cell) => {
    expect((await checkCell(cell, { store: dynamodbWorld })).problems).toEqual([]);
  });
});
