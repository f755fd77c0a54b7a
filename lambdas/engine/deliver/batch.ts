import type { Connected } from '../../destinations/_kit/connected.ts';
import type { Rendered } from '../../destinations/_kit/define-destination.ts';
import { retry, unknown } from '../../domain/outcome.ts';
import { renderedOf, tryOr } from './attempt.ts';
import { type Attempted, type Claimed, type Job, mayHaveArrived } from './job.ts';
import { attemptedWith, outcomesOf, reducedFirst } from './judge.ts';
import type { Worker } from './worker.ts';

type BatchOf = NonNullable<Connected['batch']>;

interface Item {
  readonly job: Job;
  readonly rendered: Rendered;
}

const bytesOf = (batch: BatchOf, { rendered }: Item): number =>
  Buffer.byteLength(tryOr(() => batch.render([rendered]), undefined)?.body ?? '');

/** As many items in a request as the destination takes, by number and by bytes. A single item is never split. */
function fill(batch: BatchOf, items: readonly Item[]): Item[][] {
  const requests: { items: Item[]; bytes: number }[] = [];
  for (const item of items) {
    const bytes = bytesOf(batch, item);
    const last = requests.at(-1);
    if (last !== undefined && last.items.length < batch.maxItems && last.bytes + bytes <= batch.maxBytes) {
      last.items.push(item);
      last.bytes += bytes;
    } else requests.push({ items: [item], bytes });
  }
  return requests.map((request) => request.items);
}

/** The jobs of one request. */
export type RequestJobs = readonly Job[];

function filled(jobs: readonly Job[], batch: BatchOf, nowMs: number): RequestJobs[] {
  if (jobs.length < 2) return jobs.map((job) => [job]);
  const items = jobs.map((job) => ({ job, rendered: renderedOf(job, nowMs) }));
  return fill(batch, items).map((request) => request.map(({ job }) => job));
}

/**
 * The requests for jobs that are to be sent: one each, or as few as possible where the destination takes batches. Each
 * batch has requests of its own, since its deliveries share a row.
 */
export function requestsOf(
  open: readonly Job[],
  claimed: readonly Claimed[],
  { batch, isIdempotent }: Connected,
  nowMs: number,
): RequestJobs[] {
  if (batch === undefined) return open.map((job) => [job]);
  const isAlone = (job: Job): boolean => isIdempotent && batch.isIdempotent === false && mayHaveArrived(job.claimed);
  const alone = open.filter(isAlone).map((job) => [job]);
  const batchOf = new Map(
    claimed.flatMap((unit) => ('items' in unit.message ? unit.jobs.map((job) => [job, unit]) : [])),
  );
  const together = open.filter((job) => !isAlone(job));
  const groups = [...Map.groupBy(together, (job) => batchOf.get(job)).values()];
  return [...alone, ...groups.flatMap((jobs) => filled(jobs, batch, nowMs))];
}

/** One request for many deliveries; one outcome each, in order. */
export async function attemptMany(
  jobs: RequestJobs,
  batch: BatchOf,
  { timeoutMs, reach }: Pick<Connected, 'timeoutMs' | 'reach'>,
  { ports }: Worker,
): Promise<Attempted[]> {
  const startedMs = ports.now();
  const rendered = jobs.map((job) => renderedOf(job, startedMs));
  const request = tryOr(() => batch.render(rendered), undefined);
  const sent = request === undefined ? undefined : await ports.send(request, { timeoutMs, reach });
  const outcomes =
    sent === undefined ? [] : outcomesOf(sent, (response) => batch.judge(response, rendered), jobs.length);
  const missing = sent === undefined ? retry('render_failed') : unknown('unclassified_response');
  return rendered.map(({ attempt }, i) =>
    attemptedWith(reducedFirst(outcomes[i] ?? missing, attempt), sent, startedMs, ports.now()),
  );
}
