import type { Connected } from '../../../lambdas/core/connected.ts';
import type { AttemptRecord, DeliveryMessage, DeliveryStatus } from '../../../lambdas/core/delivery.ts';
import { deliveryIdOf } from '../../../lambdas/core/delivery.ts';
import type { OutboundRequest } from '../../../lambdas/core/destination.ts';
import type { GroupMember } from '../../../lambdas/core/group.ts';
import { judgeByStatus } from '../../../lambdas/core/http/http-status.ts';
import { add, type Counts } from '../../../lambdas/core/ledger.ts';
import { createCircuitBreaker } from '../../../lambdas/engine/deliver/circuit-breaker.ts';
import { deliver, type Verdict } from '../../../lambdas/engine/deliver/deliver.ts';
import type { Circuit, Ports, RateWindow, Sent, Unusable } from '../../../lambdas/engine/deliver/ports.ts';
import { createRateLimiter } from '../../../lambdas/engine/deliver/rate-limit.ts';
import { alertId, alertOf } from '../route/alerts.ts';

export const LEASE_MS = 40_000;
const START = Date.UTC(2026, 10, 21, 20);

/** A delivery as the table would hold it. */
export interface Row {
  readonly status: DeliveryStatus;
  readonly counted: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
  readonly dueMs: number;
  readonly leaseUntilMs: number;
  readonly owner?: string;
  readonly reason?: string;
  readonly receipt?: string;
}

const isEnded = ({ status }: Row): boolean => ['delivered', 'merged', 'suppressed', 'dead'].includes(status);

export const answer = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Sent => ({
  kind: 'answer',
  response: { at: START, status, headers, body },
});

/** A receiver for machines: one request an alert, its id as the body, judged by status. */
export const plain = (parts: Partial<Connected> = {}): Connected => ({
  audience: 'machines',
  isIdempotent: false,
  render: ({ id }, { possibleDuplicate }) => ({
    method: 'POST',
    url: 'https://receiver.example.test/in',
    headers: possibleDuplicate ? { 'x-possible-repeat': 'yes' } : {},
    body: id,
  }),
  judge: judgeByStatus,
  ...parts,
});

export const messageOf = (n: number, destination = 'soc'): DeliveryMessage => {
  const id = alertId(n);
  return {
    v: 1,
    deliveryId: deliveryIdOf(id, destination),
    destination,
    hour: '2026-11-21T20',
    alert: alertOf({ id }),
  };
};

