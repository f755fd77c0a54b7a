import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertQuery } from '../../../lambdas/domain/listing.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { asClient, memoryTable } from '../../faults/memory-table.ts';
import { createEngine } from '../contract/engine.ts';
import { everything } from '../contract/listing.ts';
import { dead, iso, messageOf, NOW, newAlert, rowOf } from '../contract/subjects.ts';

function open() {
  const rows = memoryTable();
  const stores = dynamodbStores({ client: asClient(rows), name: 'table', retentionDays: 30 });
  return { ...stores, accept: async () => undefined, close: async () => undefined };
}

/** What dies at a millisecond: an alert at some destinations, or a batch. */
interface Death {
  readonly ms: number;
  readonly destinations: number;
  readonly batchOf: number;
}

const death: fc.Arbitrary<Death> = fc.record({
  ms: fc.nat(3),
  destinations: fc.integer({ min: 1, max: 3 }),
  batchOf: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 40 })),
});

/** Lets alerts die on their own and in batches, many at one time; answers their ids. */
async function populate(deaths: readonly Death[], store: ReturnType<typeof open>): Promise<string[]> {
  const engine = createEngine(store);
  const alone = async ({ ms, destinations }: Death): Promise<string[]> => {
    const row = rowOf(newAlert({ receivedAt: iso(NOW + ms) }), { planned: ['a', 'b', 'c'].slice(0, destinations) });
    await store.alerts.record(row);
    for (const destination of row.planned) await engine.claimAndSettle(messageOf(row, destination), dead, NOW);
    return [row.alert.id];
  };
  const together = async ({ ms, batchOf }: Death): Promise<readonly string[]> => {
    const batch = await engine.batch(batchOf, NOW + ms);
    const held = await store.deliveries.claim(batch.message, 'a', NOW, batch.alertIds);
    if (held.kind !== 'claimed') throw new Error('not claimed');
    await engine.settleBatch(batch, held, 'a', { together: dead, apart: [] });
    return batch.alertIds;
  };
  const ids: string[] = [];
  for (const each of deaths) ids.push(...(await (each.batchOf === 0 ? alone(each) : together(each))));
  return ids;
}

it('the list of a state has every alert once, however many stand at one time, alone or in batches', async () => {
  const property = fc.asyncProperty(fc.array(death, { maxLength: 120, size: 'max' }), async (deaths) => {
    const store = open();
    const ids = await populate(deaths, store);
    const listed = async (query: AlertQuery) => (await everything(query, NOW, store)).map(({ id }) => id);
    expect((await listed({ status: 'dead' })).toSorted()).toEqual(ids.toSorted());
    const parts = [0, 1, 2, 3].map((ms) => ({ since: iso(NOW + ms), until: iso(NOW + ms + 1) }));
    const apart = await Promise.all(parts.map((range) => listed({ status: 'dead', ...range })));
    expect(apart.flat().toSorted()).toEqual(ids.toSorted());
  });
  await fc.assert(property, { numRuns: 20 });
});

it('a list asks DynamoDB for no more than a step at a time', async () => {
  const rows = memoryTable();
  const read: number[] = [];
  const counting = {
    ...rows,
    async send(command: unknown) {
      const answer = await rows.send(command);
      const found = typeof answer === 'object' && answer !== null && 'Responses' in answer ? answer.Responses : {};
      read.push(Object.values(found as Record<string, unknown[]>).flat().length);
      return answer;
    },
  };
  const stores = dynamodbStores({ client: asClient(counting), name: 'table', retentionDays: 30 });
  for (let n = 0; n < 700; n += 1) await stores.alerts.record(rowOf(newAlert({ receivedAt: iso(NOW + n) })));
  read.length = 0;
  const { alerts, cursor } = await stores.alerts.list({ severities: ['critical'] }, NOW);
  expect([alerts.length, typeof cursor]).toEqual([0, 'string']);
  expect(Math.max(...read)).toBeLessThanOrEqual(100);
  // Each alert has one delivery, which has no row yet.
  expect(read.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(564);
});
