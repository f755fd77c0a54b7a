import { Hono } from 'hono';
import * as z from 'zod/mini';
import { newReplayJob, type ReplayJob, ReplayRequest } from '../../domain/replay-job.ts';
import { type Advanced, advance, nameOf } from '../replay-job.ts';
import { findPage } from '../replay-page.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';
import { readAlertQuery } from './query.ts';

/** Deliveries that a dry run lists; a `cursor` in its answer says that there is more to read. */
const AT_ONCE = 500;
/** How long a request reads, or advances its job itself. */
const IN_REQUEST_MS = 3_000;

const Body = z.strictObject({
  ...ReplayRequest.shape,
  severity: z.optional(z.string()),
  dryRun: z._default(z.boolean(), true),
  cursor: z.optional(z.string()),
});
type Body = z.infer<typeof Body>;

interface Wanted {
  readonly request: ReplayRequest;
  readonly cursor?: string | undefined;
}

const present = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));

const wrong = (detail: string): Response => problemResponse({ status: 400, title: 'Wrong replay', detail });

function wrongIn({ to, reparse }: Body, { destinationIds }: Ports): string | undefined {
  if (to !== undefined && reparse) return 'to and reparse exclude each other: what is read again goes by its routes';
  if (to === undefined || destinationIds.includes(to)) return undefined;
  return `to: found "${to}"; configured are: ${destinationIds.join(', ')}`;
}

/** What is asked for, or the refusal. */
function readWanted({ dryRun: _, ...body }: Body, ports: Ports): Wanted | Response {
  const mistake = wrongIn({ ...body, dryRun: true }, ports);
  if (mistake !== undefined) return wrong(mistake);
  const { source, severity, since, until, status, destination, cursor, to, reparse } = body;
  const query = readAlertQuery(present({ source, severity, since, until, status, destination, cursor }));
  if ('problem' in query) return problemResponse(query.problem);
  const { cursor: from, ...filter } = query;
  return { request: { ...filter, status, reparse, ...(to === undefined ? {} : { to }) }, cursor: from };
}

async function list({ request, cursor }: Wanted, ports: Ports): Promise<Response> {
  const deliveries: string[] = [];
  const untilMs = ports.now() + IN_REQUEST_MS;
  let next = cursor;
  do {
    const page = await findPage(request, next, ports);
    deliveries.push(...page.deliveryIds);
    next = page.cursor;
  } while (next !== undefined && deliveries.length < AT_ONCE && ports.now() < untilMs);
  return Response.json({ deliveries, dryRun: true, ...(next === undefined ? {} : { cursor: next }) });
}

const progressOf = ({ id, v: _, version: __, cursor: ___, notKept, ...progress }: ReplayJob) => ({
  job: id,
  ...progress,
  ...(notKept.length === 0 ? {} : { notKept }),
});

/** Advances a job that was saved; after an error it goes on later, from the page that failed. */
async function advanceInRequest(
  job: ReplayJob,
  untilMs: number,
  ports: Ports,
): Promise<Pick<Advanced, 'job' | 'deliveryIds'>> {
  try {
    return await advance(job, ports, untilMs);
  } catch (error) {
    ports.log('replay.interrupted', { job: job.id, error: nameOf(error) });
    return { job: (await ports.replays.load(job.id)) ?? job, deliveryIds: [] };
  }
}

async function start({ request, cursor }: Wanted, ports: Ports): Promise<Response> {
  const nowMs = ports.now();
  const job = newReplayJob({ request, cursor, uniqueId: ports.newId(), nowMs });
  if (!(await ports.replays.save(job))) throw new Error(`replay job ${job.id}: the id is taken already`);
  const { job: advanced, deliveryIds } = await advanceInRequest(job, nowMs + IN_REQUEST_MS, ports);
  if (advanced.state === 'running') ports.onReplayStarted?.(job.id);
  return Response.json({ ...progressOf(advanced), deliveries: deliveryIds, dryRun: false }, { status: 202 });
}

/**
 * `POST /v1/replay`: sends the deliveries that match again, `to` another destination, or parsed again, in a job that
 * `GET /v1/replay/{job}` shows. `dryRun` (the default) only lists them.
 */
export function replays(ports: Ports): Hono {
  const app = new Hono();
  app.post('/', async (c) => {
    const parsed = Body.safeParse(await c.req.json().catch(() => undefined));
    const first = parsed.error?.issues[0];
    if (!parsed.success) return wrong(`${first?.path.join('.')}: ${first?.message}`);
    const wanted = readWanted(parsed.data, ports);
    if (wanted instanceof Response) return wanted;
    return parsed.data.dryRun ? list(wanted, ports) : start(wanted, ports);
  });
  app.get('/:job', async (c) => {
    const job = await ports.replays.load(c.req.param('job'));
    if (job !== undefined) return c.json(progressOf(job));
    return problemResponse({
      status: 404,
      title: 'No such replay job',
      detail: 'no replay job of this id is kept: take the id from the answer of POST /v1/replay',
    });
  });
  return app;
}
