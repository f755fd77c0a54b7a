/** Plays a part of the table in a thread, whose clock is its own. */
import { mock } from 'node:test';
import { parentPort, workerData } from 'node:worker_threads';
import { sqliteWorld } from '../sqlite-world.ts';
import { cellsNamed } from './cells.ts';
import { checkCell } from './check-cell.ts';

const names: readonly string[] = workerData;

mock.timers.enable({ apis: ['Date'], now: Date.now() });
const setTime = (nowMs: number): void => mock.timers.setTime(nowMs);

for (const cell of names.flatMap(cellsNamed))
  parentPort?.postMessage(await checkCell(cell, { store: sqliteWorld, setTime }));
