import { Alert } from '../../lambdas/core/alert.ts';
import { carriable } from '../../lambdas/core/carriable.ts';
import { type BatchMessage, type DeliveryMessage, deliveryIdOf } from '../../lambdas/core/delivery.ts';
import { add, type Counts } from '../../lambdas/core/ledger.ts';
import type { WebhookMessage } from '../../lambdas/core/webhook.ts';
import { createLimit } from '../../lambdas/engine/ingest/limit.ts';
import { type Ports as IngestPorts, receive } from '../../lambdas/engine/ingest/receive.ts';
import type { Answered } from '../../lambdas/engine/ingest/refusals.ts';
import { createSources } from '../../lambdas/engine/ingest/sources.ts';
import { createPlan } from '../../lambdas/engine/route/plan.ts';
import type { AlertRow, Ports as RoutePorts } from '../../lambdas/engine/route/ports.ts';
import { routeWebhook } from '../../lambdas/engine/route/route.ts';
import { recordAlert, recordWebhook, rewriteAlert } from '../../lambdas/store/dynamodb/alerts.ts';
import { createCounters, readLedger } from '../../lambdas/store/dynamodb/ledger.ts';
import { cachedSilences, countSilenced } from '../../lambdas/store/dynamodb/silences.ts';
import { memoryTable } from '../faults/memory-table.ts';
import { tableOf } from '../faults/worker.ts';
import { certificateKey, config, requestOf, secrets } from './hooks.ts';
import type { Body } from './mutate.ts';
import type { Watch } from './watch.ts';

/** What SQS takes (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html). */
const MAX_MESSAGE_BYTES = 1024 * 1024;

const NOT_CARRIED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function wired(message: unknown): string {
  const text = carriable(JSON.stringify(message));
  if (NOT_CARRIED.test(text))
    throw new Error(`SQS takes no message with ${JSON.stringify(NOT_CARRIED.exec(text)?.[0])}`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_MESSAGE_BYTES) throw new Error(`SQS takes no message of ${bytes} bytes`);
  return text;
}

/** What was seen of one body on its way. */
export interface Trace {
  /** The message that ingest sent. */
  sent?: string;
  /** Alerts that were made of it, those that are read again included. */
  alerts: number;
  /** What is wrong with alerts that were made of it. */
  readonly faults: string[];
}

/** One function instance of ingest and one of route over a table in memory. */
export interface Stage {
  post(body: Body, at: string, trace: Trace): Promise<Answered>;
  route(message: string, trace: Trace): Promise<void>;
  /** What the ledger says, all hours together. */
  ledger(): Promise<Counts>;
  rows(): readonly Readonly<Record<string, unknown>>[];
  /** Every delivery that a message left for. */
  readonly deliveries: ReadonlySet<string>;
}

const plan = createPlan(config);
const kept = async () => secrets;
const sources = createSources(config.sources, kept);
const THREW = /reading it failed \(\w+\)/;

function faultsOf({ alert }: AlertRow): string[] {
  const checked = Alert.safeParse(alert);
  const thrown = alert.kind === 'unreadable' ? THREW.exec(alert.title)?.[0] : undefined;
  return [
    ...(thrown === undefined ? [] : [`a source threw: ${thrown}`]),
    ...(checked.success
      ? []
      : [`no valid alert: ${checked.error.issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ')}`]),
  ];
}

/** Every answer of the world outside comes in a turn of the event loop of its own, as it does over a network. */
export function createStage(watch: Watch): Stage {
  const rows = memoryTable();
  const table = tableOf(rows, 'table');
  const bucket = new Map<string, Uint8Array>();
  const deliveries = new Set<string>();
  const increment = createCounters(table);
  const silences = cachedSilences(table);
  const limit = createLimit();
  let received = 0;

  const note = (message: DeliveryMessage | BatchMessage): void => {
    wired(message);
    if (!('items' in message)) deliveries.add(message.deliveryId);
    else for (const { alert } of message.items) deliveries.add(deliveryIdOf(alert.id, message.destination));
  };

  const ingestPorts = (trace: Trace): IngestPorts => {
    const away = watch.turnsOf(trace);
    return {
      sources: () => away(sources),
      send: (message) =>
        away(async () => {
          trace.sent = wired(message);
        }),
      store: (key, bytes) => away(async () => void bucket.set(key, bytes)),
      newId: () => {
        received += 1;
        return `wh_${received}`;
      },
      limit,
      certificates: () => away(async () => certificateKey()),
      fetch: () => away(async () => '<ok/>'),
    };
  };

  const routePorts = (trace: Trace): RoutePorts => {
    const away = watch.turnsOf(trace);
    return {
      load: (key) => away(async () => bucket.get(key) ?? new Uint8Array()),
      store: (key, bytes) => away(async () => void bucket.set(key, bytes)),
      recordAlert: (row) => {
        trace.alerts += 1;
        trace.faults.push(...faultsOf(row));
        return away(() => recordAlert(row, table));
      },
      recordWebhook: (row) => away(() => recordWebhook(row, table)),
      rewriteAlert: (row) => away(() => rewriteAlert(row, table)),
      replay: async () => false,
      seen: async () => undefined,
      emitSystemAlert: async () => undefined,
      send: (messages) => away(async () => messages.forEach(note)),
      increment: (hour, counts) => away(() => increment(hour, counts)),
      silences: () => away(silences),
      countSilenced: (id, alerts) => away(() => countSilenced(id, alerts, table)),
      pause: () => away(async () => undefined),
      isOpen: async () => false,
      log: () => undefined,
    };
  };

  return {
    deliveries,
    post: (body, at, trace) => receive(requestOf(body, at), at, ingestPorts(trace)),
    route: (text, trace) => {
      // Written by ingest alone.
      const message: WebhookMessage = JSON.parse(text);
      return routeWebhook(message, plan, routePorts(trace));
    },
    ledger: async () => add(...(await readLedger(table)).map(({ counts }) => counts)),
    rows: () => rows.rows(),
  };
}
