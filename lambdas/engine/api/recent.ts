import pMap from 'p-map';
import type { DeliveryState, DeliveryStatus } from '../../domain/delivery.ts';
import { type AlertSummary, LONGEST_PAGE } from '../../domain/listing.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { type AlertDetail, findAlert } from './find-alert.ts';
import type { Ports } from './ports.ts';

/** Deliveries of a destination whose attempts are read. */
const MOST_READ = 10;
const AT_ONCE = 8;

/** The newest alerts: what the state of destinations and sources is told from. */
export const newestAlerts = async (ports: Pick<Ports, 'alerts' | 'now'>): Promise<readonly AlertSummary[]> =>
  (await ports.alerts.list({ limit: LONGEST_PAGE }, ports.now())).alerts;

/** How the newest deliveries of a destination stand. */
export interface Recent {
  readonly deliveries: Readonly<Partial<Record<DeliveryStatus, number>>>;
  readonly lastDeliveredAt?: string;
  readonly lastFailure?: { readonly at: string; readonly reason?: string; readonly httpStatus?: number };
  /** Seconds from the receipt of the webhook to the request that the destination accepted. */
  readonly notifySeconds?: { readonly p50: number; readonly p95: number };
}

/** A delivery, and when its webhook was received. */
interface Sent {
  readonly receivedAt: string;
  readonly state: DeliveryState;
}

type Load = (alertId: string) => Promise<AlertDetail | undefined>;

/** Loads each alert once, although several destinations have it. */
export function loadingOnce(ports: Ports): Load {
  const loaded = new Map<string, Promise<AlertDetail | undefined>>();
  return (alertId) => {
    const detail = loaded.get(alertId) ?? findAlert(alertId, ports);
    loaded.set(alertId, detail);
    return detail;
  };
}

/** The attempts of the newest deliveries to a destination; the ones that waited or were sent, not the merged ones. */
async function sentTo(destination: string, alerts: readonly AlertSummary[], load: Load): Promise<Sent[]> {
  const read = alerts
    .filter(({ destinations }) =>
      ['delivered', 'retrying', 'unknown', 'dead'].includes(destinations[destination] ?? ''),
    )
    .slice(0, MOST_READ);
  const found = await pMap(read, ({ id }) => load(id), { concurrency: AT_ONCE });
  return found.flatMap((detail) => {
    const state = detail?.deliveries.find((each) => each.destination === destination);
    return detail === undefined || state === undefined ? [] : [{ receivedAt: detail.alert.receivedAt, state }];
  });
}

const at = (values: readonly number[], share: number): number => values[Math.ceil(values.length * share) - 1] ?? 0;

/** Seconds from the receipt of a webhook to the answer of each destination that accepted. */
export const notifyTimesOf = (sent: readonly Sent[]): number[] =>
  sent.flatMap(({ receivedAt, state }) => {
    const accepted = state.attempts.find(({ outcome }) => outcome === 'delivered');
    return accepted === undefined
      ? []
      : [(Date.parse(accepted.at) + accepted.durationMs - Date.parse(receivedAt)) / 1000];
  });

/** The middle and the slow end of some seconds; nothing when there are none. */
export function percentilesOf(seconds: readonly number[]): Recent['notifySeconds'] {
  const sorted = seconds.toSorted((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const rounded = (share: number): number => Math.max(0, Math.round(at(sorted, share) * 100) / 100);
  return { p50: rounded(0.5), p95: rounded(0.95) };
}

const newest = <T extends { readonly at: string }>(all: readonly T[]): T | undefined =>
  all.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];

/** The state of a destination as its newest deliveries show it. */
export async function recentOf(destination: string, alerts: readonly AlertSummary[], load: Load): Promise<Recent> {
  const sent = await sentTo(destination, alerts, load);
  const attempts = sent.flatMap(({ state }) => state.attempts);
  const delivered = newest(attempts.filter(({ outcome }) => outcome === 'delivered'));
  const failed = newest(attempts.filter(({ outcome }) => outcome !== 'delivered'));
  const states = alerts.flatMap(({ destinations }) => destinations[destination] ?? []);
  return defined({
    deliveries: Object.fromEntries(
      [...Map.groupBy(states, (state) => state)].map(([state, all]) => [state, all.length]),
    ),
    lastDeliveredAt: delivered?.at,
    lastFailure: failed === undefined ? undefined : failureOf(failed),
    notifySeconds: percentilesOf(notifyTimesOf(sent)),
  });
}

const failureOf = ({ at: when, reason, httpStatus }: DeliveryState['attempts'][number]) =>
  defined({ at: when, reason, httpStatus });
