import { isDamage, messageOf, type StoreError } from './errors.ts';
import { damaged } from './integrity.ts';
import { createThread } from './thread.ts';

/** A large table on a slow disk takes minutes. */
const deadlineMs = 1_800_000;
const maxFindings = 3;

/**
 * Reads all tables and indexes on a read-only connection in a thread, and says what is damaged. A table at a time, so
 * that no reader keeps the log from beginning anew for longer than one table takes.
 */
export async function findDamage(database: string, onDamage: (error: StoreError) => void): Promise<void> {
  const thread = createThread(database);
  try {
    for (const table of await thread.ask('tables', undefined, deadlineMs)) {
      const findings = await thread.ask('check', table, deadlineMs);
      if (findings.length > 0) return onDamage(damaged(database, findings.slice(0, maxFindings).join('; ')));
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    onDamage(damaged(database, messageOf(error)));
  } finally {
    await thread.end();
  }
}
