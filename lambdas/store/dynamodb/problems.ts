import { lastChangeMs, type ProblemState } from '../../domain/acknowledgement.ts';
import { problemKey } from '../../domain/group.ts';
import type { ProblemMark } from '../../engine/ports/problems.ts';
import { packProblem, readProblem } from '../rows.ts';
import type { Table } from './client.ts';
import { putNew, type Update, updateIf } from './conditional.ts';
import { readGroup, readProblemRow } from './items.ts';
import { expiresAt, groupKey, problemStateKey } from './keys.ts';
import { getRow } from './requests.ts';

export async function loadProblem(fingerprint: string, table: Table): Promise<ProblemState | undefined> {
  const item = await getRow(problemStateKey(fingerprint), table);
  return item === undefined ? undefined : readProblem(readProblemRow(item).doc);
}

/** Writes the first state of a problem, or the next one; `false` when another worker did so first. */
export async function saveProblem(problem: ProblemState, table: Table): Promise<boolean> {
  const { fingerprint, version } = problem;
  const key = problemStateKey(fingerprint);
  const row = { doc: packProblem(problem), version, expiresAt: expiresAt(lastChangeMs(problem), table.retentionDays) };
  if (version === 1) return putNew(key, row, table);
  const writing = { condition: '#version = :before', values: { ':before': version - 1 }, set: row };
  return (await updateIf(key, writing, table)) !== undefined;
}

const OPEN = { condition: 'attribute_exists(#firstId) AND #lastMs > :over', values: { ':over': 0 } };

const marks: Readonly<Record<ProblemMark, Update>> = {
  acknowledged: { ...OPEN, set: { acknowledged: true }, answers: 'ALL_NEW' },
  over: { ...OPEN, set: { lastMs: 0 }, remove: ['acknowledged'], answers: 'ALL_NEW' },
};

/** Marks a problem at a destination where it is open; answers how severe it was there. */
export async function markProblem(
  destination: string,
  fingerprint: string,
  mark: ProblemMark,
  table: Table,
): Promise<number | undefined> {
  const item = await updateIf(groupKey(problemKey(destination, fingerprint)), marks[mark], table);
  return item === undefined ? undefined : (readGroup(item).rank ?? -1);
}
