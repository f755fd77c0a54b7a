import type { Silence } from '../../domain/silence.ts';
import { packSilence, readable, readSilence } from '../rows.ts';
import type { Table } from './client.ts';
import { putNew, updateIf } from './conditional.ts';
import { readSilence as readSilenceRow } from './items.ts';
import { expiresAt, SILENCES, silenceKey } from './keys.ts';
import { type Item, queryRows } from './requests.ts';

/** Silences are few; each is kept as it was asked for, with its count and its end beside it. */
function silenceIn(item: Item): Silence {
  const { sk, doc, count = 0, ended = false, announced = false } = readSilenceRow(item);
  return { ...readSilence(doc), id: sk, count, ended, announced };
}

/** All silences that are kept, newest first. */
export async function listSilences(table: Table): Promise<Silence[]> {
  const items = await queryRows({ condition: '#pk = :pk', values: { ':pk': SILENCES } }, table);
  // One that cannot be read holds nothing back: better a message too many than none at all.
  return readable(items, silenceIn).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

export async function createSilence(silence: Silence, table: Table): Promise<void> {
  const until = expiresAt(Date.parse(silence.until), table.retentionDays);
  await putNew(silenceKey(silence.id), { doc: packSilence(silence), expiresAt: until }, table);
}

async function setOnce(id: string, name: 'ended' | 'announced', table: Table): Promise<boolean> {
  const condition = `attribute_exists(#doc) AND attribute_not_exists(#${name})`;
  return (await updateIf(silenceKey(id), { condition, set: { [name]: true } }, table)) !== undefined;
}

/** Ends a silence before its time; `false` when there is none of this id, or it has ended. */
export const endSilence = (id: string, table: Table): Promise<boolean> => setOnce(id, 'ended', table);
/** Notes that the end of a silence was reported; `false` when it was noted before. */
export const markAnnounced = (id: string, table: Table): Promise<boolean> => setOnce(id, 'announced', table);

export async function countSilenced(id: string, alerts: number, table: Table): Promise<void> {
  await updateIf(silenceKey(id), { condition: 'attribute_exists(#doc)', add: { count: alerts } }, table);
}
