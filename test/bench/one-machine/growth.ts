import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { atRest } from '../../one-machine/account.ts';
import { monotonicMs } from '../../one-machine/monotonic.ts';
import { cpuSecondsOf, memoryOf } from '../../one-machine/processes.ts';
import type { Product } from '../../one-machine/product.ts';
import { type Ends, startEnds } from './ends.ts';
import { listTimes, requestNames } from './lists.ts';
import type { Row } from './rows.ts';
import { HOOK_PATH, startTocsin } from './systems.ts';

/** What Tocsin needs while so many alerts are stored. */
export interface GrowthPoint {
  readonly stored: number;
  /** For each alert since the point before: from the first post to the last arrival. */
  readonly msPerAlert: number;
  /** Of all its processes. */
  readonly cpuMsPerAlert: number;
  readonly residentMb: number;
  /** All files of the data folder. */
  readonly fileMb: number;
  readonly listMs: ReadonlyMap<string, number>;
}

const CONNECTIONS = 20;
const WARM = 2000;
const REST_MS = 120_000;
const MB = 1024 * 1024;

/** So many equal steps up to a number. */
export const stepsTo = (rows: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, i) => Math.round((rows * (i + 1)) / steps));

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => {
      const file = path.join(parentPath, name);
      return sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    }, 0);

/** Marks of a step are its own: the same alert once more would be a duplicate. */
const runOf = (step: number): string => `grow${String.fromCharCode('a'.charCodeAt(0) + step)}`;

/** Posts so many alerts and waits until as many as are said have arrived in all. */
async function load(product: Product, ends: Ends, run: string, count: number, arrived: number) {
  const url = product.url + HOOK_PATH;
  const { accepted } = await ends.load({ kind: 'closed', url, run, connections: CONNECTIONS, seconds: 600, count });
  if (accepted !== count) throw new Error(`${accepted} of ${count} alerts were accepted`);
  return ends.drained(arrived);
}

async function grow(product: Product, ends: Ends, step: number, from: number, to: number): Promise<GrowthPoint> {
  const count = to - from;
  const cpuBefore = cpuSecondsOf(product.pid);
  const began = monotonicMs();
  const { lastAt } = await load(product, ends, runOf(step), count, to);
  const cpuMs = (cpuSecondsOf(product.pid) - cpuBefore) * 1000;
  await atRest(product, to, REST_MS);
  return {
    stored: to,
    msPerAlert: (lastAt - began) / count,
    cpuMsPerAlert: cpuMs / count,
    residentMb: memoryOf(product.pid).VmRSS,
    fileMb: bytesIn(product.dataDir) / MB,
    listMs: await listTimes(product),
  };
}

/** Alerts come until each of the sizes is stored, and what the next alert and the lists cost then. */
export async function measureGrowth(sizes: readonly number[], say: (line: string) => void): Promise<GrowthPoint[]> {
  const ends = await startEnds();
  const product = await startTocsin(ends.sinkUrl);
  const points: GrowthPoint[] = [];
  const warm = Math.min(WARM, Math.floor((sizes[0] ?? 0) / 2));
  try {
    // The first thousands are slower whatever is stored: code is compiled.
    await load(product, ends, 'warm', warm, warm);
    for (const [step, size] of sizes.entries()) {
      const point = await grow(product, ends, step, points.at(-1)?.stored ?? warm, size);
      points.push(point);
      say(`${size} alerts are stored and delivered, ${point.msPerAlert.toFixed(2)} ms for each of the last`);
    }
    return points;
  } finally {
    await product.remove();
    await ends.stop();
  }
}

const growthOf = (points: readonly GrowthPoint[], of: (point: GrowthPoint) => number): number => {
  const [first, last] = [points[0], points.at(-1)];
  return first === undefined || last === undefined ? Number.NaN : of(last) / of(first);
};

/** Kilobytes by which the data folder grows for each alert that is stored. */
function kilobytesPerAlert(points: readonly GrowthPoint[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return Number.NaN;
  return ((last.fileMb - first.fileMb) * 1024) / (last.stored - first.stored);
}

function listRows(points: readonly GrowthPoint[], what: string): Row[] {
  const of = ({ listMs }: GrowthPoint): number => listMs.get(what) ?? Number.NaN;
  const lines = points.map(
    (point): Row => ({ what: `${what} of ${point.stored} alerts`, unit: 'ms', values: { tocsin: of(point) } }),
  );
  const growth = growthOf(points, of);
  const budget = { of: 'value', at: 'most', limit: 3, margin: 2 } as const;
  return [...lines, { what: `${what}: largest to smallest`, unit: '×', values: { tocsin: growth }, budget }];
}

/** The lines of the table. */
export function growthRows(points: readonly GrowthPoint[]): Row[] {
  const row = (what: string, unit: string, tocsin: number, limit: number, margin: number): Row => ({
    what,
    unit,
    values: { tocsin },
    budget: { of: 'value', at: 'most', limit, margin },
  });
  return [
    row(
      'CPU of an alert: largest to smallest store',
      '×',
      growthOf(points, (each) => each.cpuMsPerAlert),
      1.5,
      1.25,
    ),
    row(
      'resident memory: largest to smallest store',
      '×',
      growthOf(points, (each) => each.residentMb),
      2,
      1.25,
    ),
    row('data folder: growth for each alert', 'kB', kilobytesPerAlert(points), 3, 1.25),
    ...requestNames.flatMap((what) => listRows(points, what)),
  ];
}
