import * as z from 'zod/mini';
import { queryOf } from '../../domain/alert-filter.ts';
import { newReplayJob, type ReplayJob, ReplayRequest } from '../../domain/replay-job.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Advanced, advance, nameOf } from '../replay-job.ts';
import { findPage } from '../replay-page.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { problemResponse } from './problem-response.ts';
import { ListQuery } from './query.ts';
import * as schemas from './schemas.ts';

/** Deliveries that a dry run lists; a `cursor` in its answer says that there is more to read. */
const AT_ONCE = 500;
/** How long a request reads, or advances its job itself. */
const IN_REQUEST_MS = 3_000;

const { limit: _, ...filters } = ListQuery.shape;

const Body = z.strictObject({
  ...filters,
  to: z.optional(z.string().check(z.describe('Another destination to send to.'))),
  reparse: z._default(
    z
      .boolean()
      .check(
        z.describe(
          'Parses the kept webhooks of these alerts again, by the current configuration, and notifies every destination of their routes.',
        ),
      ),
    false,
  ),
  dryRun: z._default(z.boolean().check(z.describe('Only lists the deliveries.')), true),
});
type Body = z.infer<typeof Body>;

interface Wanted {
  readonly request: ReplayRequest;
  readonly cursor?: string | undefined;
}

const wrong = (detail: string): Response => problemResponse({ status: 400, title: 'Invalid replay', detail });

function wrongIn(to: string | undefined, reparse: boolean, { destinationIds }: Ports): string | undefined {
  if (to !== undefined && reparse) return 'to and reparse exclude each other: what is read again goes by its routes';
  if (to === undefined || destinationIds.includes(to)) return undefined;
  return `to: found "${to}"; configured are: ${destinationIds.join(', ')}`;
}

/** What is asked for, or the refusal. */
function readWanted(
  { dryRun: __, cursor, to, reparse, status = 'dead', ...filter }: Body,
  ports: Ports,
): Wanted | Response {
  const mistake = wrongIn(to, reparse, ports);
  if (mistake !== undefined) return wrong(mistake);
  // A search without a time begins at the same time on each page.
  const { since } = queryOf(filter, ports.now());
  const request = ReplayRequest.parse(defined({ ...filter, since, status, reparse, to }));
  return { request, cursor };
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

/**
 * Advances a job that was saved; after an error it goes on later, from the page that failed. The job is answered even when
 * the request has no time left to load it again: who does not get the job's id starts a second job, which sends all again.
 */
async function advanceInRequest(
  job: ReplayJob,
  untilMs: number,
  ports: Ports,
): Promise<Pick<Advanced, 'job' | 'deliveryIds'>> {
  try {
    return await advance(job, ports, untilMs);
  } catch (error) {
    ports.log('replay.interrupted', { job: job.id, error: nameOf(error) });
    const saved = await ports.replays.load(job.id).catch(() => undefined);
    return { job: saved ?? job, deliveryIds: [] };
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

const listed = { description: 'A dry run: the deliveries that match.', schema: schemas.ReplayList };
const started = { description: 'A job was started.', schema: schemas.ReplayProgress };

/**
 * `POST /v1/replay`: sends the deliveries that match again, `to` another destination, or parsed again, in a job that
 * `GET /v1/replay/{job}` shows. `dryRun` (the default) only lists them.
 */
export const replayEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/replay',
    id: 'replayDeliveries',
    summary: 'Lists the deliveries that match, or sends them again in a job',
    body: { schema: Body, example: { status: 'dead', since: '2026-11-21T20:00:00Z', dryRun: false } },
    answers: { 200: listed, 202: started },
    handle: async ({ body }) => {
      const wanted = readWanted(body, ports);
      if (wanted instanceof Response) return wanted;
      return body.dryRun ? list(wanted, ports) : start(wanted, ports);
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/replay/{job}',
    id: 'getReplay',
    summary: 'How far a replay is',
    answers: { 200: { description: 'The progress of the job.', schema: schemas.ReplayProgress } },
    handle: async ({ params }) => {
      const job = await ports.replays.load(params['job'] ?? '');
      if (job !== undefined) return Response.json(progressOf(job));
      return problemResponse({
        status: 404,
        title: 'No such replay job',
        detail: 'no replay job of this id is kept: take the id from the answer of POST /v1/replay',
      });
    },
  }),
];
