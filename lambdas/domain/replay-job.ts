import * as z from 'zod/mini';
import { deliveryStatuses } from './delivery.ts';

/** Which deliveries a replay sends again, and how. Times are RFC 3339. */
export const ReplayRequest = z.strictObject({
  source: z.optional(z.string()),
  /** `high`, several with commas, or a comparison such as `>=high`. */
  severity: z.optional(z.string()),
  class: z.optional(z.string()),
  state: z.optional(z.string()),
  title: z.optional(z.string()),
  q: z.optional(z.string()),
  since: z.optional(z.string()),
  until: z.optional(z.string()),
  /** Deliveries in this state; `dead` by default. */
  status: z._default(z.enum(deliveryStatuses), 'dead'),
  destination: z.optional(z.string()),
  /** Another destination to send to; by default that of the delivery. */
  to: z.optional(z.string()),
  /**
   * Parses the kept webhooks of these alerts again, by the current configuration, instead of sending the alerts as
   * they are.
   */
  reparse: z._default(z.boolean(), false),
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** Ids that a job keeps of alerts that could not be parsed again; above it they are only counted. */
const MOST_NOT_KEPT_IDS = 100;

/** A replay that goes page by page through the alerts, as it is stored. */
export const ReplayJob = z.object({
  v: z.literal(2),
  id: z.string(),
  /** One more with each save: who saves an older version has lost the job to another worker. */
  version: z.number(),
  startedAt: z.string(),
  updatedAt: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  /** Why it failed: `unknown_destination` or `wrong_cursor`. */
  reason: z.optional(z.string()),
  request: ReplayRequest,
  /** Where the next page begins; absent before the first page. */
  cursor: z.optional(z.string()),
  alertsRead: z.number(),
  deliveriesReplayed: z.number(),
  /** Alerts whose webhooks are not kept any more, so that they cannot be parsed again: how many, and the first ids. */
  notKeptCount: z.number(),
  notKept: z.array(z.string()),
});
export type ReplayJob = z.infer<typeof ReplayJob>;

interface Start {
  readonly request: ReplayRequest;
  readonly cursor?: string | undefined;
  readonly uniqueId: string;
  readonly nowMs: number;
}

/** A job that has read nothing yet. Ids sort by the time of the start. */
export function newReplayJob({ request, cursor, uniqueId, nowMs }: Start): ReplayJob {
  const startedAt = new Date(nowMs).toISOString();
  return {
    v: 2,
    id: `${startedAt.replace(/\D/g, '')}-${uniqueId}`,
    version: 1,
    startedAt,
    updatedAt: startedAt,
    state: 'running',
    request,
    ...(cursor === undefined ? {} : { cursor }),
    alertsRead: 0,
    deliveriesReplayed: 0,
    notKeptCount: 0,
    notKept: [],
  };
}

/** What came of one page. */
export interface PageCounts {
  readonly alertsRead: number;
  readonly deliveriesReplayed: number;
  /** Alerts that cannot be parsed again. */
  readonly notKept: readonly string[];
  /** Where the next page begins; absent after the last one. */
  readonly cursor?: string;
}

/** The job after one more page; without a cursor it is done. */
export function afterPage(job: ReplayJob, page: PageCounts, nowMs: number): ReplayJob {
  const { cursor: _, ...rest } = job;
  return {
    ...rest,
    version: job.version + 1,
    updatedAt: new Date(nowMs).toISOString(),
    ...(page.cursor === undefined ? { state: 'done' } : { cursor: page.cursor }),
    alertsRead: job.alertsRead + page.alertsRead,
    deliveriesReplayed: job.deliveriesReplayed + page.deliveriesReplayed,
    notKeptCount: job.notKeptCount + page.notKept.length,
    notKept: [...job.notKept, ...page.notKept].slice(0, MOST_NOT_KEPT_IDS),
  };
}