/** What the deliver stage works with, in memory: claims exclude, leases run out, time stands until it is moved. */
export function world(destinations: Readonly<Record<string, Connected | Unusable>> = { soc: plain() }) {
  let nowMs = START;
  let books: Counts = {};
  let respond: (request: OutboundRequest) => Sent | Promise<Sent> = () => answer(200);
  const failing = new Set<string>();
  const rows = new Map<string, Row>();
  const requests: OutboundRequest[] = [];
  const emitted = new Map<string, { readonly type: string; readonly to: readonly string[] }>();
  const logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const fellBack = new Set<string>();
  const circuitBreaker = new Map<string, Circuit & { probeMs: number }>();
  const window = new Map<string, RateWindow>();
  const added = new Map<string, GroupMember[]>();
  /** Fails as broken infrastructure does: by throwing, at one step of one delivery or destination. */
  const step = (name: string, of: string): void => {
    if (failing.has(`${name} ${of}`)) throw new Error(`${name} failed`);
  };
  const ports: Ports = {
    async claim({ deliveryId }, owner, at) {
      step('claim', deliveryId);
      const row = rows.get(deliveryId);
      if (row !== undefined && isEnded(row)) return { kind: 'settled' };
      const untilMs = row === undefined ? 0 : Math.max(row.leaseUntilMs, row.dueMs);
      if (untilMs > at) return { kind: 'held', untilMs };
      const { status = 'queued', counted = 'queued', attempts = [], firstAt = at } = row ?? {};
      rows.set(deliveryId, {
        status: 'sending',
        counted,
        attempts,
        firstAt,
        dueMs: 0,
        owner,
        leaseUntilMs: at + LEASE_MS,
      });
      return { kind: 'claimed', before: status, counted, attempts, firstAt };
    },
    async settle({ deliveryId }, owner, settlement) {
      step('settle', deliveryId);
      const row = rows.get(deliveryId);
      if (row?.owner !== owner) return false;
      const { status, attempts } = settlement;
      rows.set(deliveryId, {
        status,
        counted: status,
        attempts,
        firstAt: row.firstAt,
        leaseUntilMs: 0,
        dueMs: settlement.kind === 'waiting' ? settlement.dueMs : 0,
        ...(settlement.reason === undefined ? {} : { reason: settlement.reason }),
        ...('receipt' in settlement && settlement.receipt !== undefined ? { receipt: settlement.receipt.id } : {}),
      });
      return true;
    },
    split: async () => undefined,
    async send(request) {
      requests.push(request);
      return respond(request);
    },
    async destination(id) {
      step('destination', id);
      return destinations[id] ?? 'destination_not_configured';
    },
    async increment(_, counts) {
      step('increment', '');
      books = add(books, counts);
    },
    deduplicate: async () => ({ kind: 'first' }),
    async addToGroup({ destination, name }, members, { ms: dueMs }) {
      const key = `${destination} ${name}`;
      const before = added.get(key) ?? [];
      added.set(key, [...before, ...members]);
      return { kind: 'added', sequence: 1, isFirst: before.length === 0, dueMs };
    },
    takeGroup: async () => 'nothing',
    releaseGroup: async () => false,
    remind: async () => undefined,
    findDelivery: async () => undefined,
    readCircuit: async (destination) => circuitBreaker.get(destination),
    async pause(destination, reason, at) {
      const known = circuitBreaker.get(destination) ?? { reason, sinceMs: at, isReported: false, probeMs: 0 };
      circuitBreaker.set(destination, known);
      return known;
    },
    async acquireProbe(destination, at, nextMs) {
      const known = circuitBreaker.get(destination);
      if (known === undefined || known.probeMs > at) return false;
      circuitBreaker.set(destination, { ...known, probeMs: nextMs });
      return true;
    },
    async markReported(destination) {
      const known = circuitBreaker.get(destination);
      if (known !== undefined) circuitBreaker.set(destination, { ...known, isReported: true });
    },
    async resume(destination) {
      const known = circuitBreaker.get(destination);
      circuitBreaker.delete(destination);
      return known;
    },
    readWindow: async (destination) => window.get(destination) ?? { at: [], blockedUntilMs: 0, version: 0 },
    async writeWindow(destination, wanted) {
      if ((window.get(destination)?.version ?? 0) !== wanted.version) return false;
      window.set(destination, { ...wanted, version: wanted.version + 1 });
      return true;
    },
    async emitSystemAlert(alert, to) {
      if (!emitted.has(alert.id)) emitted.set(alert.id, { type: alert.type, to });
      return alert;
    },
    async notifyFallback({ deliveryId }) {
      fellBack.add(deliveryId);
    },
    destinationIds: Object.keys(destinations),
    log: (event, fields) => logged.push({ event, fields }),
    now: () => nowMs,
    random: () => 0.5,
  };
  /** A worker with a memory of its own, over the one world. */
  const worker = (owner: string) => {
    const of = { owner, ports, circuitBreaker: createCircuitBreaker(ports), rateLimiter: createRateLimiter(ports) };
    return (...messages: readonly DeliveryMessage[]): Promise<Verdict[]> => deliver(messages, of);
  };
  return {
    ports,
    rows,
    requests,
    fellBack,
    emitted: () => [...emitted.values()],
    logged,
    worker,
    /** The first worker; every call is a batch. */
    run: worker('first'),
    books: () => books,
    row: ({ deliveryId }: DeliveryMessage): Row | undefined => rows.get(deliveryId),
    answers(next: (request: OutboundRequest) => Sent | Promise<Sent>) {
      respond = next;
    },
    fail: (name: string, of = '') => failing.add(`${name} ${of}`),
    heal: () => failing.clear(),
    wait(ms: number) {
      nowMs += ms;
    },
  };
}
