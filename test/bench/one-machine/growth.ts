import { setTimeout as sleep } from 'node:timers/promises';
import { atRest } from '../../one-machine/account.ts';
import { markOf } from '../../one-machine/alerts.ts';
import type { Answer, Product } from '../../one-machine/product.ts';
import { quantile } from '../../one-machine/quantile.ts';
import { type Ends, startEnds } from './ends.ts';
import type { Row } from './rows.ts';
import { startTocsin } from './systems.ts';

const LEAST_ROWS = 1000;
/** Alerts in one webhook; the source type `generic` makes an alert of each item of a list. */
const PER_WEBHOOK = 200;
const REPEATS = 9;
/** Above this, one request says enough. */
const LONG_MS = 3000;
const JOB_MS = 120_000;

/** 1,000, 10,000, … up to the number that was asked for. */
function sizesUpTo(rows: number): number[] {
  const sizes: number[] = [];
  for (let size = LEAST_ROWS; size < rows; size *= 10) sizes.push(size);
  return [...sizes, rows];
}

interface Filled {
  rows: number;
  webhooks: number;
}

async function fill(product: Product, ends: Ends, filled: Filled, rows: number): Promise<void> {
  while (filled.rows < rows) {
    const count = Math.min(PER_WEBHOOK, rows - filled.rows);
    const alerts = Array.from({ length: count }, (_, i) => {
      const mark = markOf('growth', filled.rows + i);
      return { id: mark, title: `Suspicious login ${mark}`, severity: 'high', description: 'a login', host: 'web-1' };
    });
    const { status } = await product.hook('generic', JSON.stringify(alerts));
    if (status === 202) {
      filled.rows += count;
      filled.webhooks += 1;
    } else if (status === 429 || status === 503) await sleep(200);
    else throw new Error(`a webhook of ${count} alerts was answered ${status}`);
  }
  await ends.drained(filled.rows);
  await atRest(product, filled.webhooks, 120_000);
}

/** A replay may be a job: then its end is what counts. */
async function dryRun(product: Product): Promise<Answer> {
  const answer = await product.admin('/v1/replay', {
    method: 'POST',
    body: JSON.stringify({ status: 'dead', dryRun: true }),
  });
  const { job, jobId = job, id = jobId, deliveries } = answer.body as Readonly<Record<string, unknown>>;
  if (deliveries !== undefined || typeof id !== 'string') return answer;
  const untilMs = performance.now() + JOB_MS;
  let last = answer;
  while (performance.now() < untilMs) {
    last = await product.admin(`/v1/replay/${encodeURIComponent(id)}`);
    if (
      last.status !== 200 ||
      !/"(?:status|state)":"(?:queued|pending|running|waiting)"/.test(JSON.stringify(last.body))
    )
      return last;
    await sleep(5);
  }
  return last;
}

const requests: readonly (readonly [what: string, ask: (product: Product) => Promise<Answer>])[] = [
  ['GET /v1/alerts', (product) => product.admin('/v1/alerts')],
  ['GET /v1/alerts?status=dead', (product) => product.admin('/v1/alerts?status=dead')],
  ['GET /v1/alerts?source=nobody', (product) => product.admin('/v1/alerts?source=nobody')],
  ['GET /v1/alerts?severity=critical', (product) => product.admin('/v1/alerts?severity=critical')],
  ['GET /v1/ledger', (product) => product.admin('/v1/ledger')],
  ['POST /v1/replay, a dry run', dryRun],
];

/** The median of some requests, the first of which does not count. */
async function timeOf(ask: (product: Product) => Promise<Answer>, product: Product): Promise<number> {
  const ms: number[] = [];
  for (let n = 0; n <= REPEATS; n += 1) {
    const began = performance.now();
    const { status, body } = await ask(product);
    if (status !== 200) throw new Error(`a list was answered ${status}: ${JSON.stringify(body).slice(0, 200)}`);
    ms.push(performance.now() - began);
    if (performance.now() - began > LONG_MS) break;
  }
  return quantile(ms.length > 1 ? ms.slice(1) : ms, 0.5);
}

function rowsOf(times: ReadonlyMap<string, readonly number[]>, sizes: readonly number[]): Row[] {
  return [...times].flatMap(([what, ms]) => {
    const lines = sizes.map(
      (size, i): Row => ({ what: `${what} of ${size} alerts`, unit: 'ms', values: { tocsin: ms[i] ?? Number.NaN } }),
    );
    const growth = (ms.at(-1) ?? Number.NaN) / (ms[0] ?? Number.NaN);
    const budget = { of: 'value', at: 'most', limit: 3 } as const;
    return [...lines, { what: `${what}: largest to smallest`, unit: '×', values: { tocsin: growth }, budget }];
  });
}

/** What a list costs with few alerts stored and with many. */
export async function growth(rows: number, say: (line: string) => void): Promise<Row[]> {
  const ends = await startEnds();
  const product = await startTocsin(ends.sinkUrl);
  const sizes = sizesUpTo(rows);
  const times = new Map<string, number[]>(requests.map(([what]) => [what, []]));
  const filled: Filled = { rows: 0, webhooks: 0 };
  try {
    for (const size of sizes) {
      const began = performance.now();
      await fill(product, ends, filled, size);
      say(`${size} alerts are stored and delivered after ${((performance.now() - began) / 1000).toFixed(0)} s`);
      for (const [what, ask] of requests) times.get(what)?.push(await timeOf(ask, product));
    }
    return rowsOf(times, sizes);
  } finally {
    await product.remove();
    await ends.stop();
  }
}
