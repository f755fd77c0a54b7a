import { queryOf } from '../domain/alert-filter.ts';
import { deliveryIdOf, partsOfDeliveryId } from '../domain/delivery.ts';
import type { AlertPage } from '../domain/listing.ts';
import type { ReplayRequest } from '../domain/replay-job.ts';
import { defined } from '../domain/values/json-fields.ts';
import type { Queues, Stores } from './ports/index.ts';
import { addOrReplay, reparse, replay } from './replay.ts';

/** What a replay works with. */
export interface ReplayPagePorts
  extends Pick<Stores, 'alerts' | 'webhooks' | 'deliveries' | 'openDeliveries' | 'ledger'>,
    Queues {
  now(): number;
}

/** The deliveries of one page of alerts that a request asks for. */
export interface FoundPage {
  readonly alertsRead: number;
  readonly deliveryIds: readonly string[];
  /** Where the next page begins; absent after the last one. */
  readonly cursor?: string;
}

type States = Awaited<ReturnType<Stores['deliveries']['states']>>;

/**
 * Whether a delivery was attempted since a time: a job that repeats a page has sent it before. An attempt in the future
 * was written before the clock was set back, and does not count.
 */
const isAttemptedSince = (states: States, destination: string, sinceMs: number, nowMs: number): boolean =>
  (states.find((state) => state.destination === destination)?.attempts ?? [])
    .map(({ at }) => Date.parse(at))
    .some((atMs) => sinceMs < atMs && atMs <= nowMs);

async function idsOf(alertId: string, request: ReplayRequest, notSinceMs: number, ports: ReplayPagePorts) {
  const stored = await ports.alerts.load(alertId);
  if (stored === undefined) return [];
  const states = await ports.deliveries.states({ ...stored, alertId });
  const { status, destination: wanted, to } = request;
  return states
    .filter((state) => state.status === status && (wanted === undefined || state.destination === wanted))
    .filter(({ destination }) => !isAttemptedSince(states, to ?? destination, notSinceMs, ports.now()))
    .map(({ destination }) => deliveryIdOf(alertId, destination));
}

/**
 * Reads one page of alerts, newest first, and which of their deliveries a request asks for, without those that were
 * attempted after `notSinceMs`.
 */
export async function findPage(
  request: ReplayRequest,
  cursor: string | undefined,
  ports: ReplayPagePorts,
  notSinceMs = Number.POSITIVE_INFINITY,
): Promise<FoundPage> {
  const page: AlertPage = await ports.alerts.list(defined({ ...queryOf(request, ports.now()), cursor }), ports.now());
  const deliveryIds: string[] = [];
  for (const { id } of page.alerts) deliveryIds.push(...(await idsOf(id, request, notSinceMs, ports)));
  return defined({ alertsRead: page.alerts.length, deliveryIds, cursor: page.cursor });
}

const alertIdsOf = (ids: readonly string[]): string[] => [
  ...new Set(ids.flatMap((id) => partsOfDeliveryId(id)?.alertId ?? [])),
];

/** Parses the webhooks again; returns the alerts whose webhooks are not kept any more. */
async function reparseAll(alertIds: readonly string[], ports: ReplayPagePorts): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const alertId of alertIds) if ((await reparse({ alertId }, ports)) === undefined) missing.push(alertId);
  return missing;
}

/** Sends deliveries again as the request says; returns the alerts that cannot be parsed again. */
export async function replayAll(
  ids: readonly string[],
  { to, reparse }: ReplayRequest,
  ports: ReplayPagePorts,
): Promise<readonly string[]> {
  if (reparse) return reparseAll(alertIdsOf(ids), ports);
  if (to === undefined) for (const id of ids) await replay(id, ports.now(), ports);
  else for (const alertId of alertIdsOf(ids)) await addOrReplay(alertId, to, ports.now(), ports);
  return [];
}
