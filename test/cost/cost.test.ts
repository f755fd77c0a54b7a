import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { indexUnits, itemBytes, readUnits, writeUnits } from './item-sizes.ts';
import { chunksOf } from './queue-meter.ts';

const Output = z.object({
  idle: z.number(),
  figures: z.array(
    z.object({
      name: z.string(),
      goal: z.optional(z.number()),
      dollars: z.number(),
      measured: z.object({
        alerts: z.number(),
        delivered: z.number(),
        routeWriteUnits: z.number(),
        deliverWriteUnits: z.number(),
      }),
    }),
  ),
});

/** Write units an alert, which the goals stand on; what differs from run to run is below a tenth. */
const expectedUnits: Readonly<Record<string, number>> = { single: 4.45, batch: 2.5, five: 12.9, slack: 8 };
const TOLERANCE = 1.1;
const MOST_IDLE = 6;

describe('the units of DynamoDB', () => {
  it('are those of its documentation', () => {
    const item = { pk: { S: 'a' }, n: { N: '-12.5' }, list: { L: [{ S: 'xy' }, { BOOL: true }] }, b: { B: 'AAAA' } };
    expect(itemBytes(item)).toBe(3 + (1 + 3) + (4 + 3 + 1 + 2 + 1 + 1) + (1 + 3));
    expect(writeUnits({ a: { S: 'x'.repeat(1023) } })).toBe(1);
    expect(writeUnits({ a: { S: 'x'.repeat(1024) } }, { a: { S: '' } })).toBe(2);
    expect(writeUnits(undefined)).toBe(1);
    expect([readUnits(4096, true), readUnits(4097, true), readUnits(1, false)]).toEqual([1, 2, 0.5]);
  });

  it('of an index are two for an entry that moves, one for one that comes or goes, and none for one that stays', () => {
    const indexes = [{ name: 'i', partitionKey: 'ip', sortKey: 'is' }];
    const at = (is: string) => ({ pk: { S: 'a' }, sk: { S: 'b' }, ip: { S: 'p' }, is: { S: is }, more: { S: is } });
    const without = { pk: { S: 'a' }, sk: { S: 'b' } };
    expect(indexUnits(at('1'), at('2'), indexes)).toBe(2);
    expect(indexUnits(without, at('2'), indexes)).toBe(1);
    expect(indexUnits(at('2'), without, indexes)).toBe(1);
    expect(indexUnits(at('2'), { ...at('2'), more: { S: 'other' } }, indexes)).toBe(0);
  });

  it('of SQS are chunks of 64 KB', () => {
    const sent = (bytes: number) => ({ MessageBody: 'x'.repeat(bytes) });
    expect(chunksOf(JSON.stringify(sent(1)))).toBe(1);
    expect(chunksOf(JSON.stringify(sent(65_537)))).toBe(2);
    expect(chunksOf(JSON.stringify({ Entries: [sent(40_000), sent(40_000)] }))).toBe(2);
  });
});

describe('the cost of a million alerts', () => {
  it('is within its limits, and so is a month without alerts', { timeout: 300_000 }, async () => {
    const run = promisify(execFile);
    const file = path.join(import.meta.dirname, 'run.ts');
    const { stdout } = await run(process.execPath, [file, '--json'], { maxBuffer: 1e8 });
    const { figures, idle } = Output.parse(JSON.parse(stdout));
    expect(idle).toBeLessThanOrEqual(MOST_IDLE);
    expect(figures).toHaveLength(4);
    for (const { name, goal = Number.POSITIVE_INFINITY, dollars, measured } of figures) {
      expect(dollars, name).toBeLessThanOrEqual(goal);
      expect(measured.delivered, name).toBeGreaterThan(0);
      const units = (measured.routeWriteUnits + measured.deliverWriteUnits) / measured.alerts;
      expect(units, name).toBeLessThanOrEqual((expectedUnits[name] ?? 0) * TOLERANCE);
      // Below it, something was not counted.
      expect(units, name).toBeGreaterThanOrEqual((expectedUnits[name] ?? 0) / TOLERANCE);
    }
  });
});
