import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Product } from '../../one-machine/product.ts';
import { quantile } from '../../one-machine/quantile.ts';

const REPEATS = 9;
/** Above this, one request says enough. */
const LONG_MS = 3000;
const JOB_MS = 120_000;

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

export const requestNames = requests.map(([what]) => what);

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

/** Milliseconds of each request that reads the store, by its name. */
export async function listTimes(product: Product): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const [what, ask] of requests) times.set(what, await timeOf(ask, product));
  return times;
}
