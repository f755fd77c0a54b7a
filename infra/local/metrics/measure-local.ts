import { type Measured, measure } from '../../../lambdas/engine/metrics/measure.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import { deadLetterCounts } from '../../../lambdas/store/sqlite/dead-letters.ts';

/** Measures the state of this machine's store. */
export async function measureLocal(
  stores: Stores,
  database: Database,
  destinationIds: readonly string[],
): Promise<Measured> {
  const deadLetters = deadLetterCounts(database);
  return measure(Date.now(), await stores.ledger.hours(), { ...stores, destinationIds, deadLetters });
}
