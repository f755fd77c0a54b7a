import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { history, play } from '../contract/history.ts';
import { NOW, statesOf } from '../contract/subjects.ts';
import { withStore } from './stores.ts';

const LISTED: readonly string[] = ['retrying', 'unknown', 'dead'];

it('the list of states has exactly the deliveries that stand in them, after any history', async () => {
  const property = fc.asyncProperty(history, async (all) => {
    await withStore(async (store, database) => {
      const rows = new Map((await play(all, NOW, store)).map((row) => [row.alert.id, row]));
      const states = (await Promise.all([...rows.values()].map((row) => statesOf(row, store)))).flat();
      const expected = states
        .filter(({ status }) => LISTED.includes(status))
        .map(({ id, status }) => `${status} ${id}`);
      const entries =
        "SELECT status || ' ' || a.id || ':' || destination AS entry FROM listed JOIN alert a ON a.n = alert";
      const found = database
        .sql(entries)
        .all()
        .map(({ entry }) => String(entry));
      expect(found.toSorted()).toEqual(expected.toSorted());
    });
  });
  await fc.assert(property, { numRuns: 100 });
});
