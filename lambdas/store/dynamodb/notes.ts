import type { Notes } from '../../engine/ports/notes.ts';
import type { Table } from './client.ts';
import { update, updateIf } from './conditional.ts';
import { readNote } from './items.ts';
import { expiresAt, noteKey } from './keys.ts';
import { getRow } from './requests.ts';

/** DynamoDB deletes a row some time after its end, so reading compares the end, too. */
const valuesOf = (note: string, untilMs: number) => ({ note, untilMs, expiresAt: expiresAt(untilMs, 1) });

async function read(key: string, nowMs: number, table: Table): Promise<string | undefined> {
  const item = await getRow(noteKey(key), table);
  if (item === undefined) return undefined;
  const { note, untilMs } = readNote(item);
  return untilMs > nowMs ? note : undefined;
}

/** Short texts, a row each, until they end. */
export const createNotes = (table: Table): Notes => ({
  read: (key, nowMs) => read(key, nowMs, table),
  async add(key, note, untilMs, nowMs) {
    const adding = {
      condition: 'attribute_not_exists(#untilMs) OR #untilMs <= :now',
      values: { ':now': nowMs },
      set: valuesOf(note, untilMs),
    };
    const isAdded = (await updateIf(noteKey(key), adding, table)) !== undefined;
    return isAdded ? undefined : ((await read(key, nowMs, table)) ?? '');
  },
  async replace(key, note, untilMs) {
    await update(noteKey(key), { set: valuesOf(note, untilMs) }, table);
  },
});
