import * as z from 'zod/mini';
import { type Ask, viewOf } from './client.ts';
import { CliError } from './errors.ts';

const Detail = z.looseObject({ deliveries: z.array(z.looseObject({ id: z.string(), destination: z.string() })) });

/** The deliveries that an id means: all of an alert (or that to one destination), else the delivery of that id. */
async function deliveriesOf(id: string, destination: string | undefined, ask: Ask): Promise<readonly string[]> {
  const body = await ask({ method: 'GET', path: `/v1/alerts/${encodeURIComponent(id)}` }).catch(() => undefined);
  if (body === undefined) return [id];
  const { deliveries } = viewOf(Detail, body);
  const wanted = deliveries.filter((each) => destination === undefined || each.destination === destination);
  if (wanted.length > 0) return wanted.map((each) => each.id);
  const names = deliveries.map((each) => each.destination).join(', ');
  throw new CliError(
    `the alert has no delivery to ${destination ?? 'anywhere'}; it has: ${names === '' ? 'none' : names}`,
  );
}

/** Sends an alert or a delivery again; answers with the deliveries that are queued. */
export async function replayOne(id: string, destination: string | undefined, ask: Ask): Promise<readonly unknown[]> {
  const queued: unknown[] = [];
  for (const delivery of await deliveriesOf(id, destination, ask))
    queued.push(await ask({ method: 'POST', path: `/v1/deliveries/${encodeURIComponent(delivery)}/replay` }));
  return queued;
}
