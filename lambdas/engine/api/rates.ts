import pMap from 'p-map';
import * as z from 'zod/mini';
import { toLedger } from '../../domain/counters.ts';
import type { RouteOptions } from '../../domain/delivery.ts';
import type { AlertSummary } from '../../domain/listing.ts';
import { LONGEST_PAGE } from '../../domain/listing.ts';
import { createRouter } from '../../domain/routing.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { findAlert } from './find-alert.ts';
import type { Ports } from './ports.ts';
import { Rates, rangeNames } from './rates-schema.ts';
import { notifyTimesOf, percentilesOf } from './recent.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type RangeName = (typeof rangeNames)[number];
const ranges: Readonly<Record<RangeName, { readonly bucketMs: number; readonly buckets: number }>> = {
  '1h': { bucketMs: 5 * MINUTE_MS, buckets: 12 },
  '24h': { bucketMs: HOUR_MS, buckets: 24 },
};

/** Pages of the last hour that are counted; the rest of a busy hour is not. */
const MOST_PAGES = 5;
/** Alerts of a point whose attempts are read. */
const SAMPLE = 5;
const AT_ONCE = 4;

const iso = (ms: number): string => new Date(ms).toISOString();

/** The newest alerts since a time; `isWhole` when there are no more. */
async function alertsSince(sinceMs: number, ports: Ports) {
  const alerts: AlertSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = defined({ since: iso(sinceMs), limit: LONGEST_PAGE, cursor });
    const found = await ports.alerts.list(query, ports.now());
    alerts.push(...found.alerts);
    cursor = found.cursor;
    if (cursor === undefined) return { alerts, isWhole: true };
  }
  return { alerts, isWhole: false };
}

/** A point of a line, without its figures. */
interface Bucket {
  readonly fromMs: number;
  readonly untilMs: number;
}

interface Counted {
  readonly alerts?: number;
  readonly delivered?: number;
  /** Some of its alerts, to read how long each took. */
  readonly sample: readonly AlertSummary[];
}

const isCounted = ({ kind }: AlertSummary): boolean => kind !== 'system';

/** The points of the last hour, from the alerts themselves. */
async function countLastHour(buckets: readonly Bucket[], ports: Ports): Promise<Counted[]> {
  const { alerts, isWhole } = await alertsSince(buckets[0]?.fromMs ?? 0, ports);
  const oldestMs = isWhole ? 0 : Date.parse(alerts.at(-1)?.receivedAt ?? '');
  return buckets.map(({ fromMs, untilMs }) => {
    if (fromMs < oldestMs) return { sample: [] };
    const own = alerts.filter(({ receivedAt }) => fromMs <= Date.parse(receivedAt) && Date.parse(receivedAt) < untilMs);
    const delivered = own.reduce((sum, { deliveries }) => sum + (deliveries.delivered ?? 0), 0);
    return { alerts: own.length, delivered, sample: own.filter(isCounted).slice(0, SAMPLE) };
  });
}

/** The points of the last day: the counters of each hour, and its newest alerts. */
async function countLastDay(buckets: readonly Bucket[], ports: Ports): Promise<Counted[]> {
  const byHour = new Map((await ports.ledger.hours()).map(({ hour, counts }) => [hour, toLedger(counts)]));
  return pMap(
    buckets,
    async ({ fromMs, untilMs }) => {
      const counts = byHour.get(iso(fromMs).slice(0, 'yyyy-mm-ddThh'.length));
      if (counts === undefined || counts.alerts === 0) return { alerts: 0, delivered: 0, sample: [] };
      const query = { since: iso(fromMs), until: iso(untilMs), limit: SAMPLE };
      const { alerts } = await ports.alerts.list(query, ports.now());
      const { delivered } = counts.deliveries;
      return { alerts: counts.alerts, delivered, sample: alerts.filter(isCounted) };
    },
    { concurrency: AT_ONCE },
  );
}

/** Whether a route holds it back on purpose: what waits for an escalation or for its times is not slow. */
const isHeld = (options: RouteOptions | undefined): boolean =>
  options?.escalateSeconds !== undefined || options?.times !== undefined;

type Router = ReturnType<typeof createRouter>;

/** Seconds from the receipt of each alert to the answers of its destinations. */
async function secondsOf(sample: readonly AlertSummary[], route: Router, ports: Ports): Promise<number[]> {
  const of = async ({ id }: AlertSummary): Promise<number[]> => {
    const detail = await findAlert(id, ports);
    if (detail === undefined) return [];
    const { alert, deliveries } = detail;
    const { options } = await route(alert);
    const prompt = deliveries.filter(({ destination }) => !isHeld(options[destination]));
    return notifyTimesOf(prompt.map((state) => ({ receivedAt: alert.receivedAt, state })));
  };
  return (await pMap(sample, of, { concurrency: AT_ONCE })).flat();
}

async function ratesOf(range: RangeName, ports: Ports): Promise<object> {
  const { bucketMs, buckets: count } = ranges[range];
  const lastMs = Math.floor(ports.now() / bucketMs) * bucketMs;
  const buckets = Array.from({ length: count }, (_, n): Bucket => {
    const fromMs = lastMs - (count - 1 - n) * bucketMs;
    return { fromMs, untilMs: fromMs + bucketMs };
  });
  const counted = await (range === '1h' ? countLastHour : countLastDay)(buckets, ports);
  const route = createRouter(ports.installed.routes);
  const seconds = await pMap(counted, ({ sample }) => secondsOf(sample, route, ports), { concurrency: 1 });
  const points = buckets.map(({ fromMs }, n) => {
    const { sample = [], ...counts } = counted[n] ?? {};
    return defined({
      at: iso(fromMs),
      ...counts,
      sampled: sample.length,
      notifySeconds: percentilesOf(seconds[n] ?? []),
    });
  });
  return defined({ range, bucketSeconds: bucketMs / 1000, points, notifySeconds: percentilesOf(seconds.flat()) });
}

/** `GET /v1/rates`: how much came and how long it took. */
export const rateEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/v1/rates',
    id: 'getRates',
    summary: 'Alerts, deliveries and time-to-notify of the last hour or day, as lines',
    about: `Of the last hour the newest ${MOST_PAGES * LONGEST_PAGE} alerts are counted; points before these have no counts. The last day has the counters of the ledger. Time-to-notify is that of ${SAMPLE} alerts of each point at most, without deliveries that a route holds back on purpose (escalations, times).`,
    query: z.strictObject({
      range: z.optional(z.enum(rangeNames).check(z.describe('`1h`, in steps of five minutes, unless it says `24h`.'))),
    }),
    answers: { 200: { description: 'The points, oldest first.', schema: Rates } },
    handle: async ({ query: { range = '1h' } }) => Response.json(await ratesOf(range, ports)),
  }),
];
