import { quantile } from '../../one-machine/quantile.ts';
import type { BodyForm } from './body-forms.ts';
import { type Ends, startEnds } from './ends.ts';
import type { Loaded } from './load.ts';
import type { Budget, Row } from './rows.ts';
import type { Sunk } from './sink.ts';
import { type SystemName, startSystem } from './systems.ts';

export const RATES = [20, 100, 500] as const;
export type Rate = (typeof RATES)[number];
/** Marks of their own: the same alert once more would be a duplicate. */
const runs: Readonly<Record<Rate, string>> = { 20: 'twenty', 100: 'hundred', 500: 'fivehundred' };

/** How long each rate is kept up, and how long what is measured gets warm before. */
export interface OpenProps {
  readonly seconds: number;
  /** Fewer would make a p99 of one alert. */
  readonly leastAlerts: number;
  readonly warmSeconds: number;
}

const parts = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
export type Part = keyof typeof parts;
export const partsOfTime = Object.keys(parts) as readonly Part[];

/** Milliseconds from a post to its arrival at the receiver. */
export interface Latencies extends Readonly<Record<Part, number>> {
  readonly accepted: number;
  readonly lost: number;
}

export type ByRate = ReadonlyMap<Rate, Latencies>;

/** Time to notify of the durable floor and of Tocsin, by rate. */
export interface OpenFound {
  readonly floor: ByRate;
  readonly tocsin: ByRate;
}

/** What other work on the machine may add to a ratio of times. */
const MARGIN = 2.5;

const budgets: Readonly<Record<string, Budget>> = {
  '20 p99': { of: 'value', at: 'most', limit: 500, margin: 2 },
  '100 p50': { of: 'ratio', at: 'most', limit: 8, margin: MARGIN },
  '100 p99': { of: 'ratio', at: 'most', limit: 8, margin: MARGIN },
  '500 p99': { of: 'ratio', at: 'most', limit: 10, margin: MARGIN },
};

/** Milliseconds from each post to its first arrival. */
function latencies({ postedAt, accepted }: Loaded, { arrivedAt = new Map() }: Sunk): Latencies {
  const ms = [...postedAt].flatMap(([mark, at]) => {
    const arrived = arrivedAt.get(mark);
    return arrived === undefined ? [] : [arrived - at];
  });
  const lost = accepted - ms.length;
  return { accepted, lost, p50: quantile(ms, parts.p50), p95: quantile(ms, parts.p95), p99: quantile(ms, parts.p99) };
}

/** Alerts that are not measured: how many were accepted, and how many of them arrived. */
export async function warmUp(ends: Ends, url: string, form: BodyForm, seconds: number, stallMs?: number) {
  const { accepted } = await ends.load({ kind: 'open', url, form, run: 'warm', rate: 200, seconds });
  const { arrived } = await ends.drained(accepted, stallMs);
  return { accepted, arrived };
}

/** Posts to an address at each rate, whatever the answers do: how long until an alert is at the receiver. */
export async function measureRates(ends: Ends, url: string, form: BodyForm, props: OpenProps): Promise<ByRate> {
  const { seconds, leastAlerts } = props;
  const found = new Map<Rate, Latencies>();
  for (const rate of RATES) {
    await ends.sink('clear');
    const loaded = await ends.load({
      kind: 'open',
      url,
      form,
      run: runs[rate],
      rate,
      seconds: Math.max(seconds, leastAlerts / rate),
    });
    await ends.drained(loaded.accepted);
    found.set(rate, latencies(loaded, await ends.sink('report')));
  }
  return found;
}

async function measure(name: SystemName, props: OpenProps): Promise<ByRate> {
  const ends = await startEnds();
  const system = await startSystem(name, ends.sinkUrl);
  try {
    await warmUp(ends, system.hookUrl, 'generic', props.warmSeconds);
    return await measureRates(ends, system.hookUrl, 'generic', props);
  } finally {
    await system.stop();
    await ends.stop();
  }
}

/** Time to notify of the durable floor and of Tocsin, one after the other. */
export async function measureOpen(props: OpenProps): Promise<OpenFound> {
  return { floor: await measure('floor', props), tocsin: await measure('tocsin', props) };
}

/** The lines of the table. */
export function openRows({ floor, tocsin }: OpenFound): Row[] {
  return RATES.flatMap((rate) => {
    const [a, b] = [floor.get(rate), tocsin.get(rate)];
    if (a === undefined || b === undefined) return [];
    const times = partsOfTime.map((part): Row => {
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
      budget: { of: 'value', at: 'most', limit: 0 },
    };
    return [...times, lost];
  });
}
