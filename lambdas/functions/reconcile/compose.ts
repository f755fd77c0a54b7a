import { randomUUID } from 'node:crypto';
import { required, type Variables } from '../../core/env.ts';
import { isActive, type Silence } from '../../core/silence.ts';
import type { Silent } from '../../core/silent-source.ts';
import type { WebhookMessage } from '../../core/webhook.ts';
import { emitSystemAlert } from '../../engine/emit-system-alert.ts';
import { reEnqueue } from '../../engine/re-enqueue.ts';
import { type Patience, reconcile } from '../../engine/reconcile/reconcile.ts';
import { openTable } from '../../store/dynamodb/client.ts';
import { markReported, markSeen, readHeartbeat } from '../../store/dynamodb/heartbeats.ts';
import { createCounters, markVerified, readHour, readLedger } from '../../store/dynamodb/ledger.ts';
import { listOverdue, postpone } from '../../store/dynamodb/overdue.ts';
import { recount } from '../../store/dynamodb/recount.ts';
import { listSilences, markAnnounced } from '../../store/dynamodb/silences.ts';
import { createQueue, type Queue } from '../../store/sqs/queue.ts';
import { readConfigFile } from '../config-file.ts';
import type { Log } from '../console-log.ts';
import { createTelemetry } from '../telemetry.ts';

/** Patience of the scheduled run; the machine-local one is less patient, for nobody else writes there. */
const onAws: Patience = { overdueMs: 10 * 60_000, quietMs: 5 * 60_000, blankHours: 3, verifiedForMs: 30 * 60_000 };

/** Open deliveries that one run moves, a shard; the next run takes the rest. */
const MOVED_AT_ONCE = 50;

/** The way of a webhook, so that routes decide who hears of it and the books have it. */
async function reportGap(source: string, silent: Silent, webhooks: Queue): Promise<void> {
  const message: WebhookMessage = {
    v: 1,
    webhookId: `silent-${randomUUID()}`,
    source,
    receivedAt: new Date().toISOString(),
    headers: {},
    body: { in: 'message', gzip: false, base64: '' },
    silent,
  };
  await webhooks.send({ body: JSON.stringify(message), group: source });
}

/** The reconcile function over its environment. */
export function compose(variables: Variables, telemetry: { log: Log; flush(): void } = createTelemetry('reconcile')) {
  const table = openTable(variables);
  const queue = createQueue(required(variables, 'TOCSIN_DELIVERIES_QUEUE'), variables);
  const webhooks = createQueue(required(variables, 'TOCSIN_WEBHOOKS_QUEUE'), variables);
  const config = readConfigFile<'destinations' | 'sources'>(variables);
  const destinations = Object.keys(config.destinations);
  const expected = Object.entries(config.sources).flatMap(([source, { expectSeconds: everySeconds }]) =>
    everySeconds === undefined ? [] : [{ source, everySeconds }],
  );
  const isOver = (silence: Silence, now: string) =>
    !silence.announced && silence.from <= now && !isActive(silence, now);
  return async (patience: Partial<Patience> = {}): Promise<void> => {
    await reconcile(
      Date.now(),
      { ...onAws, ...patience },
      {
        pages: () => readLedger(table),
        page: (hour) => readHour(hour, table),
        recount: (hour) => recount(hour, table),
        increment: createCounters(table),
        markVerified: (hour, version, nowMs) => markVerified(hour, version, nowMs, table),
        overdue: (beforeMs) => listOverdue(beforeMs, MOVED_AT_ONCE, table),
        postpone: (overdue, untilMs) => postpone(overdue, untilMs, table),
        reEnqueue: (id, alertIds) => reEnqueue(id, queue, table, { alertIds }),
        endedSilences: async (now) => (await listSilences(table)).filter((silence) => isOver(silence, now)),
        markAnnounced: (silenceId) => markAnnounced(silenceId, table),
        emitSystemAlert: async (alert) => {
          await emitSystemAlert(alert, destinations, queue, table);
        },
        expected,
        readHeartbeat: (source) => readHeartbeat(source, table),
        markSeen: (source, atMs) => markSeen(source, atMs, table),
        markReported: (source, toldMs) => markReported(source, toldMs, table),
        reportGap: (source, silent) => reportGap(source, silent, webhooks),
        log: telemetry.log,
      },
    );
    telemetry.flush();
  };
}
