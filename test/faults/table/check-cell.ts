import { type Cell, nameOf } from './cells.ts';
import { verdictOf } from './expected.ts';
import { problemsOf } from './judged.ts';
import { type How, play } from './play.ts';
import type { Verdict } from './rows.ts';
import { look } from './seen.ts';

/** What came of a cell. */
export interface Played {
  readonly name: string;
  readonly row: string;
  readonly verdict: Verdict;
  readonly problems: readonly string[];
}

/** Plays a cell and says what is not as it has to be; a cell that throws has that as its problem. */
export async function checkCell(cell: Cell, how: How): Promise<Played> {
  const about = { name: nameOf(cell), row: cell.row, verdict: verdictOf(cell) };
  try {
    return { ...about, problems: problemsOf(cell, await play(cell, how, look)) };
  } catch (error) {
    return { ...about, problems: [String(error)] };
  }
}
