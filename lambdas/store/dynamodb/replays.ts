import type { ReplayJob } from '../../domain/replay-job.ts';
import { packReplayJob, readable, readReplayJob } from '../rows.ts';
import type { Table } from './client.ts';
import { putNew, updateIf } from './conditional.ts';
import { readReplay } from './items.ts';
import { expiresAt, REPLAYS, replayKey } from './keys.ts';
import { getRow, type Item, queryRows } from './requests.ts';

const MOST_LOOKED_AT = 500;

const jobIn = (item: Item): ReplayJob => readReplayJob(readReplay(item).doc);

/** Writes a new job, or the next version of one; `false` when another worker did so first. */
export async function saveReplay(job: ReplayJob, table: Table): Promise<boolean> {
  const { id, version, startedAt } = job;
  const row = { doc: packReplayJob(job), version };
  const key = replayKey(id);
  if (version === 1)
    return putNew(key, { ...row, expiresAt: expiresAt(Date.parse(startedAt), table.retentionDays) }, table);
  const writing = { condition: '#version = :before', values: { ':before': version - 1 }, set: row };
  return (await updateIf(key, writing, table)) !== undefined;
}

export async function loadReplay(id: string, table: Table): Promise<ReplayJob | undefined> {
  const item = await getRow(replayKey(id), table);
  return item === undefined ? undefined : jobIn(item);
}

/** Jobs are few and small, all in one partition; ids sort by time. */
export async function unfinishedReplays(table: Table): Promise<ReplayJob[]> {
  const newest = { isNewestFirst: true, limit: MOST_LOOKED_AT };
  const items = await queryRows({ condition: '#pk = :pk', values: { ':pk': REPLAYS }, ...newest }, table);
  // A job of another release waits for that release.
  return readable(items, jobIn)
    .filter(({ state }) => state === 'running')
    .reverse();
}
