import { Alert } from '../../lambdas/domain/alert.ts';
import { add, type Counts } from '../../lambdas/domain/counters.ts';
import { type DeliveriesMessage, deliveryIdOf } from '../../lambdas/domain/delivery.ts';
import { deadlineIn } from '../../lambdas/domain/values/deadline.ts';
import { carriable } from '../../lambdas/domain/values/sqs-safe.ts';
import { createLimit } from '../../lambdas/engine/ingest/limit.ts';
import { type Ports as IngestPorts, receive } from '../../lambdas/engine/ingest/receive.ts';
import type { Answered } from '../../lambdas/engine/ingest/refusals.ts';
import { createSources } from '../../lambdas/engine/ingest/sources.ts';
import type { AlertRow } from '../../lambdas/engine/ports/alerts.ts';
import type { Stores } from '../../lambdas/engine/ports/index.ts';
import { cachedSilences } from '../../lambdas/engine/route/active-silences.ts';
import { createPlan } from '../../lambdas/engine/route/plan.ts';
import type { Ports as RoutePorts } from '../../lambdas/engine/route/ports.ts';
import { routeWebhook } from '../../lambdas/engine/route/route.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { decodeWebhook, encodeWebhook, INLINE_BYTES } from '../../lambdas/store/sqs/codec.ts';
import { tableOf } from '../faults/dynamodb-world.ts';
import { memoryTable } from '../faults/memory-table.ts';
import { certificateKey, config, requestOf, secrets } from './hooks.ts';
import type { Body } from './mutate.ts';
import type { Watch } from './watch.ts';

/** What SQS takes (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html). */
const MAX_MESSAGE_BYTES = 1024 * 1024;

const NOT_CARRIED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function wired(encoded: string): string {
  const text = carriable(encoded);
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

type Away = <T>(work: () => Promise<T>) => Promise<T>;

/** All functions of a store's nouns, each begun away from its caller's stretch. */
const allAway = (stores: Stores, away: Away): Stores =>
  new Proxy(stores, {
    get: (all, noun: keyof Stores) =>
      new Proxy(all[noun] ?? {}, {
        get(inner, name) {
          const work: unknown = Reflect.get(inner, name);
          return typeof work === 'function' ? (...given: unknown[]) => away(() => work.apply(inner, given)) : work;
        },
      }),
  });

/** Every answer of the world outside comes in a turn of the event loop of its own, as it does over a network. */
export function createStage(watch: Watch): Stage {
  const rows = memoryTable();
  const bucket = new Map<string, Uint8Array>();
  const stores = dynamodbStores(tableOf(rows, 'table'), {
    load: async (key) => bucket.get(key) ?? new Uint8Array(),
    store: async (key, bytes) => void bucket.set(key, bytes),
  });
  const deliveries = new Set<string>();
  const silences = cachedSilences(stores.silences.list);
  const limit = createLimit();
  let received = 0;

  const note = (message: DeliveriesMessage): void => {
    wired(JSON.stringify(message));
    if ('alert' in message) deliveries.add(message.deliveryId);
    if ('items' in message)
      for (const { alert } of message.items) deliveries.add(deliveryIdOf(alert.id, message.destination));
  };

  const ingestPorts = (trace: Trace): IngestPorts => {
    const away = watch.turnsOf(trace);
    return {
      sources: () => away(sources),
      send: (message) =>
        away(async () => {
          trace.sent = wired(encodeWebhook(message));
        }),
      inlineBytes: INLINE_BYTES,
      store: (key, bytes) => away(() => stores.blobs.store(key, bytes)),
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
    const far = allAway(stores, away);
    return {
      ...far,
      alerts: {
        ...far.alerts,
        record(row) {
          trace.alerts += 1;
          trace.faults.push(...faultsOf(row));
          return far.alerts.record(row);
        },
      },
      deliveryQueue: {
        send: (messages) => away(async () => messages.forEach(note)),
        sendLater: (message) => away(async () => note(message)),
      },
      activeSilences: () => away(silences),
      emitSystemAlert: async () => undefined,
      isRefusal: () => false,
      sourceSeen: async () => undefined,
      paceWrites: async () => undefined,
      now: Date.now,
      pause: () => away(async () => undefined),
      log: () => undefined,
    };
  };

  return {
    deliveries,
    post: (body, at, trace) => receive(requestOf(body, at), at, ingestPorts(trace)),
    route: async (text, trace) => {
      await routeWebhook(decodeWebhook(text), plan, routePorts(trace), deadlineIn(Number.POSITIVE_INFINITY));
    },
    ledger: async () => add(...(await stores.ledger.hours()).map(({ counts }) => counts)),
    rows: () => rows.rows(),
  };
}
