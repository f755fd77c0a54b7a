import type { Connected } from '../../core/connected.ts';
import type { Rendered } from '../../core/destination.ts';
import { retry, unknown } from '../../core/outcome.ts';
import { type Attempted, exhaustionOf, type Job, judgeSent, recordOf, renderedOf, tryRender } from './attempt.ts';
import type { Ports } from './ports.ts';

type BatchOf = NonNullable<Connected['batch']>;

interface Item {
  readonly job: Job;
  readonly rendered: Rendered;
}

const bytesOf = (batch: BatchOf, items: readonly Item[]): number =>
  Buffer.byteLength(tryRender(() => batch.render(items.map(({ rendered }) => rendered)))?.body ?? '');

/** As many items in a request as the destination takes, by number and by bytes. A single item is never split. */
function fill(batch: BatchOf, items: readonly Item[]): Item[][] {
  const requests: { items: Item[]; bytes: number }[] = [];
  for (const item of items) {
    const bytes = bytesOf(batch, [item]);
    const last = requests.at(-1);
    if (last !== undefined && last.items.length < batch.maxItems && last.bytes + bytes <= batch.maxBytes) {
      last.items.push(item);
      last.bytes += bytes;
    } else requests.push({ items: [item], bytes });
  }
  return requests.map((request) => request.items);
}

async function sendRequest(batch: BatchOf, items: readonly Item[], ports: Ports): Promise<Attempted[]> {
  const startedMs = ports.now();
  const rendered = items.map((item) => item.rendered);
  const request = tryRender(() => batch.render(rendered));
  const sent = request === undefined ? undefined : await ports.send(request);
  const outcomes =
    sent === undefined ? [] : judgeSent(sent, (response) => batch.judge(response, rendered), items.length);
  const missing = sent === undefined ? retry('render_failed') : unknown('unclassified_response');
  return items.map((_, i) => {
    const outcome = outcomes[i] ?? missing;
    return { outcome, record: recordOf(outcome, sent, startedMs, ports.now()), ...exhaustionOf(sent) };
  });
}

/** One attempt for many deliveries to one destination, in as few requests as possible; one outcome each, in order. */
export async function attemptMany(jobs: readonly Job[], batch: BatchOf, ports: Ports): Promise<Attempted[]> {
  const nowMs = ports.now();
  const items = jobs.map((job) => ({ job, rendered: renderedOf(job, nowMs) }));
  const attempted: Attempted[] = [];
  for (const request of fill(batch, items)) attempted.push(...(await sendRequest(batch, request, ports)));
  return attempted;
}
