import { quantile } from '../../one-machine/quantile.ts';
import { startEnds } from './ends.ts';
import type { Loaded } from './load.ts';
import type { Budget, Row } from './rows.ts';
import type { Sunk } from './sink.ts';
import { type SystemName, startSystem } from './systems.ts';

const RATES = [20, 100, 500] as const;
type Rate = (typeof RATES)[number];
/** Marks of their own: the same alert once more would be a duplicate. */
const runs: Readonly<Record<Rate, string>> = { 20: 'twenty', 100: 'hundred', 500: 'fivehundred' };
/** Fewer would make a p99 of one alert. */
const LEAST_ALERTS = 300;

const parts = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
type Part = keyof typeof parts;
interface Latencies extends Readonly<Record<Part, number>> {
  readonly lost: number;
}

const budgets: Readonly<Record<string, Budget>> = {
  '100 p50': { of: 'ratio', at: 'most', limit: 8 },
  '100 p99': { of: 'ratio', at: 'most', limit: 8 },
  '500 p99': { of: 'ratio', at: 'most', limit: 10 },
};

/** Milliseconds from each post to its first arrival. */
function latencies({ postedAt, accepted }: Loaded, { arrivedAt = new Map() }: Sunk): Latencies {
  const ms = [...postedAt].flatMap(([mark, at]) => {
    const arrived = arrivedAt.get(mark);
    return arrived === undefined ? [] : [arrived - at];
  });
  const lost = accepted - ms.length;
  return { lost, p50: quantile(ms, parts.p50), p95: quantile(ms, parts.p95), p99: quantile(ms, parts.p99) };
}

async function measure(name: SystemName, seconds: number): Promise<ReadonlyMap<Rate, Latencies>> {
  const ends = await startEnds();
  const system = await startSystem(name, ends.sinkUrl);
  const url = system.hookUrl;
  const found = new Map<Rate, Latencies>();
  try {
    await ends.drained((await ends.load({ kind: 'open', url, run: 'warm', rate: 200, seconds: 3 })).accepted);
    for (const rate of RATES) {
      await ends.sink('clear');
      const loaded = await ends.load({
        kind: 'open',
        url,
        run: runs[rate],
        rate,
        seconds: Math.max(seconds, LEAST_ALERTS / rate),
      });
      await ends.drained(loaded.accepted);
      found.set(rate, latencies(loaded, await ends.sink('report')));
    }
    return found;
  } finally {
    await system.stop();
    await ends.stop();
  }
}

/** Posts at a rate, whatever the answers do: how long until an alert is at its receiver. */
export async function openLoop(seconds: number): Promise<Row[]> {
  const floor = await measure('floor', seconds);
  const tocsin = await measure('tocsin', seconds);
  return RATES.flatMap((rate) => {
    const [a, b] = [floor.get(rate), tocsin.get(rate)];
    if (a === undefined || b === undefined) return [];
    const times = (['p50', 'p95', 'p99'] as const).map((part): Row => {
      const budget = budgets[`${rate} ${part}`];
      const values = { floor: a[part], tocsin: b[part] };
      return {
        what: `${rate}/s: post to arrival, ${part}`,
        unit: 'ms',
        values,
        ...(budget === undefined ? {} : { budget }),
      };
    });
    const lost: Row = {
      what: `${rate}/s: accepted, never arrived`,
      unit: '',
      values: { floor: a.lost, tocsin: b.lost },
    };
    return a.lost + b.lost === 0 ? times : [...times, lost];
  });
}
