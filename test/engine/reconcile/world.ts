import { add, type Counts } from '../../../lambdas/domain/counters.ts';
import type { Silence } from '../../../lambdas/domain/silence.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import type { Overdue } from '../../../lambdas/engine/ports/deliveries.ts';
import type { HourlyCounters } from '../../../lambdas/engine/ports/ledger.ts';
import type { Ports, Thresholds } from '../../../lambdas/engine/reconcile/reconcile.ts';
import { alertOf } from '../route/alerts.ts';

export const NOW = Date.UTC(2026, 10, 21, 20, 30);
export const THIS_HOUR = '2026-11-21T20';
export const EARLIER = '2026-11-21T18';
export const thresholds: Thresholds = {
  overdueMs: 60_000,
  quietMs: 1000,
  blankHours: 3,
  verifiedForMs: 3_600_000,
  replayMs: 1000,
};
const iso = (ms: number): string => new Date(ms).toISOString();

interface Start {
  readonly pages?: readonly HourlyCounters[];
  /** What the rows say, by hour. */
  readonly rows?: Readonly<Record<string, Counts>>;
  readonly unclaimed?: readonly string[];
  readonly overdue?: readonly Overdue[];
  /** Deliveries whose alerts are gone. */
  readonly lost?: readonly string[];
  readonly silences?: readonly Silence[];
  /** Happens while an hour is counted. */
  readonly meanwhile?: (increment: (hour: string, counts: Counts) => void) => void;
}

const unused = async (): Promise<never> => {
  throw new Error('only replay jobs use deliveries, and there is none');
};

/** Books, rows and open deliveries in memory. */
export function world({
  pages = [],
  rows = {},
  unclaimed = [],
  overdue = [],
  lost = [],
  silences = [],
  meanwhile,
}: Start) {
  const increment = new Map(pages.map((page) => [page.hour, page]));
  const open = new Map(overdue.map((each) => [each.id, each]));
  const kept = new Map<string, AlertRow>();
  const resent: string[] = [];
  const emitted: string[] = [];
  const announced = new Set<string>();
  const logged: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const blank = (hour: string): HourlyCounters => ({
    hour,
    counts: {},
    version: 0,
    touchedMs: 0,
    verifiedVersion: 0,
    verifiedMs: 0,
  });
  const countersOf = (hour: string): HourlyCounters => increment.get(hour) ?? blank(hour);
  const write = (hour: string, counts: Counts, touchedMs = NOW): void => {
    const page = countersOf(hour);
    increment.set(hour, { ...page, counts: add(page.counts, counts), version: page.version + 1, touchedMs });
  };
  const ports: Ports = {
    alerts: {
      async record(row) {
        const known = kept.get(row.alert.id);
        kept.set(row.alert.id, known ?? row);
        return known === undefined ? { kind: 'new' } : { kind: 'own', planned: known.planned };
      },
      async load(alertId) {
        if (lost.some((deliveryId) => deliveryId.startsWith(`${alertId}:`))) return undefined;
        return (
          kept.get(alertId) ?? { alert: alertOf({ id: alertId }), webhookId: 'wh_1', hour: EARLIER, planned: ['soc'] }
        );
      },
      rewrite: async () => [],
      addDestination: async () => false,
      list: async () => ({ alerts: [] }),
    },
    ledger: {
      hours: async () => [...increment.values()],
      hour: async (hour) => countersOf(hour),
      async recount(hour) {
        const counts = rows[hour] ?? {};
        meanwhile?.(write);
        return { counts, unclaimed: hour === EARLIER || hour === THIS_HOUR ? unclaimed.map((id) => ({ id })) : [] };
      },
      async increment(hour, counts, madeFrom) {
        if (madeFrom !== undefined && countersOf(hour).version !== madeFrom) return false;
        write(hour, counts);
        return true;
      },
      async markVerified(hour, version, verifiedMs) {
        increment.set(hour, { ...countersOf(hour), verifiedVersion: version, verifiedMs });
      },
    },
    openDeliveries: {
      overdue: async (beforeMs) => [...open.values()].filter(({ mark }) => mark < iso(beforeMs)),
      async postpone({ id, mark }, untilMs) {
        const known = open.get(id);
        if (known === undefined || known.mark !== mark) return false;
        open.set(id, { ...known, mark: iso(untilMs) });
        return true;
      },
      batch: async () => undefined,
      oldest: async () => undefined,
    },
    silences: {
      list: async () => silences.map((silence) => ({ ...silence, announced: announced.has(silence.id) })),
      create: async () => undefined,
      end: async () => false,
      count: async () => undefined,
      async markAnnounced(id) {
        if (announced.has(id)) return false;
        announced.add(id);
        return true;
      },
    },
    notes: { read: async () => undefined, add: async () => undefined, replace: async () => undefined },
    reports: { add: unused, take: unused, release: unused, due: async () => [] },
    replays: { save: async () => false, load: async () => undefined, unfinished: async () => [] },
    webhooks: {
      record: async () => true,
      load: async () => undefined,
      keep: async () => undefined,
      loadProgress: async () => undefined,
      saveProgress: async () => undefined,
    },
    deliveries: {
      claim: unused,
      settle: unused,
      completeMember: unused,
      split: unused,
      reopen: unused,
      confirm: unused,
      states: unused,
    },
    fallbacks: { schedule: async () => undefined, due: async () => [], remove: async () => undefined },
    routeOptions: async () => ({}),
    limits: [],
    circuits: {
      read: async () => undefined,
      open: unused,
      acquireProbe: unused,
      markReported: unused,
      close: unused,
    },
    heartbeats: { read: async () => undefined, markSeen: async () => undefined, markReported: async () => undefined },
    deliveryQueue: {
      async send(messages) {
        for (const message of messages.filter((each) => 'alert' in each)) {
          if (message.hour === '') emitted.push(`${message.alert.id} ${message.alert.title}`);
          else resent.push(message.deliveryId);
        }
      },
      sendLater: async () => undefined,
    },
    webhookQueue: { send: async () => undefined, sendLater: async () => undefined },
    expected: [],
    newId: () => 'id',
    destinationIds: ['soc'],
    systemRecipients: async () => ({ destinations: ['soc'], options: {} }),
    log: (event, fields) => logged.push({ event, fields }),
  };
  return { ports, emitted, resent, logged, open, countersOf, events: () => logged.map(({ event }) => event) };
}

/** The one delivery of an alert by this name. */
export const idOf = (name: string): string => `edge:${name}:soc`;
export const open = (name: string, dueMs: number): Overdue => ({ id: idOf(name), mark: iso(dueMs) });
export const page = (hour: string, counts: Counts, parts: Partial<HourlyCounters> = {}): HourlyCounters => ({
  hour,
  counts,
  version: 3,
  touchedMs: NOW - 60_000,
  verifiedVersion: 0,
  verifiedMs: 0,
  ...parts,
});
export const good: Counts = { accepted: 2, alerts: 2, planned: 2, delivered: 2 };
